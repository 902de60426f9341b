"""Text that leaves the process carries no credential, wherever it stood and however it was written."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import ConfigError
from shared.secrets import Environment, SecretStore, redact, redaction, remember, required_secrets, warehouse_password
from shared.secrets.store import environment_names, token_names, vault_name
from shared.settings import load_settings


@pytest.fixture(autouse=True, scope="module")
def _forget() -> Iterator[None]:
    """What these tests have redacted must not be redacted from the rest of the run."""
    known, pattern = set(redaction._known), redaction._pattern
    yield
    redaction._known, redaction._pattern = known, pattern


@pytest.mark.parametrize(
    "text",
    [
        "GET https://web-api.tp.entsoe.eu/api?securityToken=MARK-77&documentType=A44",
        "https://h/api?documentType=A44&SECURITYTOKEN=MARK-77",
        "redirect to https%3A%2F%2Fh%2Fapi%3FsecurityToken%3DMARK-77%26documentType%3DA44",
        "SECURITY_TOKEN: MARK-77-0123",
        "{'Authorization': 'Apikey MARK-77'}",
        "Authorization: Bearer MARK-77.payload.signature",
        '{"password": "MARK 77", "user": "root"}',
        "redis://default:MARK-77@cache:6379/0",
        "https://app/api/ops/x?code=MARK-77==",
        "AccountName=a;password=MARK-77;x=y",
    ],
)
def test_credentials_go_by_where_they_stand(text: str) -> None:
    assert "MARK" not in redact(text)
    assert "***" in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "DB_PASSWORD: its Key Vault reference was not resolved",
        "answered with reason code=999 for document A44",
        "basic authentication failed",
        "SCALAR_CACHE_AUTH: password needs KEY_VAULT_URL or SCALAR_CACHE_PASSWORD",
        "elia.imbalance BE 2026-03-29/30: 92 quarter hours expected, 96 received",
        "pulsar://127.0.0.1:6650 answers",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert redact(text) == text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=6, max_size=40))
def test_a_remembered_value_goes_in_clear_and_encoded(value: str) -> None:
    remember(value)
    assert value not in redact(f"before {value} after")
    assert quote(value, safe="") not in redact(f"before {quote(value, safe='')} after")


def test_values_of_the_environment_are_known_before_they_are_used() -> None:
    environ = {
        "DB_PASSWORD": "planted-database-marker",
        "EntsoeApi__load__SecurityToken": "planted-dataset-marker",
        "AZURE_CLIENT_SECRET": "planted-identity-marker",
        "SCALAR_BROKER_URL": "pulsar://broker:6650",
    }
    Environment(environ)
    assert "planted" not in redact(" ".join(environ.values()))
    assert "pulsar://broker:6650" in redact(environ["SCALAR_BROKER_URL"])


def test_names_in_vault_and_environment() -> None:
    assert vault_name("DB_PASSWORD") == "db-pass"
    assert environment_names("db-pass")[0] == "DB_PASSWORD"
    assert environment_names("EntsoeApi--SecurityToken") == ("EntsoeApi__SecurityToken", "ENTSOEAPI__SECURITYTOKEN")
    assert token_names("entsoe.day_ahead_prices", "A44") == (
        "EntsoeApi--day-ahead-prices--SecurityToken",
        "EntsoeApi--A44--SecurityToken",
        "EntsoeApi--SecurityToken",
    )


def test_a_token_of_a_dataset_from_the_environment() -> None:
    environ = {"EntsoeApi__SecurityToken": "for-all", "EntsoeApi__day_ahead_prices__SecurityToken": "for-prices"}
    store = SecretStore([Environment(environ)])
    assert store.entsoe_token("entsoe.day_ahead_prices", "A44")[1] == "for-prices"
    assert store.entsoe_token("entsoe.load", "A65") == ("EntsoeApi--SecurityToken", "for-all")


def test_a_missing_token_names_every_place_that_was_looked_at() -> None:
    with pytest.raises(ConfigError) as caught:
        SecretStore([Environment({})]).entsoe_token("entsoe.load", "A65")
    for name in ("EntsoeApi__load__SecurityToken", "EntsoeApi__A65__SecurityToken", "EntsoeApi__SecurityToken"):
        assert name in str(caught.value)


def test_an_unresolved_reference_is_refused_by_name() -> None:
    store = SecretStore([Environment({"ELIA_API_KEY": "@Microsoft.KeyVault(SecretUri=x)"})])
    with pytest.raises(ConfigError, match="ELIA_API_KEY"):
        store.find("ELIA_API_KEY")


def test_operation_type_chooses_the_warehouse_password() -> None:
    environ = {"DB_OPERATION_TYPE": "KeyVault", "DB_PASSWORD": "of-the-database"}
    store = SecretStore([Environment(environ)])
    assert warehouse_password(load_settings(environ), store) == "of-the-database"
    assert warehouse_password(load_settings({}), store) == ""


def test_secrets_that_a_configuration_needs() -> None:
    assert required_secrets(load_settings({})) == ()
    environ = {
        "DB_OPERATION_TYPE": "KeyVault",
        "DB_PASSWORD": "x",
        "SCALAR_WAREHOUSE_URL": "starrocks://u@fe:9030/scalar",
        "SCALAR_CACHE_AUTH": "password",
        "SCALAR_CACHE_PASSWORD": "y",
    }
    assert required_secrets(load_settings(environ)) == ("DB_PASSWORD", "SCALAR_CACHE_PASSWORD")
