"""Every name that is used is declared, every name that is declared is used, and each role gets all it needs."""

import ast
import json
import re
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.doctor import markdown
from shared.settings import ALL, BY_NAME, SETTINGS, Role, load_settings

ROOT = Path(__file__).parents[2]
PRODUCT = ("shared", "blueprints", "embedded", "cli", "local-compose", "benchmarks", "function_app.py")
PREFIXES = (
    "SCALAR", "INGEST", "COMPACTION", "SECRET_CACHE", "KEY_VAULT", "DB_OPERATION", "OTEL", "AZURE", "WEBSITE",
    "WEBSITES", "FUNCTIONS", "ENTSOE_BASE", "ELIA_BASE", "ENERGINET_BASE", "ELIA_API",
)  # fmt: skip
NAME = re.compile(rf"\b(?:{'|'.join(PREFIXES)})_[A-Z0-9_]*[A-Z0-9]\b")
AZURE_ONLY = {
    "KEY_VAULT_URL", "AZURE_CLIENT_ID", "AzureWebJobsStorage__accountName", "AzureWebJobsStorage__credential",
    "AzureWebJobsStorage__clientId",
}  # fmt: skip
"""What a deployment must set and a machine without Azure has no value for."""
REFUSED_BY_FLEX = {"FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_EXTENSION_VERSION", "WEBSITES_PORT", "WEBSITE_TIME_ZONE"}
OUTSIDE = {"SCALAR_RECORDINGS", "SCALAR_SERIES"}
"""Folders of recorded material that only some tests and measurements look into, when they are given."""


def sources() -> Iterator[Path]:
    for name in PRODUCT:
        path = ROOT / name
        yield from path.rglob("*.py") if path.is_dir() else [path]


def names_in_code(tree: ast.AST) -> Iterator[str]:
    """Names looked up in an environment, and names of ours in any text; what is set for a library is no setting."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from NAME.findall(node.value)
        match node:
            case (
                ast.Subscript(value=of, slice=ast.Constant(value=str(name)), ctx=ast.Load())
                | ast.Call(
                    func=ast.Attribute(value=of, attr="get" | "pop"),
                    args=[ast.Constant(value=str(name)), *_],
                )
            ) if ast.unparse(of).rpartition(".")[2] == "environ":
                yield name
            case ast.Call(func=ast.Attribute(attr="getenv"), args=[ast.Constant(value=str(name)), *_]):
                yield name


def attributes_in_code(tree: ast.AST) -> Iterator[str]:
    """Fields read from an object that is called settings (or ``s``, as lambdas over settings call it)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            holder = ast.unparse(node.value).rpartition(".")[2]
            if holder in ("settings", "s", "load_settings()"):
                yield node.attr


@pytest.fixture(scope="module")
def trees() -> dict[Path, ast.AST]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sources()}


@pytest.fixture(scope="module")
def compose() -> dict[str, dict[str, str]]:
    loaded = yaml.safe_load((ROOT / "local-compose" / "docker-compose.yaml").read_text(encoding="utf-8"))
    return {role: loaded["services"][role]["environment"] for role in (*ALL, "init")}


@pytest.fixture(scope="module")
def sample() -> dict[str, str]:
    values: dict[str, str] = json.loads((ROOT / "local.settings.sample.json").read_text(encoding="utf-8"))["Values"]
    return values


def app_settings(text: str) -> dict[str, set[str]]:
    """Names of the app settings of each role in ``apps.bicep``: ``var <role>Settings = union(<others>, {...})``."""
    blocks = {}
    for name, bases, body in re.findall(r"(?ms)^var (\w+)Settings = (?:union\(([\w, ]+), )?\{\n(.*?)^\}\)?$", text):
        parts = [base.strip().removesuffix("Settings") for base in bases.split(",") if base]
        blocks[name] = (parts, set(re.findall(r"(?m)^  '?(\w+)'?:", body)))

    def resolve(name: str) -> set[str]:
        parts, own = blocks[name]
        return own.union(*(resolve(part) for part in parts))

    return {role: resolve(role) for role in ALL}


@pytest.fixture(scope="module")
def bicep() -> str:
    return (ROOT / "infra" / "bicep" / "modules" / "apps.bicep").read_text(encoding="utf-8")


def lacking(role: Role, given: set[str], but: Set[str] = frozenset()) -> set[str]:
    return {setting.name for setting in SETTINGS if setting.azure and role in setting.roles} - given - but


def test_every_name_in_code_is_declared(trees: dict[Path, ast.AST]) -> None:
    used = {(path.relative_to(ROOT).as_posix(), name) for path, tree in trees.items() for name in names_in_code(tree)}
    assert len(used) > 20, "the search found nothing to check"
    assert {(path, name) for path, name in used if name not in BY_NAME and name not in OUTSIDE} == set()


