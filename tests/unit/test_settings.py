"""Reading settings: defaults, types, and one error that names all that is wrong and quotes nothing."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import ConfigError
from shared.settings import BY_NAME, SETTINGS, Settings, load_settings, local_path, problems_of

IN_AZURE = {
    "WEBSITE_SITE_NAME": "func-scalar",
    "SCALAR_ROLES": "ingestion",
    "SCALAR_ENVIRONMENT": "production",
    "SERVICE_NAME": "scalar-ingestion",
    "SCALAR_BROKER_URL": "pulsar+ssl://broker.internal:6651",
    "SCALAR_WAREHOUSE_URL": "starrocks://scalar@fe.internal:9030/scalar",
    "DB_OPERATION_TYPE": "KeyVault",
    "SCALAR_CACHE_URL": "rediss://redis.internal:10000/0",
    "SCALAR_CACHE_AUTH": "entra",
    "SCALAR_BLOB_URL": "https://account.blob.core.windows.net/models",
    "KEY_VAULT_URL": "https://kv.vault.azure.net",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318",
    "AZURE_CLIENT_ID": "11111111-2222-3333-4444-555555555555",
    "AzureWebJobsStorage__accountName": "st",
    "AzureWebJobsStorage__credential": "managedidentity",
    "AzureWebJobsStorage__clientId": "11111111-2222-3333-4444-555555555555",
    "TASKHUB_NAME": "scalaringestion",
}


def test_nothing_set_is_the_embedded_platform() -> None:
    settings = load_settings({})
    assert settings.roles == ("acquisition", "ingestion", "insights")
    assert settings.broker_url == "pulsar://127.0.0.1:6650"
    assert settings.warehouse_url == "duckdb:///.scalar/warehouse.duckdb"
    assert settings.ingest_max_batch_size == 100
    assert settings.ingest_max_batch_wait_seconds == 30.0
    assert settings.compaction_threshold == 5000
    assert settings.compaction_interval_minutes == 60
    assert settings.otel_metric_export_interval == 5000
    assert settings.secret_cache_seconds == 600.0
    assert not settings.in_azure


def test_an_empty_value_is_absent() -> None:
    assert load_settings({"KEY_VAULT_URL": "", "SCALAR_ROLES": ""}) == load_settings({})


def test_stores_follow_the_data_folder() -> None:
    settings = load_settings({"SCALAR_DATA": "/var/lib/scalar"})
    assert local_path(settings.warehouse_url) == Path("/var/lib/scalar/warehouse.duckdb")
    assert local_path(settings.blob_url) == Path("/var/lib/scalar/blobs")
    assert local_path(load_settings({}).warehouse_url) == Path(".scalar/warehouse.duckdb")
    assert local_path("file:///srv/blobs") == Path("/srv/blobs")


def test_roles_keep_their_order_once() -> None:
    assert load_settings({"SCALAR_ROLES": " insights, ingestion,insights "}).roles == ("insights", "ingestion")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SCALAR_ROLES", "acquisition,signals", "one or more of acquisition, ingestion, insights"),
        ("SCALAR_ROLES", ",", "one or more of"),
        ("SCALAR_ENVIRONMENT", "staging", "one of development, production"),
        ("DB_OPERATION_TYPE", "Password", "one of LocalPasswordlessRoot, KeyVault"),
        ("INGEST_MAX_BATCH_SIZE", "1.5", "positive whole number"),
        ("INGEST_MAX_BATCH_SIZE", "0", "positive whole number"),
        ("SECRET_CACHE_SECONDS", "nan", "positive number"),
        ("SECRET_CACHE_SECONDS", "inf", "positive number"),
        ("SCALAR_BROKER_URL", "http://broker", "must start with pulsar: or pulsar+ssl:"),
        ("SCALAR_BROKER_URL", "pulsar://", "names no host"),
        ("SCALAR_BROKER_URL", "pulsar://broker:port", "is not a URL"),
        ("SCALAR_WAREHOUSE_URL", "mysql://root@fe/scalar", "must start with duckdb: or starrocks:"),
        ("KEY_VAULT_URL", "http://kv.vault.azure.net", "must start with https:"),
    ],
)
def test_a_wrong_value_is_refused_by_name(name: str, value: str, expected: str) -> None:
    with pytest.raises(ConfigError, match=name) as caught:
        load_settings({name: value})
    assert expected in str(caught.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    environ = {"SCALAR_ROLES": "x", "COMPACTION_THRESHOLD": "-1", "DB_PASSWORD": "@Microsoft.KeyVault(SecretUri=u)"}
    with pytest.raises(ConfigError) as caught:
        load_settings(environ)
    assert all(name in str(caught.value) for name in environ)
    assert [name for name, _ in problems_of(environ)] == ["SCALAR_ROLES", "DB_PASSWORD", "COMPACTION_THRESHOLD"]


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS])
def test_an_unresolved_key_vault_reference_is_refused_by_name(name: str) -> None:
    with pytest.raises(ConfigError, match=f"{name}: its Key Vault reference"):
        load_settings({name: "@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/x/)"})


def test_a_password_in_a_url_is_refused_and_not_repeated() -> None:
    with pytest.raises(ConfigError, match="must not carry a password") as caught:
        load_settings({"SCALAR_CACHE_URL": "rediss://:hunter2@redis:10000/0"})
    assert "hunter2" not in str(caught.value)


@given(
    st.sampled_from([s.name for s in SETTINGS if s.kind != "text"]), st.text(st.characters(exclude_categories=["Cs"]))
)
def test_no_value_is_ever_quoted(name: str, text: str) -> None:
    value = f"q7{text}7q"
    for told, problem in problems_of({name: value}):
        assert told == name
        assert value not in problem


def test_no_secret_is_part_of_the_settings() -> None:
    fields = set(Settings.__struct_fields__)
    assert fields == {setting.attribute for setting in SETTINGS if setting.reader == "scalar"}
    assert not any(setting.secret for setting in SETTINGS if setting.reader == "scalar")
    secrets = {setting.name: "planted-marker" for setting in SETTINGS if setting.secret}
    assert "planted-marker" not in repr(load_settings(secrets))


def test_a_complete_azure_environment_loads() -> None:
    settings = load_settings(IN_AZURE)
    assert settings.in_azure
    assert settings.roles == ("ingestion",)


@pytest.mark.parametrize("name", [name for name in IN_AZURE if name != "WEBSITE_SITE_NAME"])
def test_local_defaults_do_not_hold_in_azure(name: str) -> None:
    environ = {key: value for key, value in IN_AZURE.items() if key != name}
    with pytest.raises(ConfigError, match=name):
        load_settings(environ)


@pytest.mark.parametrize(
    ("environ", "name"),
    [
        ({"DB_OPERATION_TYPE": "KeyVault"}, "DB_OPERATION_TYPE"),
        ({"SCALAR_CACHE_AUTH": "password"}, "SCALAR_CACHE_AUTH"),
        ({"SCALAR_CACHE_AUTH": "entra"}, "SCALAR_CACHE_URL"),
        ({"SCALAR_BROKER_TOKEN": "t", "SCALAR_BROKER_URL": "pulsar://broker:6650"}, "SCALAR_BROKER_URL"),
        (IN_AZURE | {"DB_OPERATION_TYPE": "LocalPasswordlessRoot"}, "DB_OPERATION_TYPE"),
    ],
)
def test_settings_that_contradict_each_other(environ: dict[str, str], name: str) -> None:
    assert [told for told, _ in problems_of(environ)] == [name]


def test_declarations_are_sound() -> None:
    assert len(BY_NAME) == len(SETTINGS)
    vaults = [setting.vault for setting in SETTINGS if setting.vault]
    assert len(vaults) == len(set(vaults))
    for setting in SETTINGS:
        assert setting.description.endswith(".")
        assert (setting.reader == "secrets") == bool(setting.vault)
        assert bool(setting.allowed) == (setting.kind in ("choice", "url", "roles")), setting.name
        assert all(char.isalnum() or char == "-" for char in setting.vault), "Key Vault takes no other characters"


def test_importing_settings_is_cheap() -> None:
    code = "import sys, shared.settings; print(*sorted({m.partition('.')[0] for m in sys.modules}))"
    root = Path(__file__).parents[2]
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert not set(loaded.stdout.split()) & {"azure", "requests", "redis", "pulsar", "pymysql", "pyarrow", "rich"}
