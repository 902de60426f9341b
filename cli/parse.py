"""``./scalar parse DATASET FILE``: a raw body to rows, NDJSON on stdout.

Malformed input exits 65 with one line on stderr that names the dataset and the reason.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import zlib
from datetime import UTC, datetime
from pathlib import Path

from shared.api.formats import ndjson
from shared.catalogue.model import Dataset, Slice
from shared.catalogue.registry import dataset
from shared.errors import BadData, ScalarError
from shared.ingestion.validate import to_table

WIDEST = (datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


def main(argv: list[str]) -> int:
    """Parse one file; 0 with the rows printed, 65 when the body is bad."""
    parser = argparse.ArgumentParser(prog="scalar parse", description="Turn a provider's raw body into rows (NDJSON).")
    parser.add_argument("dataset", help="dataset id, see ./scalar datasets")
    parser.add_argument("file", help="the body as received (.gz is unpacked), or - for standard input")
    parser.add_argument("--key", help="the slice's key; default: whatever the body holds")
    parser.add_argument("--start", type=_moment, help="start of the slice, RFC 3339")
    parser.add_argument("--end", type=_moment, help="end of the slice, RFC 3339, exclusive")
    options = parser.parse_args(argv)
    declared = dataset(options.dataset)
    piece = Slice(key=options.key or "", start=options.start or WIDEST[0], end=options.end or WIDEST[1])
    body = _body(declared, options.file)
    try:
        table = to_table(declared, declared.parse(body, piece))
    except ScalarError as error:
        raise BadData(_told(declared, piece, error)) from error
    except Exception as error:  # as in ingestion: whatever a parser trips over is a fault of this body
        raise BadData(f"{declared.id}: parser failed: {type(error).__name__}: {error}") from error
    for chunk in ndjson(table):
        sys.stdout.buffer.write(chunk)
    return 0


def _told(declared: Dataset, piece: Slice, error: ScalarError) -> str:
    """The reason under the dataset's name, once, and without a slice that nobody asked for."""
    reason = str(error).removeprefix(declared.id).removeprefix(f" {piece}").removeprefix(": ")
    return f"{declared.id}: {reason}"


def _body(declared: Dataset, name: str) -> bytes:
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return gzip.decompress(raw) if name.endswith(".gz") else raw
    except (OSError, EOFError, zlib.error) as error:
        raise BadData(f"{declared.id}: {name} cannot be read: {error}") from error


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
