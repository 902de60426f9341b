"""Images and packages: what goes in, what stays out, who runs it and where it listens."""

import re
from pathlib import Path

import pathspec
import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCKERFILES = ("Dockerfile", "Dockerfile.insights")
APPLICATION = ("function_app.py", "host.json", "requirements.txt", "blueprints/health.py", "shared/settings.py")


def instructions(name: str) -> list[tuple[str, str]]:
    """(instruction, arguments) of a Dockerfile, continued lines joined, comments gone."""
    text = re.sub(r"(?m)^\s*#.*\n", "", (ROOT / name).read_text(encoding="utf-8")).replace("\\\n", " ")
    return [(word.upper(), rest) for word, _, rest in (line.partition(" ") for line in text.splitlines() if line)]


@pytest.mark.parametrize("name", DOCKERFILES)
def test_base_user_and_port(name: str) -> None:
    steps = instructions(name)
    assert steps[0] == ("FROM", "mcr.microsoft.com/azure-functions/python:4-python3.12")
    uid = re.search(r"--uid (\d+)", " ".join(rest for _, rest in steps))
    assert uid is not None
    assert [rest for word, rest in steps if word == "USER"] == [uid[1]], "runs as the user it makes, not as root"
    assert steps.index(("USER", uid[1])) > max(i for i, (word, _) in enumerate(steps) if word == "RUN")
    assert ("EXPOSE", "8080") in steps
    assert "ASPNETCORE_URLS=http://+:8080" in " ".join(rest for word, rest in steps if word == "ENV")


def test_everyone_knows_the_port() -> None:
    compose = yaml.safe_load((ROOT / "local-compose" / "docker-compose.yaml").read_text(encoding="utf-8"))
    for app in ("acquisition", "ingestion", "insights"):
        assert [port.rpartition(":")[2] for port in compose["services"][app]["ports"]] == ["8080"]
        assert ":8080/api/health" in compose["services"][app]["healthcheck"]["test"][-1]
    bicep = (ROOT / "infra" / "bicep" / "modules" / "apps.bicep").read_text(encoding="utf-8")
    assert "WEBSITES_PORT: '8080'" in bicep


@pytest.mark.parametrize("name", DOCKERFILES)
def test_packages_are_installed_before_the_code_is_copied(name: str) -> None:
    steps = [rest if word in ("COPY", "RUN") else "" for word, rest in instructions(name)]
    last_install = max(i for i, rest in enumerate(steps) if "pip install" in rest)
    first_code = min(i for i, rest in enumerate(steps) if "function_app.py" in rest)
    assert last_install < first_code


def test_torch_is_the_cpu_build_and_comes_first() -> None:
    steps = [rest for _, rest in instructions("Dockerfile.insights")]
    torch = next(i for i, rest in enumerate(steps) if "requirements-torch.txt" in rest and "pip install" in rest)
    others = next(i for i, rest in enumerate(steps) if "requirements-autogluon.txt" in rest and "pip install" in rest)
    assert '--index-url "$TORCH_INDEX"' in steps[torch]
    assert torch < others
    assert any(rest.startswith("TORCH_INDEX=") and rest.endswith("/cpu") for rest in steps)


def copied(name: str) -> set[str]:
    found = set()
    for word, rest in instructions(name):
        if word == "COPY":
            *sources, _ = [part for part in rest.split() if not part.startswith("--")]
            found.update(sources)
    return found


@pytest.mark.parametrize("name", DOCKERFILES)
def test_what_is_copied_exists_and_is_admitted(name: str) -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*", "nothing enters but what is named"
    admitted = pathspec.GitIgnoreSpec.from_lines(rule.removeprefix("!") for rule in rules if rule.startswith("!"))
    for source in copied(name):
        assert (ROOT / source).exists(), source
        assert admitted.match_file(source), f"{source} is kept out by .dockerignore"
    for secret in ("local.settings.json", ".env", ".scalar/ports.json", "local-compose/.env", "infra/bicep/main.bicep"):
        assert not admitted.match_file(secret)


@pytest.mark.parametrize("path", APPLICATION)
def test_the_package_has_the_application(path: str) -> None:
    assert (ROOT / path).exists()
    assert not funcignore().match_file(path)


@pytest.mark.parametrize(
    "path",
    [
        "local.settings.json", "local.settings.sample.json", ".venv/bin/python", ".scalar/warehouse.duckdb",
        "tests/unit/test_settings.py", "infra/bicep/main.bicep", "docs/local.md", "embedded/host.py", "cli/doctor.py",
        "Dockerfile.insights", "requirements-test.txt", "scalar", "shared/__pycache__/settings.cpython-312.pyc",
        "local-compose/docker-compose.yaml", ".git/config", "benchmarks/__init__.py",
    ],
)  # fmt: skip
def test_the_package_has_nothing_else(path: str) -> None:
    assert funcignore().match_file(path)


def funcignore() -> pathspec.GitIgnoreSpec:
    return pathspec.GitIgnoreSpec.from_lines((ROOT / ".funcignore").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("folder", ["shared", "blueprints"])
def test_the_application_imports_nothing_that_is_left_out(folder: str) -> None:
    pattern = re.compile(r"(?m)^\s*(?:from|import) (embedded|cli|tests|benchmarks)\b")
    offenders = [p.name for p in (ROOT / folder).rglob("*.py") if pattern.search(p.read_text(encoding="utf-8"))]
    assert offenders == []
