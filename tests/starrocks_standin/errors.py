"""Errors as StarRocks numbers them."""


class SqlError(Exception):
    """An error packet: code, SQL state and text."""

    def __init__(self, code: int, message: str, state: str = "HY000") -> None:
        super().__init__(message)
        self.code, self.state, self.message = code, state, message


def unsupported(what: str) -> SqlError:
    """For everything outside the allow-list."""
    return SqlError(1235, f"not supported by the local StarRocks: {what}", "42000")


def analyzing(detail: str) -> SqlError:
    """StarRocks' answer to a statement that parses but cannot mean anything."""
    return SqlError(1064, f"Getting analyzing error. Detail message: {detail}.", "42000")
