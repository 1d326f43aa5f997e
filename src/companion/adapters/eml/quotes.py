"""Takes off what a letter quotes and how it is signed, so that its own words remain.

No standard says how a mail program introduces what it quotes; these are the forms of Gmail, Outlook, Apple Mail and
Thunderbird in the languages whose users are likely to meet them here. What nobody recognises stays: too much can be
deleted by hand, too little cannot be guessed.
"""

from __future__ import annotations

import re
from typing import Final

_WROTE: Final = re.compile(
    r"(?:On|Am|Von|Le|El|Il|Em|A|Op|Den|På|W dniu|Dne)\b.*"
    r"\b(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev|napisał|napisała|napsal)\b[^:]{0,120}:"
    r"|[^<]*<[^<>@\s]+@[^<>\s]+>.{0,40}\b(?:wrote|schrieb|a écrit|escribió|ha scritto|escreveu|schreef|skrev)\b.{0,60}:"
    r"|[^<]*\b(?:schrieb|wrote)\b[^<]*<[^<>@\s]+@[^<>\s]+>.{0,40}:",
    re.IGNORECASE,
)
"""How an answer introduces the letter it answers."""

_WHEN_OR_WHO: Final = re.compile(r"\d|@")
"""An introduction names a day or an address; "On reflection I wrote:" does not."""

_WROTE_LINES: Final = 4
_WROTE_LENGTH: Final = 400
_LONGEST: Final = 200_000
"""Characters that are looked at."""

_FROM: Final = re.compile(r"[*_]?(?:From|Von|De|Da|Van|Från|Fra|Od)[*_]?\s?:[*_]?\s*\S", re.IGNORECASE)
_SENT: Final = re.compile(
    r"[*_]?(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado(?: el)?|Enviada(?: em)?|Fecha|Data|Inviato|Verzonden|Skickat|"
    r"Sendt|Dato|Wysłano)[*_]?\s?:",
    re.IGNORECASE,
)
"""Outlook's block: the head of the letter answered, in its own words."""

_RULE: Final = re.compile(
    r"-{3,}\s*[^-].*(?:messag|nachricht|mensaje|mensagem|bericht|meddelande|melding|forwarded).*-{3,}|_{10,}",
    re.IGNORECASE,
)
_SIGNED: Final = re.compile(r"--\s?")
_DEVICE: Final = re.compile(
    r"(?:Sent from (?:my|Outlook|Mail|Yahoo|Proton)|Get Outlook for|Von meinem .{1,30} gesendet|Gesendet von|"
    r"Envoyé de(?:puis)? mon|Enviado desde mi|Enviado do meu|Inviato da|Verzonden vanaf)\b.{0,80}",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """What the writer wrote, tidy. If that is nothing (a letter passed on without a word), all of it, unquoted."""
    lines = [line.rstrip() for line in text[:_LONGEST].split("\n")]
    return _tidy(_own(lines)) or _tidy([_unquoted(line) for line in lines])


def _own(lines: list[str]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if _SIGNED.fullmatch(line) or _is_head(lines, at):
            break
        if _is_quoted(line):
            at += 1
        elif length := _introduction(lines, at):
            at += length
            following = next((other for other in lines[at:] if other.strip()), "")
            if not _is_quoted(following):
                break  # what it introduces is not marked line by line, so all that follows is it
        else:
            kept.append(line)
            at += 1
    while kept and (not kept[-1].strip() or _is_rule(kept[-1]) or _DEVICE.fullmatch(kept[-1].strip())):
        kept.pop()
    return kept


def _is_quoted(line: str) -> bool:
    return line.startswith(">")


def _is_rule(line: str) -> bool:
    return len(line) < 200 and _RULE.fullmatch(line.strip()) is not None


def _is_head(lines: list[str], at: int) -> bool:
    """Whether Outlook's block begins here, or the rule that stands before one."""
    if _is_rule(lines[at]) and not lines[at].startswith("_"):
        return True
    head = lines[at : at + 4]
    return bool(_FROM.match(head[0])) and any(_SENT.match(line) for line in head[1:])


def _introduction(lines: list[str], at: int) -> int:
    """How many lines from here on introduce a quotation; mail programs wrap it."""
    joined = ""
    for length in range(1, _WROTE_LINES + 1):
        line = lines[at + length - 1].strip() if at + length <= len(lines) else ""
        if not line or _is_quoted(line):
            return 0
        joined = f"{joined} {line}".strip()
        if len(joined) > _WROTE_LENGTH:
            return 0
        if line.endswith(":") and _WROTE.fullmatch(joined) and _WHEN_OR_WHO.search(joined):
            return length
    return 0


def _unquoted(line: str) -> str:
    return line.lstrip("> ") if _is_quoted(line) else line


def _tidy(lines: list[str]) -> str:
    tidy: list[str] = []
    for line in lines:
        if line.strip() or (tidy and tidy[-1]):
            tidy.append(line.rstrip() if line.strip() else "")
    return "\n".join(tidy).strip()
