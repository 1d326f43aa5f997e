"""Finds company, role and words of a posting in what was pasted or saved: a page, or plain text.

A page's own data come first, then what it says to those that link to it, then its address; of plain text the first
lines are a guess. What is a guess is said, so that the user is asked.
"""

from __future__ import annotations

import html
import re
from itertools import islice
from typing import Final

from companion.core import html_text, import_words, posting_data, text
from companion.core.import_keys import link_key
from companion.core.imports import Field
from companion.core.posting import PostingFound, PostingSource
from companion.core.posting_data import Data

LONGEST: Final = 4_000_000
"""Characters of a page that are looked at."""

_MOST_TAGS: Final = 500
_LONGEST_LINK: Final = 2_000
_PAGE: Final = re.compile(r"<(?:!doctype|html|head|body|script|meta|div|p|article)\b", re.IGNORECASE)
_META: Final = re.compile(r"<(?:meta|link)\b([^>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE: Final = re.compile(r"""([a-zA-Z:_-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TITLE: Final = re.compile(r"<title\b[^>]{0,500}>([^<]{0,500})", re.IGNORECASE)
_LINK: Final = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_HOST: Final = re.compile(r"https?://(?:[^/?#@]*@)?(?:www\.)?([^/:?#]+)(?::\d+)?/?([^/?#]*)", re.IGNORECASE)
_LABELLED: Final = re.compile(r"([^:]{2,30}):\s*(\S.{0,250})")

_BOARDS: Final = {
    "linkedin": "LinkedIn",
    "indeed": "Indeed",
    "glassdoor": "Glassdoor",
    "stepstone": "StepStone",
    "xing": "XING",
    "monster": "Monster",
    "ziprecruiter": "ZipRecruiter",
    "infojobs": "InfoJobs",
    "welcometothejungle": "Welcome to the Jungle",
    "arbeitsagentur": "Arbeitsagentur",
    "francetravail": "France Travail",
    "wellfound": "Wellfound",
    "dice": "Dice",
}
"""Where others' postings stand: their name is the source, never the company."""

_HOSTED: Final = frozenset(
    {"greenhouse.io", "lever.co", "ashbyhq.com", "workable.com", "smartrecruiters.com", "personio.de", "personio.com"}
    | {"recruitee.com", "bamboohr.com", "teamtailor.com", "breezy.hr", "jobvite.com", "myworkdayjobs.com", "join.com"}
)
"""Whose addresses name the company: in the path, or before the domain."""

_SERVICE_NAMES: Final = frozenset(
    {"www", "jobs", "job", "boards", "job-boards", "apply", "careers", "career", "karriere"}
)
_SHAPES: Final = (
    re.compile(
        r"(?P<company>.{2,80}?) (?:hiring|is hiring|sucht|recrute|busca) (?P<role>.{2,120}?)(?: in (?P<place>.+))?"
    ),
    re.compile(
        r"(?:job application for )?(?P<role>.{2,120}?) (?:at|@|bei|chez|en) (?P<company>.{2,80})", re.IGNORECASE
    ),
)


def read(pasted: str, link: str = "") -> PostingFound:
    """What the text or the source of a page says. link: where it came from, "" if that is not known."""
    pasted = pasted[:LONGEST]
    if _PAGE.search(pasted):
        return _read_page(pasted, link)
    return _read_text(pasted, link)


def address_in(pasted: str) -> str:
    """The address, if it is all that was pasted; else ""."""
    bare = pasted.strip()
    return bare if len(bare) <= _LONGEST_LINK and _LINK.fullmatch(bare) else ""


# ---------------------------------------------------------------- a page


def _read_page(page: str, link: str) -> PostingFound:
    meta = _metas(page)
    link = link or _web(meta.get("og:url", "")) or _web(meta.get("canonical", ""))
    found = posting_data.postings(page)
    if found:
        return _from_data(_chosen(found, link), link, meta)
    return _from_meta(page, link, meta)


def _chosen(found: list[Data], link: str) -> Data:
    """Of several the one whose address this is."""
    key = link_key(link)
    return next((node for node in found if key and link_key(posting_data.words(node.get("url"))) == key), found[0])


def _from_data(node: Data, link: str, meta: dict[str, str]) -> PostingFound:
    link = link or _web(posting_data.words(node.get("url")))
    company = _line(posting_data.words(node.get("hiringOrganization")))
    guessed = frozenset[str]()
    if not company:
        company, guessed = _company_of(meta.get("og:site_name", ""), link), frozenset({"company"})
    return PostingFound(
        PostingSource.DATA,
        company=company,
        role=_line(posting_data.words(node.get("title") or node.get("name"))),
        place=_line(posting_data.place(node)),
        salary=_line(posting_data.salary(node)),
        link=link,
        source=_board(link),
        employment=_line(posting_data.employment(node)),
        text=_paragraph(posting_data.description(node)),
        posted_on=posting_data.day(node.get("datePosted")),
        open_until=posting_data.day(node.get("validThrough")),
        guessed=guessed,
    )


def _from_meta(page: str, link: str, meta: dict[str, str]) -> PostingFound:
    named = _TITLE.search(page)
    title = _line(meta.get("og:title", "") or (html.unescape(named[1]) if named else ""))
    site = _line(meta.get("og:site_name", ""))
    bare = re.split(r"\s+[|·•–—]\s+", title)[0]
    shaped = _shaped(bare)
    role, company, place = shaped or (bare, "", "")
    words = html_text.text_of(page, cut=False).strip() or meta.get("og:description", "")
    return PostingFound(
        PostingSource.PAGE,
        company=company or _company_of(site, link),
        role=role,
        place=place,
        link=link,
        source=_board(link),
        text=_paragraph(words),
        guessed=frozenset({"company", "role", "place"}),
    )


def _shaped(title: str) -> tuple[str, str, str] | None:
    """Role, company and place of titles such as "Acme hiring Engineer in Berlin" or "Engineer at Acme"."""
    for shape in _SHAPES:
        if found := shape.fullmatch(title):
            parts = found.groupdict(default="")
            return parts["role"].strip(), parts["company"].strip(), parts.get("place", "").strip()
    return None


def _metas(page: str) -> dict[str, str]:
    """The page's own words about itself, by their names; the first of each counts."""
    found: dict[str, str] = {}
    for tag in islice(_META.finditer(page), _MOST_TAGS):
        attributes = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(tag[1])}
        name = (attributes.get("property") or attributes.get("name") or attributes.get("rel") or "").lower()
        value = attributes.get("content") or attributes.get("href") or ""
        if name and value:
            found.setdefault(name, html.unescape(value).strip())
    return found


def _company_of(site: str, link: str) -> str:
    """The company by the site's name for itself, else by its address; "" if the site is a board of others' postings."""
    if _board(link) or _board(f"https://{site.replace(' ', '').casefold()}/"):
        return ""
    found = _HOST.match(link)
    host = found[1].casefold() if found else ""
    if found and any(host == domain or host.endswith(f".{domain}") for domain in _HOSTED):
        before = host.split(".")[0]
        return _named(found[2] if before in _SERVICE_NAMES or host in _HOSTED else before)
    if site:
        return site
    labels = [label for label in host.split(".")[:-1] if label not in _SERVICE_NAMES and label not in {"co", "com"}]
    return _named(labels[-1]) if labels else ""


def _board(link: str) -> str:
    found = _HOST.match(link)
    labels = found[1].casefold().split(".") if found else []
    return next((name for label, name in _BOARDS.items() if label in labels), "")


def _named(label: str) -> str:
    return _line(" ".join(part.capitalize() for part in re.split(r"[-_+]|%20", label) if part))


# ---------------------------------------------------------------- plain text


def _read_text(pasted: str, link: str) -> PostingFound:
    whole = _paragraph(pasted)
    first = _LINK.search(whole)
    link = link or (first[0].rstrip(".,;)") if first else "")
    lines = [line.strip(" \t•*#-–|") for line in whole.splitlines()[:60]]
    lines = [line for line in lines if line and not _LINK.fullmatch(line)]
    said: dict[Field, str] = {}
    for line in lines:
        if (pair := _LABELLED.fullmatch(line)) and (field := import_words.field_of(pair[1])) is not None:
            said.setdefault(field, pair[2].strip())
    heads = [line for line in lines[:6] if len(line) <= 120 and not _LABELLED.fullmatch(line)]
    shaped = _shaped(heads[0]) if heads else None
    role, company, place = shaped or (heads[0] if heads else "", heads[1] if len(heads) > 1 else "", "")
    fields = {Field.COMPANY: "company", Field.ROLE: "role", Field.PLACE: "place", Field.SALARY: "salary"}
    return PostingFound(
        PostingSource.TEXT,
        company=_line(said.get(Field.COMPANY, "") or company or _company_of("", link)),
        role=_line(said.get(Field.ROLE, "") or role),
        place=_line(said.get(Field.PLACE, place)),
        salary=_line(said.get(Field.SALARY, "")),
        link=_web(link),
        source=_board(link),
        text=whole,
        guessed=frozenset(name for field, name in fields.items() if field not in said),
    )


# ---------------------------------------------------------------- tidy


def _web(link: str) -> str:
    return link if len(link) <= _LONGEST_LINK and _LINK.fullmatch(link) else ""


def _line(value: str) -> str:
    return text.line(_sound(value), "", field="", limit=4 * len(value) + 4)[: text.LINE_LIMIT].rstrip()


def _paragraph(value: str) -> str:
    return text.paragraph(_sound(value), "", field="", limit=4 * len(value) + 4)[: text.PARAGRAPH_LIMIT].rstrip()


def _sound(value: str) -> str:
    """Without halves of characters."""
    return value.encode("utf-8", "replace").decode("utf-8")
