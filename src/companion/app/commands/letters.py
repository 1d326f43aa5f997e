"""`companion follow-up`: the letters that are due, and those on their way."""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from datetime import datetime, timedelta

from companion.app.backend import Backend
from companion.app.commands import shapes
from companion.app.commands.command import Command, Context, Reply, Run, Show, json_too, plain
from companion.core import moments
from companion.core.outbox import LetterState, OutboxLetter
from companion.core.problem import Problem
from companion.services.agenda import DueLetter, described
from companion.services.ledger import Ledger
from companion.services.outbox import Answer, NotClean

_ANSWERS = {"arrived": Answer.IT_ARRIVED, "again": Answer.SEND_AGAIN, "leave": Answer.LEAVE_IT}


def _arguments(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions (default: list)")
    json_too(actions.add_parser("list", help="the letters that are due"))
    json_too(actions.add_parser("letters", help="every letter in the outbox, with where it stands"))
    for name, words in (
        ("show", "print the letter as it would be sent, and what preflight says"),
        ("review", "open the letter in the running tray"),
        ("later", "move it by three hours, or to your next working hours after that"),
        ("dismiss", "do not send this one"),
    ):
        _which(json_too(actions.add_parser(name, help=words)))
    send = json_too(actions.add_parser("send", help="send it, after ten seconds to take it back"))
    _which(send)
    send.add_argument("--undo", type=int, default=10, metavar="SECONDS", help="time to take it back (default 10)")
    send.add_argument("--at", type=plain, default="", metavar="MOMENT", help='leave then, for instance "tomorrow 9:00"')
    send.add_argument("--reviewed", action="store_true", help="send it although preflight has advice")
    now = json_too(actions.add_parser("now", help="let a letter that waits leave at once"))
    now.add_argument("letter", type=plain, help="its id, as `follow-up letters` gives it")
    at = json_too(actions.add_parser("at", help="let a letter that waits leave at another moment"))
    at.add_argument("letter", type=plain, help="its id")
    at.add_argument("moment", type=plain, help='for instance "tomorrow 9:00" or "2026-11-30 9:00"')
    export = json_too(actions.add_parser("export", help="save a letter exactly as it goes over the wire, as .eml"))
    export.add_argument("letter", type=plain, help="its id")
    export.add_argument("file", type=plain, help="where to; a file that is there is not overwritten")
    undo = json_too(actions.add_parser("undo", help="take a queued letter back"))
    undo.add_argument("letter", type=plain, help="its id, as `follow-up letters` gives it")
    look = json_too(actions.add_parser("look", help="look for a letter of unknown fate in the account's Sent folder"))
    look.add_argument("letter", type=plain, help="its id")
    answer = json_too(actions.add_parser("answer", help="say what became of a letter that failed or is uncertain"))
    answer.add_argument("letter", type=plain, help="its id")
    answer.add_argument("answer", choices=sorted(_ANSWERS), help="it arrived; send it again; leave it")


def _which(parser: ArgumentParser) -> None:
    parser.add_argument("which", nargs="?", default="", help="its id, or the company; not needed if only one is due")


def _run(backend: Backend, args: Namespace, context: Context) -> Reply:
    return _ACTIONS[args.action or "list"](backend, args, context)


def _review(backend: Backend, args: Namespace, _context: Context) -> Reply:
    due = _one(backend, args.which)
    return Reply(shapes.due(due), (due.words,), show=Show.REVIEW, review_of=due.follow_up.id)


def _later(backend: Backend, args: Namespace, _context: Context) -> Reply:
    outcome = backend.follow_ups.later(_one(backend, args.which).follow_up.id, origin="shell")
    moment = moments.moment_in_words(outcome.value.due_at, now=backend.clock.now(), zone=backend.clock.zone())
    data: dict[str, object] = {"id": outcome.value.id, "due_at": shapes.moment(outcome.value.due_at)}
    return Reply(data, (f"It is due again {moment}.",), changes=outcome.changes)


def _dismiss(backend: Backend, args: Namespace, _context: Context) -> Reply:
    outcome = backend.follow_ups.dismiss(_one(backend, args.which).follow_up.id, origin="shell")
    return Reply({"id": outcome.value.id}, ("It will not be sent.",), changes=outcome.changes)


def _undo(backend: Backend, args: Namespace, _context: Context) -> Reply:
    outcome = backend.outbox.take_back(args.letter, origin="shell")
    return Reply({"letter": shapes.letter(outcome.value)}, ("Taken back.",), changes=outcome.changes)


def _now(backend: Backend, args: Namespace, context: Context) -> Reply:
    outcome = backend.outbox.send_now(args.letter, origin="shell")
    letter = outcome.value if context.in_tray else _seen_through(backend, outcome.value)
    words = f"Sent to {letter.recipient}." if letter.state is LetterState.SENT else "It leaves now."
    return Reply({"letter": shapes.letter(letter)}, (words,), changes=outcome.changes)


def _at(backend: Backend, args: Namespace, _context: Context) -> Reply:
    outcome = backend.outbox.reschedule(args.letter, _moment(backend, args.moment), origin="shell")
    words = _leaves(backend, outcome.value)
    return Reply({"letter": shapes.letter(outcome.value)}, (words,), changes=outcome.changes)


def _moment(backend: Backend, typed: str) -> datetime:
    return moments.read(typed, now=backend.clock.now(), zone=backend.clock.zone(), field="at")


def _leaves(backend: Backend, letter: OutboxLetter) -> str:
    when = moments.moment_in_words(letter.not_before, now=backend.clock.now(), zone=backend.clock.zone())
    return f"It leaves {when}, if this computer is on and the companion runs then."


def _export(backend: Backend, args: Namespace, context: Context) -> Reply:
    content, path = Ledger(backend.desk).content(args.letter), context.path(args.file)
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError:
        raise Problem(f"{path.name} is already there. Choose another name.", field="file") from None
    except OSError as error:
        raise Problem(f"{path.name} can't be written: {error.strerror}.", field="file", details=str(error)) from None
    return Reply({"id": args.letter, "file": str(path)}, (f"Saved as {path}.",))


def _answer(backend: Backend, args: Namespace, _context: Context) -> Reply:
    outcome = backend.outbox.resolve(args.letter, _ANSWERS[args.answer], origin="shell")
    return Reply({"letter": shapes.letter(outcome.value)}, (outcome.value.state.words + ".",), changes=outcome.changes)


def _look(backend: Backend, args: Namespace, _context: Context) -> Reply:
    outcome = backend.sent_folder.look_again(args.letter, origin="shell")
    return Reply({"letter": shapes.letter(outcome.value)}, (outcome.value.why,), changes=outcome.changes)


def _list(backend: Backend, _args: Namespace, _context: Context) -> Reply:
    agenda = backend.agenda.look()
    now, zone = backend.clock.now(), backend.clock.zone()
    lines = [f"{moments.moment_in_words(d.follow_up.due_at, now=now, zone=zone):<20}  {d.words}" for d in agenda.due]
    lines += [f"{letter.state.words:<20}  {letter.subject}: {letter.why}" for letter in agenda.troubled]
    upcoming = [described(backend.store, f) for f in backend.store.open_follow_ups() if f.due_at > now]
    data: dict[str, object] = {
        "due": [shapes.due(d) for d in agenda.due],
        "upcoming": [shapes.due(d) for d in upcoming],
        "troubled": [shapes.letter(letter) for letter in agenda.troubled],
    }
    return Reply(data, tuple(lines), "" if lines else "No letter is due.")


def _letters(backend: Backend, _args: Namespace, _context: Context) -> Reply:
    letters = backend.store.letters(*LetterState)
    now, zone = backend.clock.now(), backend.clock.zone()
    lines = [
        f"{entry.id}  {entry.state.words:<19}  {moments.moment_in_words(entry.state_at, now=now, zone=zone):<20}  "
        f"{entry.recipient}: {entry.subject}"
        for entry in letters
    ]
    return Reply(
        {"letters": [shapes.letter(entry) for entry in letters]}, tuple(lines), "" if lines else "No letter yet."
    )


def _one(backend: Backend, which: str) -> DueLetter:
    """The open follow-up that `which` means: an id, a company, or the only one there is. Raises Problem."""
    every = [described(backend.store, f) for f in backend.store.open_follow_ups()]
    now = backend.clock.now()
    if not which:
        found = [d for d in every if d.follow_up.is_due(now)]
    else:
        found = [d for d in every if d.follow_up.id == which or d.company.casefold() == which.casefold()]
        # of an application whose letters are not due yet, the next one is meant
        found = [d for d in found if d.follow_up.is_due(now)] or list(
            {d.follow_up.application_id: d for d in reversed(found)}.values()
        )
    if not found:
        raise Problem("No letter is due there." if which else "No letter is due.")
    if len(found) > 1:
        raise Problem(f"{len(found)} letters fit. Say which by its id: companion follow-up list --json")
    return found[0]


def _show(backend: Backend, args: Namespace, _context: Context) -> Reply:
    review = backend.follow_ups.review(_one(backend, args.which).follow_up.id)
    letter = review.letter
    findings = [{"field": f.field, "sentence": f.sentence, "stops": f.stops} for f in review.findings]
    lines = [
        f"From: {letter.sender_name} <{letter.sender}>",
        f"To: {letter.recipient_name} <{letter.recipient}>",
        f"Subject: {letter.subject}",
        "",
        *letter.body.splitlines(),
        *(f"[{'Needs' if f.stops else 'Advice'}: {f.sentence}]" for f in review.findings),
    ]
    data: dict[str, object] = {
        **shapes.due(review.due),
        "sender": letter.sender,
        "recipient": letter.recipient,
        "subject": letter.subject,
        "body": letter.body,
        "findings": findings,
    }
    return Reply(data, tuple(lines))


def _send(backend: Backend, args: Namespace, context: Context) -> Reply:
    if not 0 <= args.undo <= 3600:
        raise Problem("--undo is a number of seconds from 0 to 3600.")
    backend.trace.mark("send.clicked")
    due = _one(backend, args.which)
    at = _moment(backend, args.at) if args.at else None
    try:
        outcome = backend.outbox.queue(
            due.follow_up.id, after_review=args.reviewed, undo_for=timedelta(seconds=args.undo), at=at, origin="shell"
        )
    except NotClean as problem:
        told = " ".join(f.sentence for f in problem.review.findings)
        raise Problem(f"The letter was not sent. {told}", field=problem.field) from None
    letter = outcome.value
    if at is not None:
        back = f"Take it back with: companion follow-up undo {letter.id}"
        return Reply({"letter": shapes.letter(letter)}, (_leaves(backend, letter),), back, changes=outcome.changes)
    if not context.in_tray:
        letter = _seen_through(backend, letter)
    words = f"Sent to {letter.recipient}." if letter.state is LetterState.SENT else f"It leaves in {args.undo} s."
    take_back = f"Take it back with: companion follow-up undo {letter.id}" if context.in_tray and args.undo else ""
    return Reply({"letter": shapes.letter(letter)}, (words,), take_back, changes=outcome.changes)


def _seen_through(backend: Backend, letter: OutboxLetter) -> OutboxLetter:
    """Without a tray nobody else would send it: waits the time to take it back (Ctrl+C), then sends, here. Raises
    Problem if it was not sent.
    """
    try:
        time.sleep(max(0.0, (letter.not_before - backend.clock.now()).total_seconds()))
    except KeyboardInterrupt:
        backend.outbox.take_back(letter.id, origin="shell")
        raise Problem("Taken back. The letter was not sent; it is still due.") from None
    backend.outbox.send_due()
    backend.sent_folder.file_copies()
    letter = backend.store.get(OutboxLetter, letter.id) or letter
    if letter.state is not LetterState.SENT:
        raise Problem(f"{letter.state.words}. {letter.why}".strip(), details=letter.server_words)
    return letter


_ACTIONS: dict[str, Run] = {
    "list": _list,
    "letters": _letters,
    "show": _show,
    "review": _review,
    "later": _later,
    "dismiss": _dismiss,
    "send": _send,
    "now": _now,
    "at": _at,
    "export": _export,
    "undo": _undo,
    "answer": _answer,
    "look": _look,
}

COMMANDS = (
    Command(
        "follow-up",
        "the letters: list, show, send, later, export",
        "Thank-you letters, requests for advice and questions about the next step that are due, and the letters on "
        "their way. "
        "Without a running tray, `send` waits the time to take it back (Ctrl+C) and sends from here.",
        "companion follow-up\ncompanion follow-up show Acme\ncompanion follow-up send Acme\n"
        'companion follow-up send Acme --at "tomorrow 9:00"',
        _arguments,
        _run,
    ),
)
