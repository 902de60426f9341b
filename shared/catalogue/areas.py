"""Where power is traded: zone codes, their EIC, local time zones and the borders between them.

A code is short and dash-coded (``DE-LU``, ``DK1``, ``IT-North``); a border key reads ``FROM>TO`` in the direction of
the flow. Where no code is known the EIC itself stands in its place, so nothing is ever lost.

Source: ENTSO-E area list, https://www.entsoe.eu/data/energy-identification-codes-eic/; check character:
ENTSO-E, "The Energy Identification Coding Scheme (EIC) Reference Manual", annex.
"""

from __future__ import annotations

import string

from shared.errors import ConfigError

EIC: dict[str, str] = {
    "BE": "10YBE----------2", "NL": "10YNL----------L", "FR": "10YFR-RTE------C", "CH": "10YCH-SWISSGRIDZ",
    "DE-LU": "10Y1001A1001A82H", "DE": "10Y1001A1001A83F", "DE-AT-LU": "10Y1001A1001A63L", "LU": "10YLU-CEGEDEL-NQ",
    "DE-50Hertz": "10YDE-VE-------2", "DE-Amprion": "10YDE-RWENET---I", "DE-TenneT": "10YDE-EON------1",
    "DE-TransnetBW": "10YDE-ENBW-----N", "DE-LFC": "10YCB-GERMANY--8", "AT": "10YAT-APG------L",
    "DK1": "10YDK-1--------W", "DK2": "10YDK-2--------M", "DK": "10Y1001A1001A65H", "DK-CA": "10Y1001A1001A796",
    "NO1": "10YNO-1--------2", "NO2": "10YNO-2--------T", "NO3": "10YNO-3--------J", "NO4": "10YNO-4--------9",
    "NO5": "10Y1001A1001A48H", "NO": "10YNO-0--------C", "NO2-NSL": "50Y0JVU59B4JWQCU",
    "SE1": "10Y1001A1001A44P", "SE2": "10Y1001A1001A45N", "SE3": "10Y1001A1001A46L", "SE4": "10Y1001A1001A47J",
    "SE": "10YSE-1--------K", "FI": "10YFI-1--------U",
    "EE": "10Y1001A1001A39I", "LV": "10YLV-1001A00074", "LT": "10YLT-1001A0008Q",
    "PL": "10YPL-AREA-----S", "CZ": "10YCZ-CEPS-----N", "SK": "10YSK-SEPS-----K", "HU": "10YHU-MAVIR----U",
    "SI": "10YSI-ELES-----O", "HR": "10YHR-HEP------M", "RO": "10YRO-TEL------P", "BG": "10YCA-BULGARIA-R",
    "GR": "10YGR-HTSO-----Y", "RS": "10YCS-SERBIATSOV", "ME": "10YCS-CG-TSO---S", "BA": "10YBA-JPCC-----D",
    "XK": "10Y1001C--00100H",
    "ES": "10YES-REE------0", "PT": "10YPT-REN------W", "IT": "10YIT-GRTN-----B", "IT-North": "10Y1001A1001A73I",
    "IT-CNOR": "10Y1001A1001A70O", "IT-CSUD": "10Y1001A1001A71M", "IT-SUD": "10Y1001A1001A788",
    "IT-CALA": "10Y1001C--00096J", "IT-SICI": "10Y1001A1001A75E", "IT-SARD": "10Y1001A1001A74G",
    "GB": "10YGB----------A", "UK": "10Y1001A1001A92E", "GB-IFA": "10Y1001C--00098F", "GB-IFA2": "17Y0000009369493",
    "GB-ElecLink": "11Y0-0000-0265-K", "IE-SEM": "10Y1001A1001A59C",
    "RU": "10Y1001A1001A49F", "RU-KGD": "10Y1001A1001A50U", "UA": "10Y1001C--00003F",
    "MARI": "10Y1001C--00085O", "IGCC": "10Y1001C--00119X", "Nordic-LFC": "10Y1001A1001A91G",
    "CE": "10YEU-CONT-SYNC0", "CWE": "10YDOM-REGION-1V",
}  # fmt: skip
"""Zone, control area or region code to its EIC."""

_CODES = {eic: code for code, eic in EIC.items()}

MARKET_TZ = "Europe/Brussels"
"""Single day-ahead coupling counts its days here, also for zones whose own clock differs (FI, EE, LV, LT)."""

_TZ: dict[str, str] = {
    "FI": "Europe/Helsinki", "EE": "Europe/Tallinn", "LV": "Europe/Riga", "LT": "Europe/Vilnius",
    "RO": "Europe/Bucharest", "BG": "Europe/Sofia", "GR": "Europe/Athens", "UA": "Europe/Kyiv",
    "PT": "Europe/Lisbon", "GB": "Europe/London", "UK": "Europe/London", "GB-IFA": "Europe/London",
    "GB-IFA2": "Europe/London", "GB-ElecLink": "Europe/London", "IE-SEM": "Europe/Dublin",
    "RU": "Europe/Moscow", "RU-KGD": "Europe/Kaliningrad",
}  # fmt: skip

