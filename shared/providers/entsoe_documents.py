"""What an ENTSO-E answer is, told from its first bytes and its root element: never from status or content type alone.

One body is a document, a ZIP of documents, an acknowledgement, or a page of HTML or text. Everything read here comes
from outside, so sizes, member counts, document types and entities are bounded before anything is parsed.
"""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from shared.errors import BadData, ConfigError, Refused, RetryLater

if TYPE_CHECKING:
    from shared.catalogue.model import Request

Verdict = Literal["data", "no_data"]

MAX_MEMBERS = 1_000
"""A page holds at most 200 documents; archives 100 instances."""
MAX_BYTES = 256 * 1024 * 1024
"""Uncompressed, all members together. The largest real answer, a year of generation per type, is a tenth of it."""
MAX_OFFSET = 4_800
BAN_SECONDS = 600.0
_NAMESPACE = "urn:iec62325.351:"
_ACKNOWLEDGEMENT = "Acknowledgement_MarketDocument"
# Patterns are text: ``re`` compiles and keeps each at its first use, which a cold start then does not pay for.
_HTML = rb"(?is)\s*(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b"
_DTD = rb"(?i)<!(doctype|entity)\b"
_AWAY = rb"(?i)maintenance|unavailable|bad gateway|gateway time-?out|try again|too many requests"
_TRANSIENT = r"(?i)unexpected error|bad gateway|time-?out|temporarily|maintenance|try again"
_TOO_MANY = r"(?i)instances \((\d+)\) exceeds? the allowed maximum \((\d+)\)"
_TOO_LONG = r"(?i)exceeds? the (allowed )?(limit|maximum)"


def classify(status: int, headers: Mapping[str, str], body: bytes) -> Verdict:
    """``"data"`` or ``"no_data"`` (acknowledgement 999, with whatever status it came).

    Raises :class:`ConfigError` (token refused), :class:`RetryLater` (429 with ``after`` ten minutes, maintenance,
    server errors, transient acknowledgements), :class:`Refused` (any other acknowledgement; ``facts["split"]`` is true
    when a shorter window would be answered) and :class:`BadData` (nothing that can be read).
    """
    if status in (401, 403) or b"invalid security token" in body[:2000].lower():
        raise ConfigError(
            f"ENTSO-E refused the security token (HTTP {status}): renew or correct it before asking again",
            status=status,
        )
    if status == 429:
        raise RetryLater(
            "ENTSO-E allows 400 requests a minute and bans for ten: all requests from this address must pause",
            after=max(BAN_SECONDS, _seconds(headers.get("Retry-After", ""))),
            status=status,
        )
    if reason := _acknowledgement(body):
        return _judge(*reason, status=status)
    if status >= 500 or status in (404, 408) or (not _is_document(body) and re.search(_AWAY, body[:4000])):
        raise RetryLater(f"ENTSO-E is away: HTTP {status}, {_opening(body)}", status=status)
    if status >= 400:
        raise Refused(f"ENTSO-E refused the request: HTTP {status}, {_opening(body)}", status=status)
    return "data" if sum(1 for _ in documents(body)) else "no_data"


def documents(body: bytes) -> Iterator[Any]:
    """Root elements of the documents in a body: one for XML, one per member for ZIP, in the archive's order.

    An acknowledgement of no data yields nothing. Raises :class:`BadData` for everything that is no market document:
    empty, HTML, text, truncated or malformed XML, foreign roots, document type declarations, damaged or oversized
    archives, other acknowledgements.
    """
    for name, member in _members(body):
        root = _parse(member, name)
        if local(root) != _ACKNOWLEDGEMENT:
            yield root
        elif not _says_no_data(*(reason := _reason(root))):
            raise BadData(f"{name}an acknowledgement instead of data: {': '.join(reason)[:300]}")


def local(element: Any) -> str:
    """Name of an element without its namespace, whose version drifts."""
    return str(element.tag).rpartition("}")[2]


def fingerprint(body: bytes) -> str:
    """SHA-256 of a body's content without ``mRID`` and ``createdDateTime`` of documents and series.

    Those are made anew for each answer, so two identical answers never have equal bytes. ZIP members count in the
    order of their content, without names and times. An unreadable body is hashed as it is.
    """
    try:
        parts = sorted(hashlib.sha256(re.sub(_VOLATILE, b"", member)).digest() for _, member in _members(body))
    except BadData:
        parts = [body]
    return hashlib.sha256(b"".join(parts)).hexdigest()


_VOLATILE = (
    rb"<(?:\w+:)?(?:mRID|(?:received_MarketDocument\.)?createdDateTime)>[^<]*</(?:\w+:)?"
    rb"(?:mRID|(?:received_MarketDocument\.)?createdDateTime)>\s*"
)


