"""A letter that nothing is wrong with: what the tests of letters start from."""

from __future__ import annotations

from companion.core.letter import Letter

GOOD = Letter(
    sender="jo@me.example",
    sender_name="Jo Müller",
    recipient="ann@acme.example",
    recipient_name="Dr. Ann Bé",
    subject="Thank you for our conversation",
    body="Dear Ann,\n\nThank you for the talk about Acme. " + "word " * 50 + "\n\nWhat would you learn next?\n\nJo\n",
)
