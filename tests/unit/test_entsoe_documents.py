"""What an answer is, told from its bytes: data, no data, and each kind of failure with what the caller does next."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from shared.catalogue import entsoe as catalogue
from shared.catalogue.model import Request
from shared.errors import BadData, ConfigError, Refused, RetryLater
from shared.providers import entsoe_documents as documents
from shared.providers.entsoe import classify, fingerprint, next_page
from tests.unit.test_entsoe import FIXTURES, PIECE, fixture, zipped

PRICES = "a44_at_2025-10-26_autumn.xml"


def archive(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as target:
        for name, body in members.items():
            target.writestr(name, body)
    return file.getvalue()


# --- verdicts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [200, 400])
def test_no_data_is_an_outcome_whatever_the_status(status: int) -> None:
    assert classify(status, {}, fixture("ack_no_data.xml")) == "no_data"


def test_documents_and_archives_are_data_and_an_empty_archive_is_none() -> None:
    assert classify(200, {"Content-Type": "text/xml"}, fixture(PRICES)) == "data"
    assert classify(200, {"Content-Type": "text/xml"}, zipped(PRICES)) == "data"
    assert classify(200, {}, b"\xef\xbb\xbf" + fixture(PRICES)) == "data"
    assert classify(200, {}, archive({})) == "no_data"
    assert classify(200, {}, zipped("ack_no_data.xml")) == "no_data"


@pytest.mark.parametrize("status", [401, 403, 200])
def test_a_refused_token_stops_the_provider(status: int) -> None:
    with pytest.raises(ConfigError, match="security token"):
        classify(status, {}, fixture("http_401.html"))


def test_too_many_requests_pause_for_the_length_of_the_ban() -> None:
    with pytest.raises(RetryLater) as caught:
        classify(429, {}, fixture("http_429.html"))
    assert caught.value.after == 600
    with pytest.raises(RetryLater) as caught:
        classify(429, {"Retry-After": "900"}, b"")
    assert caught.value.after == 900


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (503, fixture("http_503.html")),
        (200, fixture("http_503.html")),
        (502, b"<html><title>502 Bad Gateway</title></html>"),
        (404, b"404 page not found"),
        (500, b""),
        (400, fixture("ack_unexpected.xml")),
        (200, b"Service Unavailable: scheduled maintenance until 18:00"),
    ],
)
def test_the_platform_being_away_is_tried_again(status: int, body: bytes) -> None:
    with pytest.raises(RetryLater):
        classify(status, {"Content-Type": "application/xml"}, body)


def test_too_many_instances_are_refused_with_what_halving_needs() -> None:
    with pytest.raises(Refused) as caught:
        classify(400, {}, fixture("ack_too_many_instances.xml"))
    assert caught.value.facts["split"] is True
    assert (caught.value.facts["instances"], caught.value.facts["allowed"]) == (361, 200)


def test_other_acknowledgements_are_refused_with_their_text() -> None:
    with pytest.raises(Refused, match="combination of") as caught:
        classify(400, {}, fixture("ack_combination.xml"))
    assert "split" not in caught.value.facts
    with pytest.raises(Refused, match="HTTP 400"):
        classify(400, {}, b"<html>Bad Request</html>")


@pytest.mark.parametrize("status", [200])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   \n",
        b"plain text",
        b'{"error": "json"}',
        b"<html><body>Welcome</body></html>",
        b"\x00\x01\x02",
        fixture(PRICES)[:-40],
        fixture(PRICES)[: len(fixture(PRICES)) // 2],
        fixture("entity_bomb.xml"),
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry/></feed>',
        b"PK\x03\x04 not an archive",
        zipped(PRICES)[:-30],
        gzip.compress(fixture(PRICES))[:-20],
    ],
)
def test_what_cannot_be_read_is_bad_data_for_client_and_parser(status: int, body: bytes) -> None:
    with pytest.raises(BadData):
        classify(status, {}, body)
    with pytest.raises(BadData):
        catalogue.DAY_AHEAD_PRICES.parse(body, PIECE)


@pytest.mark.parametrize("name", sorted(p.name for p in FIXTURES.iterdir() if p.name.startswith(("ack_", "http_"))))
def test_a_parser_takes_no_acknowledgement_but_no_data(name: str) -> None:
    if name == "ack_no_data.xml":
        assert list(catalogue.ACTUAL_LOAD.parse(fixture(name), PIECE)["start"]) == []
        return
    with pytest.raises(BadData, match=r"acknowledgement instead of data|expected a market document"):
        catalogue.ACTUAL_LOAD.parse(fixture(name), PIECE)


# --- hostile bodies --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declarations_of_types_and_entities_are_refused(encoding: str) -> None:
    text = (
        fixture("entity_bomb.xml")
        .decode()
        .replace('<?xml version="1.0"?>', f'<?xml version="1.0" encoding="{encoding}"?>')
    )
    padded = text.replace("?>\n", "?>\n<!--" + " " * 5000 + "-->\n", 1)
    for body in (text, padded):
        with pytest.raises(BadData, match=r"entity declarations|expected a market document|malformed"):
            list(documents.documents(body.encode(encoding)))


def test_external_entities_are_not_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    comment = "<!--" + " " * 5000 + "-->"
    body = (
        f'<?xml version="1.0"?>{comment}<!DOCTYPE GL_MarketDocument [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        '<GL_MarketDocument xmlns="urn:iec62325.351:tc57wg16:451-6:x"><type>&x;</type></GL_MarketDocument>'
    ).encode()
    with pytest.raises(BadData, match="entity declarations") as caught:
        list(documents.documents(body))
    assert "hidden" not in str(caught.value)


def test_archives_are_bounded_in_members_and_size(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadData, match="members"):
        list(documents.documents(archive({f"{i}.xml": b"<a/>" for i in range(documents.MAX_MEMBERS + 1)})))
    monkeypatch.setattr(documents, "MAX_BYTES", 1_000_000)
    bomb = archive({"bomb.xml": b" " * 2_000_000})
    assert len(bomb) < 10_000
    with pytest.raises(BadData, match="unpacks to 2000000 bytes"):
        list(documents.documents(bomb))
    with pytest.raises(BadData, match="unpacks to more"):
        list(documents.documents(gzip.compress(b" " * 2_000_000)))


def test_a_damaged_member_is_bad_data() -> None:
    body = bytearray(archive({"a.xml": fixture(PRICES)}, zipfile.ZIP_STORED))
    body[len(body) // 2] ^= 0x01
    with pytest.raises(BadData, match="damaged ZIP"):
        list(documents.documents(bytes(body)))


def test_a_bad_member_is_named() -> None:
    with pytest.raises(BadData, match=r"002\.xml: truncated or malformed XML"):
        list(documents.documents(archive({"001.xml": fixture(PRICES), "002.xml": fixture(PRICES)[:900]})))


def test_gzip_is_opened() -> None:
    assert len(list(documents.documents(gzip.compress(fixture(PRICES))))) == 1


# --- the same content again ------------------------------------------------------------------------------------------


def test_the_fingerprint_ignores_what_is_made_per_answer() -> None:
    body = fixture(PRICES)
    again = body.replace(b"<mRID>0f3c5a<", b"<mRID>77aa01<").replace(b"2026-01-15T08:00:00Z", b"2026-01-15T08:05:00Z")
    assert again != body
    assert fingerprint(again) == fingerprint(body)
    assert fingerprint(archive({"x.xml": again})) == fingerprint(archive({"y.xml": body}, zipfile.ZIP_STORED))
    first, second = fixture("ack_no_data.xml"), fixture("ack_no_data.xml").replace(b"13:17:33Z", b"13:18:00Z")
    assert fingerprint(first) == fingerprint(second)


def test_the_fingerprint_sees_every_other_change() -> None:
    body = fixture(PRICES)
    prints = {fingerprint(body), fingerprint(body.replace(b"7.25", b"7.26")), fingerprint(b"not a document")}
    assert len(prints) == 3
    assert fingerprint(zipped("a85_at_final.xml")) != fingerprint(zipped("a85_at_final.xml", "a85_at_intermediate.xml"))


# --- pages -----------------------------------------------------------------------------------------------------------


def page(size: int, offset: int = 0) -> Request:
    return Request(path="", params=(("documentType", "A80"), ("offset", str(offset))), family="A80", page=size)


def test_a_full_page_has_a_next_one() -> None:
    two = zipped("a80_be_active.xml", "a80_be_withdrawn.xml")
    following = next_page(page(2), two)
    assert following is not None
    assert dict(following.params) == {"documentType": "A80", "offset": "2"}
    assert next_page(page(3), two) is None
    assert next_page(page(2), archive({})) is None
    assert next_page(page(2), fixture("ack_no_data.xml")) is None
    assert next_page(page(0), two) is None
    assert next_page(page(1), two[:-20]) is None
    assert next_page(page(1), fixture(PRICES)[:-20]) is None


def test_series_count_in_a_single_document() -> None:
    body = fixture("a44_de_lu_2025-03-30_spring.xml")
    following = next_page(page(2, 2), body)
    assert following is not None
    assert dict(following.params)["offset"] == "4"
    assert next_page(page(3), body) is None


def test_beyond_the_last_offset_the_window_must_be_split() -> None:
    with pytest.raises(Refused) as caught:
        next_page(page(2, documents.MAX_OFFSET), zipped("a80_be_active.xml", "a80_be_withdrawn.xml"))
    assert caught.value.facts["split"] is True
