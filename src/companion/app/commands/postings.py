"""`companion apply --posting` and `--fetch`: what a posting says of a new application."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from dataclasses import replace
from typing import TYPE_CHECKING

from companion.app.backend import Backend
from companion.app.commands.command import Context
from companion.core.problem import Problem
from companion.services.applications import ApplicationDraft

if TYPE_CHECKING:
    from companion.core.posting import PostingFound

_WORDS = {"company": "the company", "role": "the role", "place": "the place", "salary": "the salary"}


def arguments(parser: ArgumentParser) -> None:
    """What `apply` takes for a posting."""
    parser.add_argument(
        "--posting", default="", metavar="FILE", help="a saved page (.html, .mhtml) or a text; - for standard input"
    )
    parser.add_argument(
        "--fetch", action="store_true", help="ask the site of --link for its page; without it nobody is asked"
    )


def completed(
    backend: Backend, args: Namespace, context: Context, draft: ApplicationDraft
) -> tuple[ApplicationDraft, str]:
    """The draft, where it is empty filled with what the posting says; and a remark on what is a guess.

    Raises Problem.
    """
    found = _found(backend, args, context, draft.link)
    full = replace(
        draft,
        company=draft.company or found.company,
        role=draft.role or found.role,
        place=draft.place or found.place,
        link=draft.link or found.link,
        salary=draft.salary or found.salary,
        source=draft.source or found.source,
        posting=found.text,
    )
    if not full.company.strip():
        raise Problem("The posting does not name the company. Type it before the options.", field="company")
    typed = {name for name in _WORDS if getattr(draft, name)}
    guessed = [words for name, words in _WORDS.items() if name in found.guessed - typed and getattr(found, name)]
    return full, f"Guessed from the posting: {', '.join(guessed)}." if guessed else ""


def _found(backend: Backend, args: Namespace, context: Context, link: str) -> PostingFound:
    if args.posting and args.fetch:
        raise Problem("Give --posting or --fetch, not both.", field="posting")
    if args.fetch:
        if not link:
            raise Problem("--fetch needs the posting's address. Give it with --link.", field="link")
        return backend.postings.fetch(link)
    if args.posting == "-":
        return backend.postings.read(context.text, link)
    return backend.postings.open(context.path(args.posting))
