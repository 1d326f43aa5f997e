"""The world's errors, as opposed to ours.

A `Problem` is something the user can understand and act on (a full disk, a wrong password, a date in
the future). It always carries a whole sentence for the user. Everything else that is raised is a bug
and goes to the crash file instead.
"""

from __future__ import annotations


class Problem(Exception):
    """Something that went wrong outside this program's own logic, told in plain words.

    sentence: what happened, what is safe, what to do; shown as it is, beside its cause.
    field: the name of the input it is about (as in `Draft` dataclasses), or "" for none.
    details: the outside party's own words (a server's answer), shown under "Details". Never a secret.
    """

    def __init__(self, sentence: str, *, field: str = "", details: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
        self.details = details
