"""The real Key Vault client against a stand-in that speaks the vault's REST API over TLS.

The stand-in answers 401 with the vault's challenge until a bearer token of the challenged scope is sent, then serves
`GET /secrets/{name}/?api-version=...` as documented for the data plane. Certificates are made for each run.
"""

import datetime as dt
import ipaddress
import json
import logging
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from azure.core.credentials import AccessToken
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from shared.errors import ConfigError, RetryLater
from shared.secrets import Environment, KeyVault, SecretStore, redact, redaction, secret_store
from shared.settings import load_settings

BEARER = "bearer-of-the-test"
SCOPE = "https://vault.azure.net/.default"


@pytest.fixture(autouse=True, scope="module")
def _forget() -> Iterator[None]:
    """What these tests have redacted must not be redacted from the rest of the run."""
    known, pattern = set(redaction._known), redaction._pattern
    yield
    redaction._known, redaction._pattern = known, pattern


class Credential:
    """A signed-in identity: the token that the stand-in accepts, for the scope of its challenge only."""

    def __init__(self, token: str = BEARER) -> None:
        self.token = token
        self.scopes: list[str] = []

    def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        self.scopes.extend(scopes)
        expires = int(dt.datetime.now(dt.UTC).timestamp()) + 3600
        return AccessToken(self.token, expires)


class Vault:
    """State of the stand-in, changed by the tests while it serves."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}
        self.reads: list[str] = []
        self.challenges = 0
        self.fails_with: int | None = None
        self.slow: Event | None = None
        self.entered = Event()

    def answer(self, path: str, authorization: str | None) -> tuple[int, dict[str, str], dict[str, Any]]:
        url = urlsplit(path)
        assert parse_qs(url.query)["api-version"], "the real service refuses requests without api-version"
        if authorization != f"Bearer {BEARER}":
            self.challenges += 1
            challenge = 'Bearer authorization="https://login.example/tenant", resource="https://vault.azure.net"'
            return 401, {"WWW-Authenticate": challenge}, _error("Unauthorized")
        name = url.path.split("/")[2]
        self.reads.append(name)
        self.entered.set()
        if self.slow is not None:
            self.slow.wait(10)
        if self.fails_with is not None:
            return self.fails_with, {}, _error("Forbidden" if self.fails_with == 403 else "ServerError")
        if name not in self.secrets:
            return 404, {}, _error("SecretNotFound")
        identifier = f"https://{url.netloc or 'vault'}/secrets/{name}/0123456789abcdef"
        return 200, {}, {"value": self.secrets[name], "id": identifier, "attributes": {"enabled": True}}


def _error(code: str) -> dict[str, Any]:
    return {"error": {"code": code, "message": f"stand-in says {code}"}}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A throw-away CA and a server certificate for 127.0.0.1: (file of the CA, file of the server's chain and key)."""
    folder = tmp_path_factory.mktemp("tls")
    ca_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "scalar test CA")])
    ca = _certificate(ca_name, ca_name, ca_key.public_key(), True).sign(ca_key, hashes.SHA256())
    server_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "vault")])
    server = _certificate(server_name, ca_name, server_key.public_key(), False).sign(ca_key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    key = server_key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "ca.pem").write_bytes(ca.public_bytes(pem))
    (folder / "server.pem").write_bytes(key + server.public_bytes(pem))
    return folder / "ca.pem", folder / "server.pem"


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, is_ca: bool
) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    )
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    return builder if is_ca else builder.add_extension(names, critical=False)


@pytest.fixture
def vault(certificates: tuple[Path, Path]) -> Iterator[tuple[Vault, str]]:
    state = Vault()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            status, headers, body = state.answer(self.path, self.headers.get("Authorization"))
            content = json.dumps(body).encode()
            self.send_response(status)
            for key, value in {**headers, "Content-Type": "application/json"}.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Quiet: a test's output is its assertions."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates[1])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield state, f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def clock() -> list[float]:
    return [1000.0]


