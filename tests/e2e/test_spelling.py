"""Spell checking with the system's own checker and dictionary, which the lab's packages bring."""

from __future__ import annotations

import pytest

from companion.adapters.spelling import EnchantSpeller

pytestmark = pytest.mark.e2e


def test_the_system_knows_english_and_says_what_could_have_been_meant() -> None:
    speller = EnchantSpeller()
    try:
        found = speller.unknown("Thank you for the intervew, Dana. I don’t mind. Nul\x00l", "en", ("Dana Roth",))
        assert set(found) == {"intervew", "Nul"} or set(found) == {"intervew"}
        assert "interview" in found["intervew"]
        speller.close()
        assert "intervew" in speller.unknown("intervew", "en")
        assert speller.unknown("intervew", "tlh") == {}
    finally:
        speller.close()
