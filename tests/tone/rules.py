"""The rules of care as patterns: what no sentence of the companion says, and why.

The phrases of a language stand in `words/`; each language answers every rule (test_tone.py), so that a translation
cannot arrive without its rules. "Why" names the line of the design's rules of care that a rule keeps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tests.tone.sentences import Sentence, plain
from tests.tone.words import de, en, es, fr

LANGUAGES = {"en": en.WORDS, "de": de.WORDS, "fr": fr.WORDS, "es": es.WORDS}

# Where the words come from that others can read over a shoulder: notifications, tray, their wording.
_ANNOUNCED = (
    "src/companion/adapters/notifications/",
    "src/companion/app/announcements.py",
    "src/companion/app/background.py",
    "src/companion/desktop/tray.py",
)
# A stored word such as a state ("rejected"): one small token, as no sentence and no label of ours is written.
_STORED_WORD = re.compile(r"[a-z][a-z_.:-]*")


@cache
def _compiled(phrases: str, *, whole_words: bool) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{phrases})(?!\w)" if whole_words else phrases, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is not said.

    same: a pattern for every language, instead of phrases for each. quotable: a named person may say it, in a
    highlight. stored: small single tokens are the program's own words here and pass. only: the paths it is about.
    """

    name: str
    why: str
    same: str = ""
    quotable: bool = False
    stored: bool = False
    only: tuple[str, ...] = ()

    def pattern(self, language: str) -> re.Pattern[str]:
        """What is sought in a sentence of this language, in either case."""
        return _compiled(self.same or "|".join(LANGUAGES[language][self.name]), whole_words=not self.same)

    def broken_by(self, sentence: Sentence) -> str:
        """The words of the sentence that break the rule; empty if none do."""
        if (self.quotable and sentence.quoted) or (self.only and not sentence.path.startswith(self.only)):
            return ""
        if self.stored and _STORED_WORD.fullmatch(sentence.text):
            return ""
        found = self.pattern(sentence.language).search(plain(sentence.text))
        return found[0] if found else ""


RULES = (
    # "!=" and "#!" are code, and "{name!r}" is a field of a format.
    Rule("exclamation", "The reel must not: exclamation marks.", same=r"(?<!#)[!¡❗❕](?!=|[rsa][:}])"),
    Rule("slogan", "The reel must not: use slogans, “everything happens for a reason”."),
    Rule("at-least", "The reel must not: “at least”."),
    Rule(
        "praise",
        "Positive self-statements backfire (Wood, Perunovic & Lee 2009): the app never praises; every positive "
        "sentence on screen is the user's, or a named person's.",
        quotable=True,
    ),
    Rule("feeling", "Words: no imperatives of feeling (“be proud”, “stay positive”)."),
    Rule("pity", "Words: the app does not cheer, pity or diagnose."),
    Rule("diagnosis", "No medical claim anywhere; the app does not diagnose."),
    Rule("comparison", "Words: no comparisons with other people."),
    Rule("counting", "The reel must not: count losses, streaks or days. Never a score of losses."),
    Rule("ghosting", "Silence: “no answer for 12 days”, never “ghosted you”.", same=r"\b(?:ge)?ghost\w*"),
    Rule("checking-in", "“Advice” draws usable answers (Yoon et al.): a letter says what it asks for."),
    Rule("something-wrong", "The app states facts: a Problem says what happened and what to do."),
    Rule("verdict", "An outcome is an event (“They said no”), never a verdict on the person.", stored=True),
    Rule("in-public", "Privacy: no word of a rejection in a notification or the tray.", stored=True, only=_ANNOUNCED),
)