def next_page(request: Request, body: bytes) -> Request | None:
    """The request for the page after a full one, else ``None``: also after an empty archive or "no data".

    Documents count in a ZIP, series in a single document; an unreadable page is the last one. Raises :class:`Refused`
    with ``split`` beyond the last offset that the provider serves.
    """
    try:
        if not request.page or _count(body) < request.page:
            return None
    except BadData:
        return None
    offset = int(dict(request.params).get("offset", "0")) + request.page
    if offset > MAX_OFFSET:
        raise Refused(f"more than {MAX_OFFSET} items in one window: ask shorter ones", split=True, offset=offset)
    return request.with_params(offset=str(offset))


def _count(body: bytes) -> int:
    if body[:4] == b"PK\x03\x04":
        return sum(1 for _ in _members(body))
    return sum(1 for root in documents(body) for child in root if local(child).endswith("TimeSeries"))


def _members(body: bytes) -> Iterator[tuple[str, bytes]]:
    """(prefix for messages, bytes) of each document; gzip and ZIP are opened within the limits."""
    if body[:2] == b"\x1f\x8b":
        body = _gunzip(body)
    if body[:2] == b"PK":
        yield from _unzip(body)
    else:
        yield "", body


def _gunzip(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, MAX_BYTES)
    except zlib.error as error:
        raise BadData(f"damaged gzip: {error}") from error
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise BadData(f"gzip is truncated or unpacks to more than {MAX_BYTES} bytes")
    return plain


def _unzip(body: bytes) -> Iterator[tuple[str, bytes]]:
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            if len(members) > MAX_MEMBERS:
                raise BadData(f"ZIP holds {len(members)} members, more than {MAX_MEMBERS}")
            if (total := sum(m.file_size for m in members)) > MAX_BYTES:
                raise BadData(f"ZIP unpacks to {total} bytes, more than {MAX_BYTES}")
            for member in members:
                # The read stops at the declared size, so that a member cannot unpack to more than was added up.
                yield f"{member.filename[:80]}: ", archive.read(member)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise BadData(f"damaged ZIP: {error}") from error


def _is_document(body: bytes) -> bool:
    return body[:2] in (b"PK", b"\x1f\x8b") or (
        body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<" and not re.match(_HTML, body)
    )


def _parse(body: bytes, name: str) -> Any:
    """Root of one market document, parsed without entities, network, DTD or limits lifted."""
    from lxml import etree

    if not body.strip():
        raise BadData(f"{name}empty body: expected a market document")
    if not _is_document(body) or body[:2] in (b"PK", b"\x1f\x8b"):
        raise BadData(f"{name}expected a market document, came {_opening(body)}")
    if re.search(_DTD, body[:4096]):
        raise BadData(f"{name}document type or entity declarations are not accepted")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, dtd_validation=False,
        remove_blank_text=True, remove_comments=True, remove_pis=True, collect_ids=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadData(f"{name}truncated or malformed XML: {error}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise BadData(f"{name}document type or entity declarations are not accepted")
    namespace = str(etree.QName(root).namespace or "")
    if not namespace.startswith(_NAMESPACE) or not local(root).endswith("_MarketDocument"):
        raise BadData(f"{name}root {local(root)[:60]!r} of namespace {namespace[:80]!r} is no ENTSO-E market document")
    return root


def _acknowledgement(body: bytes) -> tuple[str, str] | None:
    """(code, text) when the body is an acknowledgement."""
    if _ACKNOWLEDGEMENT.encode() not in body[:2000]:
        return None
    root = _parse(body, "")
    return _reason(root) if local(root) == _ACKNOWLEDGEMENT else None


def _reason(root: Any) -> tuple[str, str]:
    return (root.findtext("{*}Reason/{*}code") or "", " ".join((root.findtext("{*}Reason/{*}text") or "").split()))


def _says_no_data(reason: str, text: str) -> bool:
    return "no matching data" in text.lower() or (reason == "999" and not text)


def _judge(reason: str, text: str, *, status: int) -> Verdict:
    """What an acknowledgement means. Its code is 999 for nearly everything, so the text decides."""
    if _says_no_data(reason, text):
        return "no_data"
    if re.search(_TRANSIENT, text):
        raise RetryLater(f"ENTSO-E failed for now: {text[:300]}", status=status)
    raise _refused(reason, text, status)


def _refused(reason: str, text: str, status: int) -> Refused:
    facts: dict[str, object] = {"status": status, "code": reason, "text": text[:500]}
    if found := re.search(_TOO_MANY, text):
        facts |= {"split": True, "instances": int(found[1]), "allowed": int(found[2])}
    elif re.search(_TOO_LONG, text):
        facts["split"] = True
    return Refused(f"ENTSO-E refused the request ({reason}): {text[:300]}", **facts)


def _opening(body: bytes) -> str:
    """The first characters of a body that should have been something else, fit for a message."""
    text = re.sub(r"<[^>]*>|\s+", " ", body[:600].decode("utf-8", "replace"))
    return f"{len(body)} bytes starting {' '.join(text.split())[:120]!r}"


def _seconds(text: str) -> float:
    return float(text) if text.isdigit() else 0.0