def open_store(
    url: str, ca: Path, clock: list[float], credential: Credential | None = None, environ: dict[str, str] | None = None
) -> tuple[SecretStore, KeyVault]:
    source = KeyVault(
        url,
        credential or Credential(),
        connection_verify=str(ca),
        verify_challenge_resource=False,  # the stand-in's host is an address, not under vault.azure.net
        retry_total=0,
    )
    return SecretStore([Environment(environ or {}), source], ttl=600, clock=lambda: clock[0]), source


@pytest.fixture
def store(vault: tuple[Vault, str], certificates: tuple[Path, Path], clock: list[float]) -> Iterator[SecretStore]:
    opened, source = open_store(vault[1], certificates[0], clock)
    yield opened
    source.close()


def test_challenge_is_answered_with_a_token_of_the_vaults_scope(
    vault: tuple[Vault, str], certificates: tuple[Path, Path], clock: list[float]
) -> None:
    state, url = vault
    state.secrets["db-pass"] = "hunter2-hunter2"
    credential = Credential()
    store, source = open_store(url, certificates[0], clock, credential)
    assert store.get("DB_PASSWORD") == "hunter2-hunter2"
    assert state.challenges == 1
    assert credential.scopes == [SCOPE]
    source.close()


def test_rotation_takes_effect_within_the_cache_time(
    vault: tuple[Vault, str], store: SecretStore, clock: list[float]
) -> None:
    state, _ = vault
    state.secrets["db-pass"] = "first-value"
    assert store.get("db-pass") == "first-value"
    state.secrets["db-pass"] = "second-value"
    clock[0] += 599
    assert store.get("db-pass") == "first-value"
    assert state.reads == ["db-pass"]
    clock[0] += 1
    assert store.get("db-pass") == "second-value"


def test_a_refused_token_is_read_again_at_once(vault: tuple[Vault, str], store: SecretStore) -> None:
    state, _ = vault
    state.secrets["EntsoeApi--SecurityToken"] = "revoked-token"
    name, value = store.entsoe_token("entsoe.day_ahead_prices", "A44")
    assert (name, value) == ("EntsoeApi--SecurityToken", "revoked-token")
    state.secrets["EntsoeApi--SecurityToken"] = "renewed-token"
    store.invalidate(name)
    assert store.entsoe_token("entsoe.day_ahead_prices", "A44")[1] == "renewed-token"


def test_entsoe_token_prefers_dataset_then_family_then_provider(
    vault: tuple[Vault, str], store: SecretStore, clock: list[float]
) -> None:
    state, _ = vault
    expected = []
    for name in ("EntsoeApi--SecurityToken", "EntsoeApi--A44--SecurityToken",
                 "EntsoeApi--day-ahead-prices--SecurityToken"):  # fmt: skip
        state.secrets[name] = f"value of {name}"
        clock[0] += 600
        expected.append((name, f"value of {name}"))
        assert store.entsoe_token("entsoe.day_ahead_prices", "A44") == expected[-1]
    assert store.entsoe_token("entsoe.load", "A65") == expected[0]


