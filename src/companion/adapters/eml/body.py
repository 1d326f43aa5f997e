"""Finds the part of a letter that a person wrote: plain text before HTML, what is enclosed only if nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message

from companion.adapters.eml import quotes, words
from companion.core import html_text


def text_of(message: Message) -> str:
    """The writer's own words, or ""."""
    return quotes.own_words(_text(message, cut=True) or _text(message, cut=False))


def enclosed(message: Message) -> Message | None:
    """The first letter that lies in this one as an attachment."""
    for part in message.walk():
        if part.get_content_type() == "message/rfc822":
            return next(iter(children(part)), None)
    return None


def children(part: Message) -> Iterator[Message]:
    """The parts directly in it."""
    payload: object = part.get_payload()
    if isinstance(payload, list):
        for child in payload:  # pyright: ignore[reportUnknownVariableType]
            if isinstance(child, Message):
                yield child


def _text(part: Message, *, cut: bool) -> str:
    kind = part.get_content_type()
    if part.get_content_disposition() == "attachment":
        return ""
    if kind == "multipart/alternative":
        # the writer's program put the plainest first
        return next((text for child in children(part) if (text := _text(child, cut=cut))), "")
    if part.is_multipart():
        texts = [] if kind.startswith("message/") else [_text(child, cut=cut) for child in children(part)]
        return "\n\n".join(text for text in texts if text)
    if kind == "text/html":
        return words.clean(html_text.text_of(words.part_text(part), cut=cut)).strip()
    if kind == "text/plain" or kind.startswith("multipart/"):  # the latter without a boundary
        text = words.part_text(part)
        if str(part.get_param("format", "")).casefold() == "flowed":
            text = _unwrapped(text, keep=str(part.get_param("delsp", "")).casefold() != "yes")
        return text.strip("\n")
    return ""


def _unwrapped(text: str, *, keep: bool) -> str:
    """Undoes format=flowed (RFC 3676): a line that ends with a space goes on in the next; keep: with that space."""
    paragraphs: list[list[str]] = []
    flows = False
    for line in text.split("\n"):
        is_quoted = line.startswith(">")
        bare = line if is_quoted else line.removeprefix(" ")
        goes_on = bare.endswith(" ") and bare != "-- " and not is_quoted
        if not flows or is_quoted or bare.rstrip() == "--":
            paragraphs.append([])
        paragraphs[-1].append(bare if keep or not goes_on else bare[:-1])
        flows = goes_on
    return "\n".join("".join(pieces) for pieces in paragraphs)
