"""`companion highlight` and `companion reel`."""

from __future__ import annotations

import shutil
from argparse import ArgumentParser, Namespace
from dataclasses import replace
from functools import partial

from companion.app.backend import Backend
from companion.app.commands import shapes
from companion.app.commands.command import Command, Context, Reply, Show
from companion.core.problem import Problem
from companion.services.highlights import HighlightDraft
from companion.services.reel import Noes


def _highlight_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="?", default="", help="what you did, or what was said; without it, lists them")
    parser.add_argument("--when", dest="happened", default="", metavar="WHEN", help="in your words, e.g. “spring 2021”")
    parser.add_argument("--said-by", default="", metavar="WHO", help="who said it, for kind words")
    parser.add_argument("--detail", default="", help="what you saw or heard")
    several = partial(parser.add_argument, action="append", default=[])
    several("--tag", dest="tags", metavar="TAG", help="a skill or a stage; again for more")
    parser.add_argument("--link", default="", metavar="URL", help="where it can be seen")
    several("--picture", dest="pictures", metavar="FILE", help="it is copied; again for more")
    parser.add_argument("--letter", default="", metavar="FILE", help="a mail saved as .eml: fills in what is not given")


def _highlight(backend: Backend, args: Namespace, context: Context) -> Reply:
    if args.letter:
        return _from_letter(backend, args, context)
    if not args.text:
        if args.happened or args.said_by or args.detail or args.tags or args.link or args.pictures:
            raise Problem("The highlight's text is missing. One line about one success is enough.", field="text")
        every = backend.highlights.all()
        lines = tuple(h.text + (f"  ({h.by_line})" if h.by_line else "") for h in every)
        return Reply(
            {"highlights": [shapes.highlight(h) for h in every]}, lines, "" if every else "There are no highlights yet."
        )
    return _keep(backend, _draft(args, context))


def _draft(args: Namespace, context: Context) -> HighlightDraft:
    return HighlightDraft(
        args.text,
        args.happened,
        args.said_by,
        args.detail,
        tuple(args.tags),
        args.link,
        tuple(context.path(picture) for picture in args.pictures),
    )


def _from_letter(backend: Backend, args: Namespace, context: Context) -> Reply:
    """What was given stands; the letter fills in the rest, and its pictures come last."""
    given, letter = _draft(args, context), backend.letters.read(context.path(args.letter))
    try:
        sent = f"{letter.sent_at.astimezone(backend.clock.zone()):%B %Y}" if letter.sent_at else ""
        draft = replace(
            given,
            text=given.text or letter.text,
            happened=given.happened or sent,
            said_by=given.said_by or letter.sender,
            pictures=(*given.pictures, *letter.pictures),
        )
        return _keep(backend, draft)
    finally:
        for picture in letter.pictures[:1]:
            shutil.rmtree(picture.parent, ignore_errors=True)


def _keep(backend: Backend, draft: HighlightDraft) -> Reply:
    outcome = backend.highlights.add(draft, origin="shell")
    kept = outcome.value
    told = [f"{path.name}: {problem.sentence}" for path, problem in kept.refused]
    first = kept.picture_problem
    without = "without the picture" if not kept.highlight.pictures else "without some of the pictures"
    return Reply(
        {
            "highlight": shapes.highlight(kept.highlight),
            "picture_problem": first.sentence if first else None,
            "picture_problems": [{"picture": str(path), "problem": problem.sentence} for path, problem in kept.refused],
        },
        ("Kept.",),
        f"The text is kept, {without}: {' '.join(told) if len(told) > 1 else first.sentence}" if first else "",
        changes=outcome.changes,
    )


def _reel_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--text", action="store_true", help="print the reel instead of playing it")


def _reel(backend: Backend, args: Namespace, _context: Context) -> Reply:
    reel = backend.reels.compose(Noes())
    cards = [card.highlight for card in reel.cards]
    lines = [card.text + (f"\n    {card.by_line}" if card.by_line else "") for card in cards]
    note = "" if reel.cards else "There are no highlights yet. Add one: companion highlight “…”"
    show = Show.NOTHING if args.text else Show.REEL
    return Reply(shapes.reel(reel), (*lines, reel.next_step), note, show=show, reel=reel)


COMMANDS = (
    Command(
        "highlight",
        "keep a highlight, or list them",
        "Keeps one success of yours, or kind words of somebody else, for the reel.",
        'companion highlight "Led the move to the new billing system" --when "spring 2021"\n'
        'companion highlight "You explain hard things simply" --said-by "Dana Reyes" --picture card.jpg\n'
        'companion highlight "Ran the first workshop" --tag teaching --link https://example.org/talk\n'
        "companion highlight --letter thanks.eml",
        _highlight_arguments,
        _highlight,
    ),
    Command(
        "reel",
        "play the highlight reel",
        "Plays the reel in a window, or prints it where there is no display.",
        "companion reel\ncompanion reel --text",
        _reel_arguments,
        _reel,
    ),
)
