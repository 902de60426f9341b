"""``POST /api/ops/query``: one SELECT, for people; the answer is an Arrow stream, or JSON with ``"format": "json"``."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from shared.api.answer import Answer, BadQuestion
from shared.api.formats import FORMATS
from shared.errors import ConfigError
from shared.persistence.warehouse import Warehouse


class Statement(Struct, frozen=True, forbid_unknown_fields=True):
    """The request's body."""

    sql: str
    format: str = "arrow"


def query(warehouse: Warehouse, body: bytes) -> Answer:
    """Rows of the statement. Raises :class:`BadQuestion` for another body or an unknown table."""
    try:
        asked = msgspec.json.decode(body, type=Statement)
        chosen = FORMATS[asked.format]
    except msgspec.MsgspecError as error:
        raise BadQuestion(f'expected {{"sql": "SELECT …", "format": "arrow"}}: {error}') from error
    except KeyError:
        raise BadQuestion(f"format is not one of {', '.join(FORMATS)}") from None
    try:
        rows = warehouse.query(asked.sql)
    except ConfigError as error:  # a table that does not exist: here the caller's mistake, not the platform's
        raise BadQuestion(str(error)) from error
    return Answer(body=chosen.write(rows), content_type=chosen.content_type)
