"""Zone codes, EIC check characters, clocks and borders."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from shared.catalogue import areas
from shared.errors import ConfigError


@pytest.mark.parametrize("code", areas.EIC)
def test_every_code_has_an_eic_with_a_right_check_character(code: str) -> None:
    assert areas.is_eic(areas.EIC[code])
    assert areas.code(areas.eic(code)) == code
    ZoneInfo(areas.tz(code))


def test_no_eic_stands_for_two_zones() -> None:
    assert len(set(areas.EIC.values())) == len(areas.EIC)


@pytest.mark.parametrize(
    ("first", "check"),
    [
        ("10YBE----------", "2"),
        ("10YFR-RTE------", "C"),
        ("10YCH-SWISSGRID", "Z"),
        ("10YDOM-REGION-1", "V"),
        ("17Y000000936949", "3"),
        ("10YPT-REN------", "W"),
    ],
)
def test_check_characters_of_published_codes(first: str, check: str) -> None:
    assert areas.check_character(first) == check


@pytest.mark.parametrize(
    "text", ["10YBE----------3", "10YEB----------2", "10YBE---------2", "", "10ybe----------2", "BE"]
)
def test_typing_errors_are_found(text: str) -> None:
    assert not areas.is_eic(text)
    if text != "BE":
        with pytest.raises(ConfigError, match="neither a known zone code nor an EIC"):
            areas.eic(text)


@pytest.mark.parametrize("first", ["", "10YBE---------", "10YBE---------é"])
def test_check_characters_need_fifteen_characters_of_the_alphabet(first: str) -> None:
    with pytest.raises(ValueError, match="first 15 characters"):
        areas.check_character(first)


def test_an_unknown_eic_is_its_own_code() -> None:
    assert areas.code("10Y1001C--00038X") == "10Y1001C--00038X"
    assert areas.eic("10Y1001C--00038X") == "10Y1001C--00038X"


def test_clocks() -> None:
    assert areas.tz("BE") == areas.tz("10YBE----------2") == "Europe/Brussels"
    assert areas.tz("10YFI-1--------U") == "Europe/Helsinki"
    assert areas.tz("PT") == "Europe/Lisbon"


def test_borders_have_both_directions_once_and_known_ends() -> None:
    assert len(set(areas.BORDERS)) == len(areas.BORDERS)
    for border in areas.BORDERS:
        sender, receiver = areas.ends(border)
        assert f"{receiver}>{sender}" in areas.BORDERS
        assert areas.is_eic(areas.eic(sender))
        assert areas.is_eic(areas.eic(receiver))
    assert {"NL>BE", "BE>NL", "DE-LU>DK1", "FI>EE"} <= set(areas.BORDERS)
    assert set(areas.HOME_BORDERS) <= set(areas.BORDERS)


@pytest.mark.parametrize("text", ["BE", ">BE", "BE>", ""])
def test_a_border_needs_two_ends(text: str) -> None:
    with pytest.raises(ConfigError, match="FROM>TO"):
        areas.ends(text)