def test_the_search_finds_names() -> None:
    code = """
a = os.environ["NEW_ONE"]
b = environ.get("NEW_TWO", "")
c = os.getenv("NEW_THREE")
d = "set SCALAR_NEW: x"
os.environ["FOR_A_LIBRARY"] = "1"
"""
    assert set(names_in_code(ast.parse(code))) == {"NEW_ONE", "NEW_TWO", "NEW_THREE", "SCALAR_NEW"}


def test_every_field_is_read(trees: dict[Path, ast.AST]) -> None:
    read = {name for path, tree in trees.items() for name in attributes_in_code(tree) if path.name != "doctor.py"}
    assert {s.name for s in SETTINGS if s.reader == "scalar" and s.attribute not in read} == READ_OTHERWISE


READ_OTHERWISE = {"SCALAR_DATA"}
"""Part of the defaults of other settings, and the embedded platform's own folder, which it is given as an argument."""


def test_every_secret_is_asked_for(trees: dict[Path, ast.AST]) -> None:
    words = {
        node.value
        for path, tree in trees.items()
        for node in ast.walk(tree)
        if path.name != "settings.py" and isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    for setting in SETTINGS:
        if setting.reader == "secrets" and setting.vault != "EntsoeApi--SecurityToken":
            assert {setting.name, setting.vault} & words, setting.name


def test_every_host_name_is_set_somewhere(compose: dict[str, Any], sample: dict[str, str], bicep: str) -> None:
    given = set(sample).union(*compose.values(), *app_settings(bicep).values())
    identity = {"AZURE_CLIENT_SECRET"}  # of a service principal, which only a workstation has
    assert {s.name for s in SETTINGS if s.reader == "host"} - given - identity == set()


def test_launcher_names() -> None:
    text = (ROOT / "scalar").read_text(encoding="utf-8")
    assert {s.name for s in SETTINGS if s.reader == "launcher"} == set(re.findall(r"\$\{(SCALAR_[A-Z]+)", text))


def test_deployment_names() -> None:
    read = {
        name
        for path in (ROOT / "infra" / "bicep").rglob("*.bicepparam")
        for name in re.findall(r"readEnvironmentVariable\('(\w+)'", path.read_text(encoding="utf-8"))
    }
    assert {s.name for s in SETTINGS if s.reader == "deployment"} == read


def test_names_in_documents_are_declared() -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    named = {(p.name, name) for p in pages for name in NAME.findall(p.read_text(encoding="utf-8"))}
    assert {(page, name) for page, name in named if name not in BY_NAME and name not in OUTSIDE} == set()


def test_the_page_of_settings_is_current() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert page == markdown(), "run: ./scalar doctor --markdown > docs/settings.md"


@pytest.mark.parametrize("role", ALL)
def test_compose_gives_each_role_all_it_needs(compose: dict[str, dict[str, str]], role: Role) -> None:
    environment = {name: str(value) for name, value in compose[role].items()}
    assert set(environment) <= set(BY_NAME)
    assert lacking(role, set(environment), AZURE_ONLY) == set()
    assert load_settings(environment).roles == (role,)


def test_the_init_job_of_compose_has_only_declared_names(compose: dict[str, dict[str, str]]) -> None:
    assert set(compose["init"]) <= set(BY_NAME)


def test_the_sample_is_complete_and_holds_no_secret(sample: dict[str, str]) -> None:
    assert set(sample) <= set(BY_NAME)
    for role in ALL:
        assert lacking(role, set(sample), AZURE_ONLY) == set()
    assert load_settings(sample).roles == ALL
    filled = {name for name, value in sample.items() if BY_NAME[name].secret and value}
    assert filled == {"AzureWebJobsStorage"}
    assert sample["AzureWebJobsStorage"] == "UseDevelopmentStorage=true"


@pytest.mark.parametrize("role", ALL)
def test_bicep_gives_each_role_all_it_needs(bicep: str, role: Role) -> None:
    given = app_settings(bicep)[role]
    assert given <= set(BY_NAME), "an app setting is not declared"
    assert lacking(role, given) == set()
    assert not {name for name in given if BY_NAME[name].secret}, "secrets are read from Key Vault"


def test_flex_gets_nothing_that_it_refuses(bicep: str) -> None:
    assert app_settings(bicep)["acquisition"] & REFUSED_BY_FLEX == set()


@pytest.mark.parametrize("name", ["SCALAR_BROKER_URL", "TASKHUB_NAME", "AZURE_CLIENT_ID"])
def test_a_setting_taken_out_of_bicep_is_missed(bicep: str, name: str) -> None:
    without = re.sub(rf"(?m)^  {name}: .*\n", "", bicep)
    assert name in lacking("ingestion", app_settings(without)["ingestion"])
