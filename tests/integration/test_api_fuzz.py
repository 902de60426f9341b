"""Whatever is asked, the data endpoint answers with rows or says what is wrong; it never fails."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.persistence.duckdb import DuckDBWarehouse
from tests.integration.api import DATASET, Api, load_answers, served

NAMES = ["start", "end", "as_of", "columns", "order", "limit", "cursor", "format", "code",
         *(c.name for c in DATASET.columns), "fetched_at", "version", "nothing"]  # fmt: skip
VALUES = [
    "",
    "0",
    "1",
    "-1",
    "15",
    "99999999999999999999",
    "BE,NL",
    ",",
    "null",
    "true",
    "2025-10-26",
    "2025-10-26T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "asc",
    "desc",
    "json",
    "csv",
    "arrow",
    "price,start",
    "start,start",
    "price,",
    "W10",
    "W251bGxd",
    "' OR 1=1 --",
    "%",
    "\x00",
    "A02",
    "inf",
    "１５",
]
ANY_TEXT = st.text(st.characters(codec="utf-8"), max_size=30)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("api fuzz")
    warehouse = DuckDBWarehouse(folder / "warehouse.duckdb", memory_limit="500MB")
    warehouse.migrate()
    load_answers(warehouse)
    warehouse.close()
    with served(folder, {"SCALAR_WAREHOUSE_URL": f"duckdb:///{folder}/warehouse.duckdb"}) as found:
        yield found


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(NAMES), st.one_of(st.sampled_from(VALUES), ANY_TEXT), max_size=4))
def test_no_parameters_make_it_fail(api: Api, params: dict[str, str]) -> None:
    answer = api.get(f"data/{DATASET.id}", **params)
    assert answer.status_code in (200, 400), (params, answer.status_code, answer.text[:300])
    if answer.status_code == 400:
        assert answer.json()["detail"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=60), st.sampled_from([b"[]", b"null", b'{"sql": null}', b'{"sql": "\\u0000"}'])))
def test_no_body_makes_the_query_endpoint_fail(api: Api, body: bytes) -> None:
    assert api.post("ops/query", body).status_code in (400, 422)
