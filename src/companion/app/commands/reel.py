"""`companion highlight` and `companion reel`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

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
    parser.add_argument("--picture", default="", metavar="FILE")


def _highlight(backend: Backend, args: Namespace, context: Context) -> Reply:
    if not args.text:
        if args.picture or args.happened or args.said_by or args.detail:
            raise Problem("The highlight's text is missing. One line about one success is enough.", field="text")
        every = backend.highlights.all()
        lines = tuple(h.text + (f"  ({h.by_line})" if h.by_line else "") for h in every)
        return Reply(
            {"highlights": [shapes.highlight(h) for h in every]}, lines, "" if every else "There are no highlights yet."
        )
    pictures = (context.path(args.picture),) if args.picture else ()
    outcome = backend.highlights.add(
        HighlightDraft(args.text, args.happened, args.said_by, args.detail, pictures=pictures), origin="shell"
    )
    problem = outcome.value.picture_problem
    return Reply(
        {
            "highlight": shapes.highlight(outcome.value.highlight),
            "picture_problem": problem.sentence if problem else None,
        },
        ("Kept.",),
        f"The text is kept, without the picture: {problem.sentence}" if problem else "",
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
        'companion highlight "You explain hard things simply" --said-by "Dana Reyes" --picture card.jpg',
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