def test_an_outage_leaves_the_last_value_in_use_and_is_not_hammered(
    vault: tuple[Vault, str], store: SecretStore, clock: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    state, _ = vault
    state.secrets["db-pass"] = "kept-through-the-outage"
    assert store.get("db-pass") == "kept-through-the-outage"
    assert store.find("EntsoeApi--A44--SecurityToken") is None
    state.fails_with = 503
    clock[0] += 600
    with caplog.at_level(logging.WARNING, "shared.secrets"):
        assert store.get("db-pass") == "kept-through-the-outage"
    assert "db-pass" in caplog.text
    assert "kept-through" not in caplog.text
    reads = len(state.reads)
    clock[0] += 29
    assert store.get("db-pass") == "kept-through-the-outage"
    assert len(state.reads) == reads, "asked again before the pause was over"
    assert store.find("EntsoeApi--A44--SecurityToken") is None, "a name known to be absent stays absent"
    state.fails_with = None
    state.secrets["db-pass"] = "after-the-outage"
    clock[0] += 1
    assert store.get("db-pass") == "after-the-outage"


def test_an_outage_before_the_first_value_is_told_as_retry(vault: tuple[Vault, str], store: SecretStore) -> None:
    vault[0].fails_with = 500
    with pytest.raises(RetryLater, match="db-pass answered 500"):
        store.get("DB_PASSWORD")


def test_forbidden_names_the_role_that_is_needed(vault: tuple[Vault, str], store: SecretStore) -> None:
    vault[0].fails_with = 403
    with pytest.raises(ConfigError, match="Key Vault Secrets User"):
        store.get("DB_PASSWORD")


def test_a_wrong_token_is_a_configuration_error_without_the_token(
    vault: tuple[Vault, str], certificates: tuple[Path, Path], clock: list[float]
) -> None:
    store, source = open_store(vault[1], certificates[0], clock, Credential("stolen-bearer"))
    with pytest.raises(ConfigError, match="sign-in failed") as caught:
        store.get("DB_PASSWORD")
    assert "stolen-bearer" not in str(caught.value)
    source.close()


def test_an_untrusted_certificate_is_refused(vault: tuple[Vault, str], clock: list[float]) -> None:
    source = KeyVault(vault[1], Credential(), verify_challenge_resource=False, retry_total=0)
    with pytest.raises(RetryLater, match="away"):
        SecretStore([source], clock=lambda: clock[0]).get("DB_PASSWORD")
    assert vault[0].reads == []
    source.close()


def test_many_threads_ask_the_vault_once(vault: tuple[Vault, str], store: SecretStore) -> None:
    state, _ = vault
    state.secrets["db-pass"] = "asked-for-once"
    with ThreadPoolExecutor(8) as pool:
        values = list(pool.map(lambda _: store.get("db-pass"), range(40)))
    assert set(values) == {"asked-for-once"}
    assert state.reads == ["db-pass"]


def test_the_others_go_on_with_the_old_value_while_one_thread_asks(
    vault: tuple[Vault, str], store: SecretStore, clock: list[float]
) -> None:
    state, _ = vault
    state.secrets["db-pass"] = "old-value"
    store.get("db-pass")
    state.secrets["db-pass"] = "new-value"
    state.slow = Event()
    state.entered.clear()
    clock[0] += 600
    with ThreadPoolExecutor(1) as pool:
        refresh = pool.submit(store.get, "db-pass")
        assert state.entered.wait(10)
        assert store.get("db-pass") == "old-value"
        state.slow.set()
        assert refresh.result(10) == "new-value"
    assert store.get("db-pass") == "new-value"


def test_all_missing_secrets_are_named_at_once(vault: tuple[Vault, str], store: SecretStore) -> None:
    vault[0].secrets["broker-token"] = "present-token"
    with pytest.raises(ConfigError) as caught:
        store.require("DB_PASSWORD", "SCALAR_BROKER_TOKEN", "SCALAR_CACHE_PASSWORD")
    text = str(caught.value)
    assert "DB_PASSWORD in environment or db-pass in Key Vault 127.0.0.1" in text
    assert "SCALAR_CACHE_PASSWORD" in text
    assert "BROKER_TOKEN" not in text


def test_the_environment_goes_before_the_vault(
    vault: tuple[Vault, str], certificates: tuple[Path, Path], clock: list[float]
) -> None:
    environ = {"DB_PASSWORD": "from-environment", "ENTSOEAPI__SECURITYTOKEN": "upper-case-token"}
    store, source = open_store(vault[1], certificates[0], clock, environ=environ)
    assert store.get("db-pass") == "from-environment"
    assert store.get("EntsoeApi--SecurityToken") == "upper-case-token"
    assert vault[0].reads == []
    source.close()


def test_values_read_from_the_vault_are_redacted_from_text(vault: tuple[Vault, str], store: SecretStore) -> None:
    vault[0].secrets["redis-password"] = "s3cret/with+odd=chars"
    value = store.get("SCALAR_CACHE_PASSWORD")
    text = redact(f"cannot sign in with {value} at https://h/?q=s3cret%2Fwith%2Bodd%3Dchars")
    assert "s3cret" not in text
    assert value not in repr(store)


def test_settings_choose_the_sources() -> None:
    assert repr(secret_store(load_settings({}), {})) == "SecretStore(environment)"
    settings = load_settings({"KEY_VAULT_URL": "https://scalar.vault.azure.net"})
    assert repr(secret_store(settings, {})) == "SecretStore(environment, Key Vault scalar.vault.azure.net)"
