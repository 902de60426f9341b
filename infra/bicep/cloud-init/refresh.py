#!/usr/bin/env python3
"""Write the files of this VM's user data, a cloud-config document, and nothing else of it.

User data comes from the instance metadata service, base64 encoded. Each entry of ``write_files`` is written whole and
then renamed into place, so a reader never sees half a file; a file that is already right is left alone.
SCALAR_METADATA and SCALAR_ROOT point a test at another service and another root.
"""

import base64
import os
import sys
import urllib.request
from pathlib import Path

import yaml

METADATA = os.environ.get("SCALAR_METADATA", "http://169.254.169.254")
ROOT = Path(os.environ.get("SCALAR_ROOT", "/"))


def user_data() -> str:
    """The cloud-config document of this VM."""
    request = urllib.request.Request(
        f"{METADATA}/metadata/instance/compute/userData?api-version=2021-01-01&format=text",
        headers={"Metadata": "true"},
    )
    # The metadata service is link-local: a proxy must never see the request.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as answer:
        return base64.b64decode(answer.read()).decode()


def write(entry: dict) -> bool:
    """Write one file of ``write_files``; whether it changed."""
    content = entry["content"]
    data = base64.b64decode(content) if entry.get("encoding") == "b64" else content.encode()
    path = ROOT / entry["path"].lstrip("/")
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


def main() -> int:
    document = user_data()
    if not document.startswith("#cloud-config"):
        print("user data is no cloud-config document; redeploy the VM's template", file=sys.stderr)
        return 1
    changed = [entry["path"] for entry in yaml.safe_load(document)["write_files"] if write(entry)]
    print("changed: " + (", ".join(changed) or "nothing"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
