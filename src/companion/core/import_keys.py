"""What the same application is known by in another tracker's file, so that a second import finds it again."""

from __future__ import annotations

import re

from companion.core.text import folded

_ADDRESS = re.compile(r"(?:https?:)?//(?:www\.)?([^/?#\s]+)([^?#\s]*)(?:\?([^#\s]*))?(#[^\s]*)?", re.IGNORECASE)
_BARE = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?")

_TRACKING = re.compile(
    r"(?:utm_.*|mc_[ce]id|_hs.*|_ga.*|[gfm]s?clid|gclsrc|igshid|yclid|refid|ref|referrer|src|source|from|trk.*|tracking.*|"
    r"lipi|midtoken|midsig|ebp|position|pagenum|originalsubdomain|recommendedflavor|gh_src|lever-(?:source|origin)|"
    r"sessionid|sid|si|lang|locale|campaign|tk|xkcb|advn|adid|mcid|cid|vq|origin)",
    re.IGNORECASE,
)
"""Parameters that say where a click came from, not which posting it is."""

_LINKEDIN_JOB = re.compile(r"/jobs/(?:view|collections|search)\b.*?(\d{6,})/?$")
_CURRENT = re.compile(r"(?:^|&)(?:currentjobid|jk)=([0-9a-z]{6,})(?:&|$)", re.IGNORECASE)
_APART = re.compile(r"[\W_]+")
_LONGEST = 1000


def link_key(link: str) -> str:
    """The address without what changes from click to click; "" if it is none.

    "https://www.linkedin.com/jobs/view/engineer-at-acme-4012345678/?trk=x" is "linkedin.com/jobs/view/4012345678".
    """
    link = link.strip()[:_LONGEST]
    if "//" not in link and _BARE.fullmatch(link):
        link = f"//{link}"
    found = _ADDRESS.match(link)
    if found is None:
        return ""
    host, path, query, fragment = found[1].casefold().rpartition("@")[2], found[2], found[3] or "", found[4] or ""
    if host.endswith(".linkedin.com") or host == "linkedin.com":
        host = "linkedin.com"
        if job := (_CURRENT.search(query) or _LINKEDIN_JOB.search(path)):
            return f"linkedin.com/jobs/view/{job[1]}"
    elif "indeed." in host and (job := _CURRENT.search(query)):
        return f"indeed/{job[1]}"
    kept = sorted(part for part in query.split("&") if part and not _TRACKING.fullmatch(part.partition("=")[0]))
    # a page that is one program keeps its place behind the "#"
    place = fragment if fragment.startswith(("#/", "#!")) else ""
    return host + path.rstrip("/") + ("?" + "&".join(kept) if kept else "") + place.rstrip("/")


def source_key(link: str, company: str, role: str, day: str) -> str:
    """The key of a row. A link that surely means one posting (it holds a number) stands alone, another one with the
    company and the role; without a link these two and the day ("2026-11-20", "" if unknown) are all there is.
    """
    name = f"{_name(company)}|{_name(role)}"
    key = link_key(link)
    if not key:
        return f"{name}|{day}"
    return key if any(c.isdigit() for c in key.partition("/")[2]) else f"{key}|{name}"


def _name(words: str) -> str:
    bare = folded(words)
    return _APART.sub(" ", bare).strip() or bare