_NEIGHBOURS = """
BE: NL DE-LU FR GB
NL: BE DE-LU GB NO2 DK1
FR: BE CH DE-LU ES GB IT-North
DE-LU: AT BE CH CZ DK1 DK2 FR NO2 NL PL SE4
DK1: DE-LU DK2 NO2 SE3 NL GB
DK2: DE-LU DK1 SE4
NO1: NO2 NO3 NO5 SE3
NO2: DE-LU DK1 NL NO1 NO5 GB
NO3: NO1 NO4 NO5 SE2
NO4: SE2 FI NO3 SE1
NO5: NO1 NO2 NO3
SE1: FI NO4 SE2
SE2: NO3 NO4 SE1 SE3
SE3: DK1 FI NO1 SE2 SE4
SE4: DE-LU DK2 LT PL SE3
FI: EE NO4 SE1 SE3
EE: FI LV
LV: EE LT
LT: LV PL SE4
PL: CZ DE-LU LT SE4 SK UA
AT: CH CZ DE-LU HU IT-North SI
CH: AT DE-LU FR IT-North
GB: BE FR IE-SEM NL NO2 DK1
"""


def _borders() -> tuple[str, ...]:
    """Both directions of every border, each once, in the order of the list above."""
    found: dict[str, None] = {}
    for line in _NEIGHBOURS.split("\n"):
        zone, _, others = line.partition(": ")
        for other in others.split():
            found |= {f"{zone}>{other}": None, f"{other}>{zone}": None}
    return tuple(found)


BORDERS: tuple[str, ...] = _borders()
"""Border keys ``FROM>TO``, both directions of each border."""

DAY_AHEAD_ZONES: tuple[str, ...] = (
    "BE", "NL", "FR", "DE-LU", "AT", "CH", "DK1", "DK2", "NO1", "NO2", "NO3", "NO4", "NO5", "SE1", "SE2", "SE3", "SE4",
    "FI", "EE", "LV", "LT", "PL", "CZ", "SK", "HU", "SI", "HR", "RO", "BG", "GR", "ES", "PT",
    "IT-North", "IT-CNOR", "IT-CSUD", "IT-SUD", "IT-CALA", "IT-SICI", "IT-SARD",
)  # fmt: skip
"""Bidding zones with a day-ahead price on the platform today."""

MAIN_ZONES: tuple[str, ...] = (
    "BE", "NL", "FR", "DE-LU", "AT", "CH", "CZ", "PL", "HU", "ES", "IT-North", "DK1", "DK2",
    "NO1", "NO2", "NO3", "NO4", "NO5", "SE1", "SE2", "SE3", "SE4", "FI",
)  # fmt: skip
"""Zones whose load and generation are followed: the home markets, their neighbours and the Nordic area."""

_HOME = {"BE", "NL", "FR", "DE-LU", "DK1", "DK2"}
HOME_BORDERS: tuple[str, ...] = tuple(key for key in BORDERS if _HOME & set(key.split(">")))
"""Both directions of every border that touches a home market."""


def eic(code: str) -> str:
    """EIC of a zone code; an EIC is its own. Raises :class:`ConfigError` for anything else, naming it."""
    if known := EIC.get(code):
        return known
    if is_eic(code):
        return code
    raise ConfigError(f"{code!r} is neither a known zone code nor an EIC with a right check character", area=code)


def code(eic: str) -> str:
    """Our code of an EIC, the EIC itself where none is known."""
    return _CODES.get(eic, eic)


def ends(border: str) -> tuple[str, str]:
    """``"NL>BE"`` → ``("NL", "BE")``: sending and receiving side. Raises :class:`ConfigError` without a ``>``."""
    sender, arrow, receiver = border.partition(">")
    if not (sender and arrow and receiver):
        raise ConfigError(f"{border!r} is not a border: expected FROM>TO, for example NL>BE", area=border)
    return sender, receiver


def tz(area: str) -> str:
    """IANA time zone in which a zone (code or EIC) counts its days, weeks and months; Central Europe by default."""
    return _TZ.get(code(area), MARKET_TZ)


_VALUES = {c: v for v, c in enumerate(string.digits + string.ascii_uppercase + "-")}
_CHARACTERS = "".join(_VALUES)


def check_character(first15: str) -> str:
    """The sixteenth character of an EIC. Raises :class:`ValueError` unless given 15 of ``0-9 A-Z -``.

    Weights run from 16 down to 2; the check value is 36 - ((sum - 1) mod 37).
    """
    if len(first15) != 15 or not set(first15) <= set(_VALUES):
        raise ValueError(f"{first15!r} is not the first 15 characters of an EIC")
    total = sum(_VALUES[c] * weight for c, weight in zip(first15, range(16, 1, -1), strict=True))
    return _CHARACTERS[36 - ((total - 1) % 37)]


def is_eic(text: str) -> bool:
    """Whether ``text`` has the form of an EIC and its check character is right.

    The provider answers a wrong code with "no data", so a typing error must be found here.
    """
    return len(text) == 16 and set(text) <= set(_VALUES) and check_character(text[:15]) == text[15]
