"""What must never be read by anyone: known secret values and the places where credentials travel.

``redact`` is the last gate before text leaves the process (logs, problem details, reports, span attributes). It
removes every value that was remembered, in clear and percent-encoded, and whatever stands where a credential stands,
so that a secret that never passed through the store goes as well.
"""

import re
from threading import Lock
from urllib.parse import quote, quote_plus

MASK = "***"
SHORTEST = 4
"""Values shorter than this are not remembered: removing them would shred ordinary text."""

_lock = Lock()
_known: set[str] = set()
_pattern: re.Pattern[str] | None = None

_WORDS = (
    r"(?:(?<![a-z])|(?<=%3F)|(?<=%26))(?:security_?token|api_?key|access_?token|refresh_?token|client_?secret|password|passwd|pwd|sig"
    r"|x-functions-key|x-api-key|db_pass)"
)
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"({_WORDS}[\"']?(?:=|%3D)[\"']?)(?:(?!%26)[^\s\"'<>#&,;])+",  # securityToken=..., also percent-encoded
        rf"({_WORDS}[\"']?\s*:\s*[\"'])[^\"']+",  # "password": "..."
        rf"({_WORDS}\s*:\s*)(?=\S*\d)[^\s\"'&,;<>]{{8,}}",  # SECURITY_TOKEN: 0a1b2c3d
        r"((?:[?&]|%3F|%26)(?:code|token)(?:=|%3D))(?:(?!%26)[^\s\"'<>#&])+",  # ?code=...
        r"(\bauthorization[\"']?\s*[:=]\s*[\"']?(?:[a-z]+\s+)?)[^\s\"',]+",  # Authorization: Apikey ...
        r"(\b(?:bearer|basic|apikey|sharedkey)\s+)[a-z0-9._~+/=:-]{16,}",
        r"(\w[\w+.-]*://[^/\s:@]*:)[^/\s@]+(?=@)",  # redis://user:...@host
    )
)


def remember(value: str | None) -> None:
    """Have ``redact`` remove ``value`` from now on."""
    global _pattern
    if value is None or len(value) < SHORTEST or value in _known:
        return
    with _lock:
        _known.update({value, quote(value, safe=""), quote_plus(value)})
        _pattern = re.compile("|".join(re.escape(known) for known in sorted(_known, key=len, reverse=True)))


def redact(text: str) -> str:
    """``text`` without secrets: remembered values, tokens in queries and headers, passwords in URLs."""
    if _pattern is not None:
        text = _pattern.sub(MASK, text)
    for form in _FORMS:
        text = form.sub(rf"\g<1>{MASK}", text)
    return text
