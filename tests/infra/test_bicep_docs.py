"""The deployment guide names nothing that is not there: outputs, parameters, files, verbs, secrets."""

from __future__ import annotations

import re
from pathlib import Path

from cli.__main__ import VERBS
from tests.infra.bicep_model import load

ROOT = Path(__file__).parents[2]
BICEP = ROOT / "infra" / "bicep"
GUIDE = (ROOT / "docs" / "deploy-azure.md").read_text()
COMMANDS = "\n".join(re.findall(r"```sh\n(.*?)```", GUIDE, re.S)) + "\n".join(re.findall(r"`([^`\n]+)`", GUIDE))
FILES = {file.path.name: file for file in load(BICEP)}


def test_outputs_exist() -> None:
    used = set(re.findall(r"\bouts? (\w+)", COMMANDS))
    assert used
    assert used <= set(FILES["main.bicep"].outputs)


def test_files_exist() -> None:
    for name in re.findall(r"(?:infra|docs|tests)/[\w/.-]+\w", GUIDE.replace("main.$ENV", "main.prod")):
        assert (ROOT / name).exists(), name


def test_parameters_exist() -> None:
    """Each `group.name` is a member of that parameter's type, each name by itself a member of some."""
    types = FILES["types.bicep"].text
    groups = {"network", "stores", "starrocks", "pulsar", "apps", "monitoring"}
    declared = dict(re.findall(r"^type (\w+)Config = \{(.*?)^\}", types, re.M | re.S))
    members = {group: set(re.findall(r"^  (\w+): ", declared[group], re.M)) for group in groups}
    used = re.findall(rf"\b({'|'.join(groups)})\.([a-z]\w+)\b(?!\.bicep)", COMMANDS)
    assert used
    for group, name in used:
        if name not in ("bicep", "scalar", "internal"):
            assert name in members[group], f"{group}.{name}"


def test_operator_verbs_exist() -> None:
    script = (BICEP / "cloud-init" / "operations.sh").read_text()
    verbs = set(re.findall(r"^  (\w+)\) ", script, re.M))
    assert (
        verbs
        == set(re.findall(r"scalar-ops (\w+)", COMMANDS))
        == set(re.findall(r"^#   scalar-ops (\w+)", script, re.M))
    )
    assert set(re.findall(r"scalar-ops run \S+ ([\w-]+)", COMMANDS)) <= set(VERBS)


def test_every_secret_can_be_rotated_by_the_guide() -> None:
    names = set(re.findall(r"readEnvironmentVariable\('(SCALAR_\w+)'", FILES["secrets.bicepparam"].text))
    rotation = GUIDE.partition("## Rotating credentials")[2].partition("\n## ")[0]
    vaults = {"SCALAR_APP_VAULT", "SCALAR_NODE_VAULT"}
    assert vaults <= names
    assert {name for name in names - vaults if name not in rotation} == set()


def test_ports_in_the_guide_are_the_ones_that_are_open() -> None:
    from tests.infra.bicep_network_checks import APP_PORTS

    table = GUIDE.partition("| To | Ports | For |")[2].partition("\n\n")[0]
    ports = {int(port) for row in table.splitlines()[2:] for port in re.findall(r"\d+", row.split("|")[2])}
    assert ports == set().union(*APP_PORTS.values())
