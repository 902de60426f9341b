"""The MySQL protocol, server side: handshake, text queries, errors. One thread per connection.

Source: MySQL internals manual, "Client/Server Protocol"; types and widths of columns as StarRocks' MysqlCodec has them.
"""

from __future__ import annotations

import hashlib
import os
import socketserver
import struct
import traceback
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.starrocks_standin.dialect import Result, Session
from tests.starrocks_standin.errors import SqlError
from tests.starrocks_standin.store import Store

_CAPABILITIES = 0x0001 | 0x0008 | 0x0200 | 0x2000 | 0x8000 | 0x80000
"""LONG_PASSWORD, CONNECT_WITH_DB, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION, PLUGIN_AUTH."""
_CONNECT_WITH_DB = 0x0008
_AUTOCOMMIT = 0x0002
_UTF8, _BINARY = 33, 63
_TYPES = {
    "BOOLEAN": (1, 1), "TINYINT": (1, 4), "SMALLINT": (2, 6), "INTEGER": (3, 11), "BIGINT": (8, 20),
    "HUGEINT": (8, 20), "FLOAT": (4, 12), "DOUBLE": (5, 22), "DATE": (10, 10), "TIMESTAMP": (12, 19),
}  # fmt: skip
"""DuckDB type -> (MySQL type, width). A HUGEINT is a SUM of integers, which StarRocks gives as BIGINT."""


class MySqlServer(socketserver.ThreadingTCPServer):
    """Listens; carries what the handlers need."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], store: Store, user: str, password: str) -> None:
        self.store, self.user, self.password = store, user, password
        super().__init__(address, Handler)


class Handler(socketserver.StreamRequestHandler):
    """One connection."""

    server: MySqlServer

    def handle(self) -> None:
        """Handshake, then commands until the client leaves."""
        self.sequence = 0
        try:
            session = self._handshake()
            while session is not None and self._command(session):
                pass
        except (ConnectionError, EOFError):
            return  # the client is gone; there is nobody to tell

    # --- packets -----------------------------------------------------------------------------------------------------
    def _read(self) -> bytes:
        body = b""
        while True:
            head = self.rfile.read(4)
            if len(head) < 4:
                raise EOFError
            length = int.from_bytes(head[:3], "little")
            self.sequence = head[3] + 1
            body += self.rfile.read(length)
            if length < 0xFFFFFF:
                return body

    def _packets(self, *bodies: bytes) -> None:
        out = bytearray()
        for body in bodies:
            out += len(body).to_bytes(3, "little") + bytes([self.sequence % 256]) + body
            self.sequence += 1
        self.wfile.write(out)

    def _ok(self, changed: int = 0) -> None:
        self._packets(b"\x00" + _length(changed) + _length(0) + struct.pack("<HH", _AUTOCOMMIT, 0))

    def _error(self, error: SqlError) -> None:
        text = error.message.encode()[:1000]
        self._packets(b"\xff" + struct.pack("<H", error.code) + b"#" + error.state.encode() + text)

    # --- conversation ------------------------------------------------------------------------------------------------
    def _handshake(self) -> Session | None:
        salt = bytes(33 + b % 90 for b in os.urandom(20))
        self._packets(
            b"\x0a5.1.0\x00" + struct.pack("<I", 1) + salt[:8] + b"\x00"
            + struct.pack("<HBHH", _CAPABILITIES & 0xFFFF, _UTF8, _AUTOCOMMIT, _CAPABILITIES >> 16)
            + bytes([21]) + b"\x00" * 10 + salt[8:] + b"\x00mysql_native_password\x00"
        )  # fmt: skip
        answer = self._read()
        flags = struct.unpack_from("<I", answer)[0]
        end = answer.index(b"\x00", 32)
        user, at = answer[32:end].decode(), end + 1
        proof = answer[at + 1 : at + 1 + answer[at]]
        at += 1 + answer[at]
        database = ""
        if flags & _CONNECT_WITH_DB:
            database = answer[at : answer.index(b"\x00", at)].decode()
        if user != self.server.user or proof != _proof(self.server.password, salt):
            self._error(SqlError(1045, f"Access denied for user '{user}'", "28000"))
            return None
        try:
            session = Session(self.server.store, database)
        except SqlError as error:
            self._error(error)
            return None
        self._ok()
        return session

    def _command(self, session: Session) -> bool:
        body = self._read()
        command, rest = body[0], body[1:]
        try:
            match command:
                case 0x01:
                    return False
                case 0x02:
                    session.use(rest.decode())
                    self._ok()
                case 0x03:
                    self._result(session.run(rest.decode()))
                case 0x0E:
                    self._ok()
                case _:
                    raise SqlError(1047, f"Unknown command {command}", "08S01")
        except SqlError as error:
            self._error(error)
        except Exception as error:
            # A fault of the stand-in's own: told to the client, and with its place to the log.
            traceback.print_exc()
            self._error(SqlError(1105, f"the local StarRocks failed: {type(error).__name__}: {error}"))
        return True

    def _result(self, result: Result) -> None:
        if not result.names:
            self._ok(result.changed)
            return
        eof = b"\xfe" + struct.pack("<HH", 0, _AUTOCOMMIT)
        self._packets(
            _length(len(result.names)),
            *(_definition(name, kind) for name, kind in zip(result.names, result.types, strict=True)),
            eof,
            *(b"".join(_text(v) for v in row) for row in result.rows),
            eof,
        )


def _proof(password: str, salt: bytes) -> bytes:
    """mysql_native_password: SHA1(password) XOR SHA1(salt + SHA1(SHA1(password)))."""
    if not password:
        return b""
    once = hashlib.sha1(password.encode(), usedforsecurity=False).digest()
    twice = hashlib.sha1(once, usedforsecurity=False).digest()
    mask = hashlib.sha1(salt + twice, usedforsecurity=False).digest()
    return bytes(a ^ b for a, b in zip(once, mask, strict=True))


def _definition(name: str, kind: str) -> bytes:
    base = kind.partition("(")[0]
    code, width = _TYPES.get(base, (253, 1048576))
    if base == "DECIMAL":
        code, width = 246, int(kind[8:].partition(",")[0]) + 2
    charset = _UTF8 if code == 253 else _BINARY
    text = name.encode()
    fixed = struct.pack("<BHIBHBH", 0x0C, charset, width, code, 0, 0, 0)
    return _string(b"def") + _string(b"") * 3 + _string(text) * 2 + fixed


def _text(value: Any) -> bytes:
    match value:
        case None:
            return b"\xfb"
        case bool():
            text = str(int(value))
        case datetime():
            text = f"{value:%Y-%m-%d %H:%M:%S}" + (f".{value.microsecond:06}" if value.microsecond else "")
        case float():
            text = repr(value)
        case date() | Decimal() | int() | str():
            text = str(value)
        case _:
            raise SqlError(1235, f"not supported by the local StarRocks: a value of type {type(value).__name__}")
    return _string(text.encode())


def _string(text: bytes) -> bytes:
    return _length(len(text)) + text


def _length(number: int) -> bytes:
    if number < 0xFB:
        return bytes([number])
    if number < 1 << 16:
        return b"\xfc" + number.to_bytes(2, "little")
    if number < 1 << 24:
        return b"\xfd" + number.to_bytes(3, "little")
    return b"\xfe" + number.to_bytes(8, "little")
