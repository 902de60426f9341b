"""Model versions, aliases and rolling state in Blob; a reader never meets half a version or another model's state.

::

    models/<model>/<area>/versions/<yyyymmddThhmmssZ>-<sha8>/   written once, never changed
        predictor.zip   the method's own files
        report.json     backtest against the running version and references, where there is one
        model.json      what it is: inputs and their hash, training window, metrics, sha256 of predictor.zip; last
    models/<model>/<area>/aliases/champion.json                 {"version", "since", "by", "previous"}
    models/<model>/<area>/aliases/challenger-<n>.json
    models/<model>/<area>/state/<version>/latest.zip            what a method learned since it was trained

Aliases and state change only against the etag that was read (If-Match); versions are only ever created.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from shared.errors import BadData, Refused
from shared.persistence.blob import Conflict, Missing

if TYPE_CHECKING:
    from shared.persistence.blob import Blobs

SCHEMA = 2  # of what a version's numbers mean; 2: covariates of linear models on the scale of asinh
KEEP = timedelta(days=90)
CHAMPION = "champion"
ROOT = "models"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of every member: the same files give the same archive

Files = Mapping[str, bytes]


class Card(Struct, frozen=True, kw_only=True):
    """``model.json``: what a version is and what it was made from. Times are UTC."""

    schema: int = SCHEMA
    model: str
    area: str
    method: str
    params: dict[str, Any] = {}
    features: list[str]
    features_hash: str
    minutes: int
    gap: int
    horizon: int
    trained_at: datetime
    training_from: datetime
    target_values: int
    fallback_rows: dict[str, int] = {}
    metrics: dict[str, float] = {}
    packages: dict[str, str] = {}
    code: str = ""
    parent: str = ""
    sha256: str = ""


class Alias(Struct, frozen=True, kw_only=True):
    """Which version a name means now, and which it meant before."""

    version: str
    since: datetime
    by: str
    previous: str = ""


class State(Struct, frozen=True, kw_only=True):
    """Files of a followed model, the issue time it has followed up to, and the etag to replace it by."""

    files: dict[str, bytes]
    followed_to: datetime
    etag: str


class Registry:
    """Versions, aliases and state of all models. Raises what the blob store raises when it is away."""

    def __init__(self, blobs: Blobs) -> None:
        self.blobs = blobs

    # --- versions -------------------------------------------------------------------------------------------------

    def save(self, card: Card, files: Files, report: Mapping[str, Any] | None = None) -> str:
        """Store a version; its name. The same content trained at the same instant is the same version."""
        archive = pack(files)
        digest = hashlib.sha256(archive).hexdigest()
        version = f"{card.trained_at:%Y%m%dT%H%M%SZ}-{digest[:8]}"
        folder = self._version(card.model, card.area, version)
        described = msgspec.structs.replace(card, sha256=digest)
        self._create(f"{folder}/predictor.zip", archive)
        if report is not None:
            self._create(f"{folder}/report.json", json.dumps(report, sort_keys=True).encode())
        self._create(f"{folder}/model.json", msgspec.json.format(msgspec.json.encode(described)))
        return version

    def card(self, model: str, area: str, version: str) -> Card:
        """The description of a version. Raises BadData when there is no such version, or an unreadable one."""
        name = f"{self._version(model, area, version)}/model.json"
        try:
            return msgspec.json.decode(self.blobs.get(name)[0], type=Card)
        except Missing:
            raise BadData(f"{model} {area}: no version {version!r}; see ./scalar models list", model=model) from None
        except msgspec.MsgspecError as error:
            raise BadData(f"{model} {area} {version}: model.json is not readable: {error}", model=model) from error

    def load(self, model: str, area: str, version: str, features_hash: str) -> tuple[Card, dict[str, bytes]]:
        """Card and files, checked before anything is loaded from them.

        Raises BadData when the archive is not the one that was described, Refused when the version was trained on
        other inputs than the declaration names now.
        """
        card = self.card(model, area, version)
        if card.schema != SCHEMA or card.features_hash != features_hash:
            raise Refused(
                f"{model} {area} {version}: inputs {card.features_hash} of schema {card.schema} were trained on, "
                f"{features_hash} of schema {SCHEMA} are declared; train a new version",
                model=model,
            )
        archive, _ = self.blobs.get(f"{self._version(model, area, version)}/predictor.zip")
        found = hashlib.sha256(archive).hexdigest()
        if found != card.sha256:
            raise BadData(
                f"{model} {area} {version}: predictor.zip has sha256 {found[:12]}…, {card.sha256[:12]}… expected; "
                "roll back and train again",
                model=model,
            )
        return card, unpack(archive)

    def report(self, model: str, area: str, version: str) -> dict[str, Any] | None:
        """The report stored with a version, if any."""
        try:
            found: dict[str, Any] = json.loads(self.blobs.get(f"{self._version(model, area, version)}/report.json")[0])
        except Missing:
            return None
        return found

    def versions(self, model: str, area: str) -> list[str]:
        """Complete versions, oldest first."""
        prefix = f"{ROOT}/{model}/{area}/versions/"
        names = [n.removeprefix(prefix) for n in self.blobs.list(prefix)]
        return sorted(n.removesuffix("/model.json") for n in names if n.endswith("/model.json"))

    # --- aliases --------------------------------------------------------------------------------------------------

    def alias(self, model: str, area: str, name: str = CHAMPION) -> Alias | None:
        """What an alias means now; None when it was never set."""
        return self._alias(model, area, name)[0]

    def aliases(self, model: str, area: str) -> dict[str, Alias]:
        """All aliases of a model's area."""
        prefix = f"{ROOT}/{model}/{area}/aliases/"
        names = [n.removeprefix(prefix).removesuffix(".json") for n in self.blobs.list(prefix)]
        found = {name: self.alias(model, area, name) for name in names}
        return {name: alias for name, alias in found.items() if alias is not None}

    def promote(self, model: str, area: str, version: str, by: str, now: datetime, name: str = CHAMPION) -> Alias:
        """Point an alias at a version that exists. Raises Conflict when someone else changed it meanwhile."""
        self.card(model, area, version)
        if name == CHAMPION:
            self._create(f"{ROOT}/{model}/{area}/promoted/{version}", b"")  # first: a champion is kept for good
        held, etag = self._alias(model, area, name)
        if held is not None and held.version == version:
            return held
        made = Alias(version=version, since=now, by=by, previous=held.version if held else "")
        self._put_alias(model, area, name, made, etag)
        return made

    def rollback(self, model: str, area: str, by: str, now: datetime) -> Alias:
        """Back to the champion before this one. Raises Refused when there is none."""
        held, etag = self._alias(model, area, CHAMPION)
        if held is None or not held.previous:
            raise Refused(f"{model} {area}: no earlier champion to go back to", model=model)
        self.card(model, area, held.previous)
        made = Alias(version=held.previous, since=now, by=by, previous=held.version)
        self._put_alias(model, area, CHAMPION, made, etag)
        return made

    def _alias(self, model: str, area: str, name: str) -> tuple[Alias | None, str | None]:
        try:
            body, etag = self.blobs.get(f"{ROOT}/{model}/{area}/aliases/{name}.json")
        except Missing:
            return None, None
        return msgspec.json.decode(body, type=Alias), etag

    def _put_alias(self, model: str, area: str, name: str, alias: Alias, etag: str | None) -> None:
        path = f"{ROOT}/{model}/{area}/aliases/{name}.json"
        self.blobs.put(path, msgspec.json.encode(alias), if_match=etag, if_none_match=etag is None)

    # --- rolling state --------------------------------------------------------------------------------------------

    def state(self, model: str, area: str, version: str) -> State | None:
        """The newest state of a version; None before the first."""
        try:
            archive, etag = self.blobs.get(self._state(model, area, version))
        except Missing:
            return None
        files = unpack(archive)
        followed = json.loads(files.pop("followed.json"))
        return State(files=files, followed_to=datetime.fromisoformat(followed["to"]), etag=etag)

    def put_state(
        self, model: str, area: str, version: str, files: Files, followed_to: datetime, etag: str | None
    ) -> str:
        """Replace the state that was read (None: there was none). Raises Conflict when it was replaced meanwhile."""
        note = {"followed.json": json.dumps({"to": followed_to.isoformat()}).encode()}
        path = self._state(model, area, version)
        return self.blobs.put(path, pack({**files, **note}), if_match=etag, if_none_match=etag is None)

    def drop_state(self, model: str, area: str, version: str) -> None:
        """Forget what was learned since training; the next forecast replays it."""
        self.blobs.delete(self._state(model, area, version))

    # --- retention ------------------------------------------------------------------------------------------------

    def prune(self, model: str, area: str, now: datetime) -> list[str]:
        """Delete versions older than 90 days that no alias names or named; the deleted ones.

        ``model.json`` goes first, so that a killed run leaves an invisible version and the next run takes the rest.
        """
        kept = {v for alias in self.aliases(model, area).values() for v in (alias.version, alias.previous)}
        kept |= set(self.promoted(model, area))
        prefix = f"{ROOT}/{model}/{area}/versions/"
        files = [name.removeprefix(prefix).partition("/") for name in self.blobs.list(prefix)]
        old = {v for v, _, _ in files if v not in kept and now - _trained_at(v) > KEEP}
        for version in sorted(old):
            for file in ("model.json", "report.json", "predictor.zip"):
                self.blobs.delete(f"{prefix}{version}/{file}")
            self.drop_state(model, area, version)
        return sorted(old)

    def promoted(self, model: str, area: str) -> list[str]:
        """Every version that is or was the champion."""
        return [name.rpartition("/")[2] for name in self.blobs.list(f"{ROOT}/{model}/{area}/promoted/")]

    def _create(self, name: str, body: bytes) -> None:
        try:
            self.blobs.put(name, body, if_none_match=True)
        except Conflict:
            if self.blobs.get(name)[0] != body:
                raise

    @staticmethod
    def _version(model: str, area: str, version: str) -> str:
        return f"{ROOT}/{model}/{area}/versions/{version}"

    @staticmethod
    def _state(model: str, area: str, version: str) -> str:
        return f"{ROOT}/{model}/{area}/state/{version}/latest.zip"


def pack(files: Files) -> bytes:
    """Files as one archive, the same bytes for the same files."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            packed = name.endswith((".npz", ".zip"))  # compressed already: a second time costs and gains nothing
            how = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), files[name], how)
    return sink.getvalue()


def unpack(body: bytes) -> dict[str, bytes]:
    """The files of an archive. Raises BadData when it is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except zipfile.BadZipFile as error:
        raise BadData(f"registry: not a readable archive: {error}") from error


def _trained_at(version: str) -> datetime:
    return datetime.strptime(version.partition("-")[0] + "+0000", "%Y%m%dT%H%M%SZ%z")
