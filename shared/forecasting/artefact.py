"""Model files without pickle: settings as canonical JSON, arrays as one compressed npz, bound by a hash."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np

from shared.errors import BadData

SETTINGS = "model.json"
STATE = "state.npz"


def pack(name: str, settings: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> dict[str, bytes]:
    """``model.json`` and ``state.npz``; the same values give the same bytes (npz members carry no clock time)."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **{key: arrays[key] for key in sorted(arrays)})
    state = buffer.getvalue()
    document = {"method": name, "settings": settings, "state_sha256": hashlib.sha256(state).hexdigest()}
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return {SETTINGS: text.encode(), STATE: state}


def unpack(name: str, files: Mapping[str, bytes]) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Settings and arrays. Raises BadData for another method's files, a missing file or a wrong hash."""
    missing = {SETTINGS, STATE} - files.keys()
    if missing:
        raise BadData(f"{name}: artefact lacks {sorted(missing)}, has {sorted(files)}")
    try:
        document = json.loads(files[SETTINGS])
        method, expected, settings = document["method"], document["state_sha256"], document["settings"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadData(f"{name}: {SETTINGS} is not a model description: {error}") from error
    if method != name:
        raise BadData(f"{name}: artefact of method {name!r} expected, {method!r} found")
    found = hashlib.sha256(files[STATE]).hexdigest()
    if found != expected:
        raise BadData(f"{name}: {STATE} has sha256 {found[:12]}…, {expected[:12]}… expected; fetch the version again")
    try:
        with np.load(io.BytesIO(files[STATE]), allow_pickle=False) as loaded:
            return settings, {key: loaded[key] for key in loaded.files}
    except (ValueError, zipfile.BadZipFile) as error:
        raise BadData(f"{name}: {STATE} is not a readable npz: {error}") from error
