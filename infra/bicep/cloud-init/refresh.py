#!/usr/bin/env python3
"""Write the files of this VM's user data, a cloud-config document, and nothing else of it.

User data comes from the instance metadata service, base64 encoded. Each entry of ``write_files`` is written whole and
then renamed into place, so a reader never sees half a file; a file that is already right is left alone.

    scalar-refresh [METADATA [ROOT]]    another metadata service, another root than /
"""

import base64
import sys
import urllib.request
from pathlib import Path

import yaml


def user_data(metadata: str) -> str:
    """The cloud-config document of this VM."""
    url = f"{metadata}/metadata/instance/compute/userData?api-version=2021-01-01&format=text"
    request = urllib.request.Request(url, headers={"Metadata": "true"})  # noqa: S310 the address is ours, always http
    # The metadata service is link-local: a proxy must never see the request.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as answer:
        return base64.b64decode(answer.read()).decode()


def write(entry: dict, root: Path) -> bool:
    """Write one file of ``write_files`` below ``root``; whether it changed."""
    content = entry["content"]
    data = base64.b64decode(content) if entry.get("encoding") == "b64" else content.encode()
    path = root / entry["path"].lstrip("/")
    mode = int(entry.get("permissions", "0644"), 8)
    if path.exists() and path.read_bytes() == data and path.stat().st_mode & 0o777 == mode:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".new")
    draft.touch(mode=0o600)
    draft.write_bytes(data)
    draft.chmod(mode)
    draft.replace(path)
    return True


def main(metadata: str = "http://169.254.169.254", root: str = "/") -> int:
    document = user_data(metadata)
    if not document.startswith("#cloud-config"):
        sys.stderr.write("user data is no cloud-config document; deploy the VM's template again\n")
        return 1
    files = yaml.safe_load(document)["write_files"]
    changed = [entry["path"] for entry in files if write(entry, Path(root))]
    sys.stdout.write("changed: " + (", ".join(changed) or "nothing") + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
