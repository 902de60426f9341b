"""The OpenAPI document: valid, complete, and true of what the endpoints really answer."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from shared.catalogue.registry import CATALOGUE
from shared.persistence.duckdb import DuckDBWarehouse
from tests.integration.api import DATASET, Api, load_answers, served


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("api openapi")
    warehouse = DuckDBWarehouse(folder / "warehouse.duckdb", memory_limit="500MB")
    warehouse.migrate()
    load_answers(warehouse)
    warehouse.close()
    with served(folder, {"SCALAR_WAREHOUSE_URL": f"duckdb:///{folder}/warehouse.duckdb"}) as found:
        yield found


@pytest.fixture(scope="module")
def document(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = api.get("openapi.json", key=None).json()
    return found


def operations(document: dict[str, Any]) -> set[tuple[str, str]]:
    return {(method.upper(), path) for path, item in document["paths"].items() for method in item}


def routes(api: Api) -> set[tuple[str, str]]:
    """Method and path of every HTTP function; the one for rows stands for a path per dataset."""
    found = {(method, f"/{f.route}") for f in api.functions for method in f.methods}
    found.remove(("GET", "/data/{dataset}"))
    return found | {("GET", f"/data/{name}") for name in CATALOGUE}


def test_every_route_is_described_and_every_description_has_a_route(api: Api, document: dict[str, Any]) -> None:
    told, there = operations(document), routes(api)
    assert sorted(there - told) == [], "routes that openapi.json does not describe"
    assert sorted(told - there) == [], "operations that no function serves"


def test_what_needs_no_key_is_said_so(api: Api, document: dict[str, Any]) -> None:
    open_routes = {f"/{f.route}" for f in api.functions if f.auth == "anonymous"}
    assert document["security"] == [{"functionKey": []}]
    told = {path for path, item in document["paths"].items() for o in item.values() if o.get("security") == []}
    assert told == open_routes


def test_every_reference_resolves_and_every_schema_is_one(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    for reference in set(re.findall(r'"#/[^"]+"', str(document).replace("'", '"'))):
        node: Any = document
        for part in reference.strip('"').removeprefix("#/").split("/"):
            assert part in node, f"{reference} leads nowhere"
            node = node[part]


def test_operations_have_names_of_their_own_and_describe_their_parameters(document: dict[str, Any]) -> None:
    all_operations = [o for item in document["paths"].values() for o in item.values()]
    names = [o["operationId"] for o in all_operations if "operationId" in o]
    assert len(names) == len(set(names))
    for path, item in document["paths"].items():
        for method, operation in item.items():
            assert operation["summary"], (method, path)
            assert operation["responses"], (method, path)
            declared = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
            assert declared == set(re.findall(r"{(\w+)}", path)), (method, path)


def test_it_is_openapi_3_1(document: dict[str, Any]) -> None:
    validator = pytest.importorskip("openapi_spec_validator")
    few = {f"/data/{name}" for name in ("entsoe.generation_outages", "elia.wind", "energinet.day_ahead_prices")}
    # Every dataset's path is made by the same lines; the validator takes a quarter of a second for each.
    paths = {path: item for path, item in document["paths"].items() if path in few or not path.startswith("/data/")}
    validator.validate({**document, "paths": paths})


def test_a_real_answer_fits_its_schema(api: Api, document: dict[str, Any]) -> None:
    described = document["paths"][f"/data/{DATASET.id}"]["get"]
    content = described["responses"]["200"]["content"]
    schema = {**content["application/json"]["schema"], "components": document["components"]}
    answer = api.get(f"data/{DATASET.id}", limit="20").json()
    assert len(answer["rows"]) == 20
    Draft202012Validator(schema).validate(answer)
    assert set(answer["rows"][0]) == set(document["components"]["schemas"][DATASET.name]["properties"])
    answer["rows"][0]["price"] = "cheap"
    assert not Draft202012Validator(schema).is_valid(answer), "the schema accepts anything"


def test_a_real_problem_fits_its_schema(api: Api, document: dict[str, Any]) -> None:
    schema = document["components"]["schemas"]["Problem"]
    Draft202012Validator(schema).validate(api.get(f"data/{DATASET.id}", limit="none").json())
