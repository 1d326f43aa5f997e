"""A reel as the pages that its window turns. No Qt here: what stands on a page, and for how long."""

from __future__ import annotations

from dataclasses import dataclass

from companion.core.highlight import Highlight
from companion.core.reel import Chosen, FitQuestion, Offer, OfferKind, Reel

MOST_OFFERS = 3
ONE_NO = "One answer from one company. It may not have been a good fit for you either."
SEVERAL_NOES = "Each is one answer from one company. They may not have been a good fit for you either."
NO_HIGHLIGHT_YET = "There is no highlight here yet. One line about one success is enough to begin."


@dataclass(frozen=True, slots=True)
class Opening:
    """The fact, a quiet line beside it, and the user's own plan if there is one."""

    acknowledgement: str
    beside: str
    plan: str

    @property
    def kind(self) -> str:
        return "opening"

    @property
    def spoken(self) -> str:
        """All of it in one, for the screen reader."""
        return " ".join(part for part in (self.acknowledgement, self.plan, self.beside) if part)


@dataclass(frozen=True, slots=True)
class Card:
    """One highlight."""

    chosen: Chosen

    @property
    def highlight(self) -> Highlight:
        return self.chosen.highlight

    @property
    def kind(self) -> str:
        return "highlight"

    @property
    def text(self) -> str:
        """Somebody's words stand in quotation marks; the user's own facts don't."""
        return self.highlight.shown_text

    @property
    def spoken(self) -> str:
        parts = (self.text, self.highlight.by_line, self.highlight.detail)
        return "\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class NextStep:
    """The last page. fit_words: the question about the fit, which names the company where there were several noes."""

    asking: str
    sentence: str
    offers: tuple[Offer, ...]
    fit: FitQuestion | None = None
    fit_words: str = ""
    asks_for_plan: bool = False

    @property
    def kind(self) -> str:
        return "step"

    @property
    def spoken(self) -> str:
        return " ".join(part for part in (self.asking, self.sentence) if part)


Page = Opening | Card | NextStep


def pages_of(reel: Reel, *, noes: int) -> tuple[Page, ...]:
    """The pages of a reel that answers so many rejections; none of them is an opening if it was asked for."""
    pages: list[Page] = []
    if reel.acknowledgement:
        plan = f"My plan: {reel.plan}" if reel.plan else ""
        pages.append(Opening(reel.acknowledgement, SEVERAL_NOES if noes > 1 else ONE_NO, plan))
    pages.extend(Card(card) for card in reel.cards)
    fit_words = ""
    if reel.fit is not None:
        fit_words = f"{reel.fit.company}: was it a fit for me?" if noes > 1 else "Was it a fit for me?"
    asking = "" if reel.cards else NO_HIGHLIGHT_YET
    offers = [offer for offer in reel.offers if offer.kind is not OfferKind.DONE][:MOST_OFFERS]
    done = [offer for offer in reel.offers if offer.kind is OfferKind.DONE]
    pages.append(NextStep(asking, reel.next_step, (*offers, *done), reel.fit, fit_words, reel.asks_for_plan))
    return tuple(pages)
