"""The Functions app starts light, picks its roles, and indexes in the official worker library."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shared.catalogue.registry import CATALOGUE

PROJECT = Path(__file__).resolve().parents[2]
HEAVY = ("pandas", "torch", "autogluon", "pulsar", "redis", "pymysql", "requests", "lxml", "pyarrow", "duckdb", "numpy",
         "lightgbm", "sklearn", "matplotlib", "azure.identity", "azure.keyvault", "azure.storage.blob",
         "opentelemetry", "azure.durable_functions")  # fmt: skip
LIST = "import function_app, sys, json; print(json.dumps(sorted(sys.modules)))"


def python(code: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("roles", ["acquisition", "ingestion", "insights", "acquisition,ingestion,insights"])
def test_importing_the_app_loads_nothing_heavy(roles: str) -> None:
    done = python(LIST, SCALAR_ROLES=roles)
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stdout))
    assert {m for m in HEAVY if m in loaded} == set()


@pytest.mark.parametrize(
    ("roles", "absent"),
    [("acquisition", ["blueprints.ingestion", "blueprints.insights"]), ("ingestion", ["blueprints.acquisition"])],
)
def test_only_the_roles_that_are_on_are_imported(roles: str, absent: list[str]) -> None:
    loaded = set(json.loads(python(LIST, SCALAR_ROLES=roles).stdout))
    assert f"blueprints.{roles}" in loaded
    assert loaded.isdisjoint(absent)


def test_an_unknown_role_fails_loudly() -> None:
    done = python("import function_app", SCALAR_ROLES="acquisition,trading")
    assert done.returncode != 0
    assert "SCALAR_ROLES" in done.stderr


HARNESS = """
import asyncio, json, sys
from types import SimpleNamespace
sys.path.insert(0, sys.argv[1])

class Anything(type):
    # The worker builds its answers from generated message classes; plain ones that take any field serve as well.
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        made = Anything(name, (Message,), {})
        setattr(cls, name, made)
        return made

class Message(SimpleNamespace, metaclass=Anything):
    def __init__(self, *_, **fields):
        super().__init__(**fields)

from azure_functions_runtime import handle_event
from azure_functions_runtime.utils import threadpool
threadpool.start_threadpool_executor()
protos = Anything("Protos", (Message,), {})
protos.BindingInfo.out, protos.BindingInfo.inout, protos.BindingInfo.undefined = 1, 2, None
init = SimpleNamespace(capabilities={}, function_app_directory=sys.argv[1])
asked = SimpleNamespace(
    request=SimpleNamespace(worker_init_request=init),
    properties={"host": "127.0.0.1", "protos": protos},
)
answer = asyncio.run(handle_event.worker_init_request(asked))
problem = getattr(answer.result, "exception", None)
names = [getattr(f, "name", "") for f in handle_event._metadata_result or []]
print(json.dumps({"status": answer.result.status.__name__, "problem": str(problem or ""), "names": names}))
"""


def interpreter() -> str | None:
    """A Python 3.13 that can make a virtual environment, if this machine has one."""
    for name in (
        os.environ.get("SCALAR_PYTHON313", ""),
        "python3.13",
        *map(str, Path.home().glob(".pyenv/versions/3.13*/bin/python")),
    ):
        if name and (found := shutil.which(name)):
            asked = subprocess.run(
                [found, "-c", "import sys; print(sys.version_info[:2] == (3, 13))"],
                capture_output=True,
                text=True,
                check=False,
            )
            if asked.stdout.strip() == "True":
                return found
    return None


@pytest.mark.slow
def test_the_official_worker_library_indexes_the_app(tmp_path: Path) -> None:
    """The worker rejects what importing alone accepts: annotations, bindings and names are checked by its own code."""
    python313 = interpreter()
    if python313 is None:
        pytest.skip("no Python 3.13 found; set SCALAR_PYTHON313 to run this check")
    venv = PROJECT / ".scalar" / "worker-3.13"
    if not (venv / "ready").exists():
        subprocess.run([python313, "-m", "venv", "--clear", str(venv)], check=True)
        wanted = ["azure-functions-runtime==1.3.0", "-r", str(PROJECT / "requirements.txt")]
        subprocess.run(
            [str(venv / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted],
            check=True,
        )
        (venv / "ready").touch()
    done = subprocess.run(
        [str(venv / "bin/python"), "-c", HARNESS, str(PROJECT)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.strip().splitlines()[-1])
    assert told["status"] == "Success", told["problem"]
    assert {d.name for d in CATALOGUE.values()} | {"ingestion_drain", "health", "data_rows"} <= set(told["names"])
