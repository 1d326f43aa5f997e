"""Reads schema.org's JobPosting, which pages carry for search engines as JSON-LD (https://schema.org/JobPosting).

Sites fill it in in many ways: one value or a list, a thing or its name, HTML or text, alone or in a graph of others.
What is not as it should be is passed over.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, TypeAlias, cast

from companion.core import html_text

Data: TypeAlias = dict[str, Any]

_MOST_NODES: Final = 20_000
_TAG: Final = re.compile(r"<script\b([^>]{0,300})>", re.IGNORECASE)
_CLOSING: Final = re.compile(r"</script\b", re.IGNORECASE)
_LD_JSON: Final = re.compile(r"""type\s*=\s*["']?\s*application/ld\+json""", re.IGNORECASE)
_WRAPPING: Final = re.compile(r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*$|;\s*$")
_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_UNITS: Final = {"HOUR": "an hour", "DAY": "a day", "WEEK": "a week", "MONTH": "a month", "YEAR": "a year"}


def postings(page: str) -> list[Data]:
    """Every JobPosting of a page, in its order."""
    return [node for script in _scripts(page) for node in _nodes(_parsed(script)) if _is_posting(node)]


def words(value: object) -> str:
    """The text of a value: of a list the first, of a thing its name; HTML and entities undone."""
    for _ in range(4):
        if isinstance(value, list):
            value = next((one for one in cast("list[object]", value) if one), "")
        elif isinstance(value, dict):
            thing = cast("Data", value)
            value = thing.get("name") or thing.get("@value") or thing.get("value") or ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = html.unescape(html.unescape(str(value)))
    return " ".join((html_text.text_of(text, cut=False) if "</" in text else text).split())


def description(node: Data) -> str:
    """The posting's words as plain text, with what stands beside the description."""
    parts: list[str] = []
    for name in ("description", "responsibilities", "qualifications", "skills", "jobBenefits"):
        value = node.get(name)
        raw = "\n".join(str(v) for v in cast("list[object]", value)) if isinstance(value, list) else value
        text = _plain(raw) if isinstance(raw, str) else ""
        if text and text not in "\n".join(parts):
            parts.append(text)
    return "\n\n".join(parts)


def place(node: Data) -> str:
    """Where the work is: towns, and "Remote"."""
    found = ["Remote"] if "TELECOMMUTE" in str(node.get("jobLocationType", "")).upper() else []
    for one in _list(node.get("jobLocation")):
        address: object = cast("Data", one).get("address") if isinstance(one, dict) else one
        found += [_address(part) for part in (_list(address) or [cast("object", one)])]
    if found == ["Remote"] and (where := words(node.get("applicantLocationRequirements"))):
        found = [f"Remote ({where})"]
    return "; ".join(dict.fromkeys(filter(None, found)))


def salary(node: Data) -> str:
    """ "60,000–75,000 EUR a year"."""
    base = next(iter(_list(node.get("baseSalary"))), None)
    if not isinstance(base, dict):
        return words(base)
    money = cast("Data", base)
    value = next(iter(_list(money.get("value"))), None)
    range_ = cast("Data", value) if isinstance(value, dict) else {**money, "value": value}
    low, high, one = (_amount(range_.get(name)) for name in ("minValue", "maxValue", "value"))
    amount = f"{low}–{high}" if low and high and low != high else one or low or high
    unit = _UNITS.get(str(range_.get("unitText") or money.get("unitText") or "").upper(), "")
    currency = words(money.get("currency") or range_.get("currency"))
    return " ".join(filter(None, (amount, currency, unit))) if amount else ""


def day(value: object) -> date | None:
    """The day of a date or a moment."""
    found = _DAY.match(value) if isinstance(value, str) else None
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def employment(node: Data) -> str:
    """ "Full time, contractor"."""
    kinds = [words(one).replace("_", " ").lower() for one in _list(node.get("employmentType"))]
    return ", ".join(filter(None, kinds)).capitalize()


def _scripts(page: str) -> Iterator[str]:
    at = 0
    while tag := _TAG.search(page, at):
        closing = _CLOSING.search(page, tag.end())
        if closing is None:
            return
        if _LD_JSON.search(tag[1]):
            yield page[tag.end() : closing.start()]
        at = closing.end()


def _parsed(script: str) -> object:
    bare = _WRAPPING.sub("", _WRAPPING.sub("", script)).strip()
    for text in (bare, html.unescape(bare)):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(found: object) -> Iterator[Data]:
    """Every thing in it, outer before inner."""
    waiting, seen = [found], 0
    while waiting and seen < _MOST_NODES:
        one = waiting.pop()
        seen += 1
        if isinstance(one, dict):
            node = cast("Data", one)
            yield node
            waiting.extend(reversed(list(node.values())))
        elif isinstance(one, list):
            waiting.extend(reversed(cast("list[object]", one)))


def _is_posting(node: Data) -> bool:
    return any(str(kind).rpartition("/")[2].rpartition(":")[2] == "JobPosting" for kind in _list(node.get("@type")))


def _list(value: object) -> list[object]:
    if value is None:
        return []
    return cast("list[object]", value) if isinstance(value, list) else [value]


def _address(part: object) -> str:
    if not isinstance(part, dict):
        return words(part)
    address = cast("Data", part)
    country = words(address.get("addressCountry"))
    parts = [words(address.get("addressLocality")), words(address.get("addressRegion")), country]
    return ", ".join(dict.fromkeys(filter(None, parts))) or words(address)


def _amount(value: object) -> str:
    if isinstance(value, str):
        try:
            value = float(value.strip().replace(",", ""))
        except ValueError:
            return words(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 1e12:
        return ""
    return f"{int(value):,}" if float(value).is_integer() else f"{value:,.2f}"


def _plain(raw: str) -> str:
    text = html.unescape(raw) if "&lt;" in raw else raw
    if "<" in text or "&" in text:
        text = html_text.text_of(text, cut=False)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()
