"""What preflight looks for in the text of a letter, in each language that letters have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final


@dataclass(frozen=True, slots=True)
class LetterWords:
    """comparisons: the writer beside other people. pressure: blame, demands, haste. fillers: words that ask nothing.

    advice: a request for advice, when one of them stands in a question.
    """

    comparisons: re.Pattern[str]
    pressure: re.Pattern[str]
    fillers: re.Pattern[str]
    advice: re.Pattern[str]


@cache
def _english() -> LetterWords:
    return LetterWords(
        comparisons=re.compile(
            r"\b(?:other|another|better|stronger|chosen|successful|competing) (?:candidate|applicant|contender)s?\b"
            r"|\bthan (?:me|(?:the )?others?|anyone|anybody|everyone)\b|\bcompared (?:to|with)\b"
            r"|\binstead of me\b|\b(?:someone|somebody) else\b",
            re.IGNORECASE,
        ),
        pressure=re.compile(
            r"\byou (?:must|have to|should have|failed|forgot|ignored|promised|owe|never|still have(?:n['’]t| not))\b"
            r"|\bi (?:demand|deserve|insist|expect (?:you|an answer|a reply))\b|\bunfair(?:ly)?\b|\bunprofessional\b"
            r"|\bdisappoint\w*|\bwaste of\b|\bwhy (?:did|have) you not\b|\bwhy (?:did|have)n['’]t you\b|\breconsider\w*"
            r"|\bas soon as possible\b|\basap\b|\burgent(?:ly)?\b|\bimmediately\b|\bat once\b|\bby return\b"
            r"|\bno later than\b",
            re.IGNORECASE,
        ),
        fillers=re.compile(
            r"\bjust (?:checking|following|circling|touching|wanted to)\b|\btouch(?:ing)? base\b"
            r"|\bcircl(?:e|ing) back\b|\bi hope (?:this|you)(?: \w+){1,3} well\b|\bcheck(?:ing)? in (?:on|with)\b",
            re.IGNORECASE,
        ),
        advice=re.compile(r"\b(?:advice|advise|recommend\w*|suggest\w*|tips?|pointers?|feedback)\b", re.IGNORECASE),
    )


@cache
def _german() -> LetterWords:
    return LetterWords(
        comparisons=re.compile(
            r"\b(?:ander|besser|stärker|geeigneter|erfolgreich|ausgewählt)\w* "
            r"(?:bewerb\w+|kandidat\w+|mitbewerb\w+|personen?)\b|\bmitbewerb\w+"
            r"|\b(?:besser|schlechter|stärker|geeigneter) als\b|\bals (?:die |der |den )?anderen?\b"
            r"|\bim vergleich (?:zu|mit)\b|\bverglichen mit\b|\bstatt mir\b|\b(?:jemand|niemand) ander\w+",
            re.IGNORECASE,
        ),
        pressure=re.compile(
            r"\bsie (?:müssen|sollten|hätten|haben (?:versäumt|vergessen|versprochen|mir versprochen|ignoriert))\b"
            r"|\bich (?:verlange|erwarte|bestehe|fordere|verdiene)\b|\bunfair\w*|\bunprofessionell\w*|\benttäusch\w*"
            r"|\bzeitverschwendung\b|\bwarum haben sie (?:mir |sich )?nicht\b|\bimmer noch (?:nicht|keine?)\b"
            r"|\bso (?:schnell|bald) wie möglich\b|\bschnellstmöglich\w*|\bumgehend\w*|\bdringend\w*|\bunverzüglich\w*"
            r"|\bsofort\w*|\bspätestens\b",
            re.IGNORECASE,
        ),
        fillers=re.compile(
            r"\b(?:wollte|möchte|will) (?:\w+ )?(?:nur|bloß|mal|kurz) (?:\w+ ){0,2}"
            r"(?:nachfragen|nachhaken|fragen|melden|hören)\b|\bkurze? (?:nachfrage|erinnerung|rückfrage)\b"
            r"|\bich hoffe,? (?:es geht ihnen|dass es ihnen|ihnen geht es)\b|\bnachhaken\b",
            re.IGNORECASE,
        ),
        advice=re.compile(
            r"\b(?:rat|ratschl\w+|tipps?|hinweise?|rückmeldung|feedback|empfehl\w+|empfiehl\w*|raten|vorschl\w+)\b",
            re.IGNORECASE,
        ),
    )


@cache
def _french() -> LetterWords:
    return LetterWords(
        comparisons=re.compile(
            r"\bautres? (?:candidat|postulant|profil)\w*|\b(?:candidat|profil)\w* (?:retenu|choisi|concurrent)\w*"
            r"|\b(?:mieux|plus \w+|moins \w+|meilleur\w*) que (?:moi|les autres)\b|\bque les autres\b"
            r"|\bpar rapport aux?\b|\bcomparée?s? (?:à|aux?|avec)\b|\bplutôt que moi\b|\bquelqu['’]un d['’]autre\b",
            re.IGNORECASE,
        ),
        pressure=re.compile(
            r"\bvous (?:devez|devriez|auriez dû|avez (?:oublié|promis|ignoré|omis)|n['’]avez toujours pas)\b"
            r"|\bm['’]aviez promis\b|\bj['’](?:exige|attends une réponse)\b|\bje (?:mérite|réclame)\b|\binjuste\w*"
            r"|\bpas professionnel\w*"
            r"|\bdéçue?s?\b|\bdéception\b|\bperte de temps\b|\bpourquoi (?:ne m['’]avez|n['’]avez)-vous\b"
            r"|\bdès que possible\b|\bau plus (?:vite|tôt|tard)\b|\bdans les plus brefs délais\b"
            r"|\burgen(?:t|ce|mment)\w*|\bimmédiatement\b|\bsans délai\b",
            re.IGNORECASE,
        ),
        fillers=re.compile(
            r"\bje (?:voulais|souhaitais|voudrais) (?:juste|simplement|seulement)\b"
            r"|\bpetite? (?:relance|rappel|coucou)\b|\bje me permets de (?:vous )?relancer\b"
            r"|\bj['’]espère que (?:vous allez bien|ce (?:message|mail))\b"
            r"|\bje reviens vers vous\b",
            re.IGNORECASE,
        ),
        advice=re.compile(r"\b(?:conseil\w*|recommand\w+|suggér\w+|suggestions?|retours?|avis)\b", re.IGNORECASE),
    )


@cache
def _spanish() -> LetterWords:
    return LetterWords(
        comparisons=re.compile(
            r"\botr[oa]s? (?:candidat|aspirante|postulante|person)\w*"
            r"|\b(?:candidat|person)\w* (?:elegid|seleccionad)\w*|\b(?:mejor|peor|mejores|peores) que\b"
            r"|\bque (?:los|las) demás\b|\bque yo\b"
            r"|\ben comparación\b|\bcomparad[oa]s? (?:con|a)\b|\ben vez de (?:a )?mí\b|\ben mi lugar a\b",
            re.IGNORECASE,
        ),
        pressure=re.compile(
            r"\b(?:usted|ustedes) (?:deben?|tienen? que|deberían?|olvidaron|olvidó|prometieron|prometió)\b"
            r"|\bme prometi\w+|\b(?:exijo|merezco|insisto|reclamo)\b|\bespero (?:una|su) respuesta\b|\binjust\w+"
            r"|\bpoco profesional\w*"
            r"|\bdecepci\w+|\bpérdida de tiempo\b|\bpor qué no me\b|\b(?:todavía|aún) no (?:me )?han?\b"
            r"|\blo antes posible\b|\bcuanto antes\b|\burgen(?:te|cia|temente)\w*|\binmediat\w+|\ba más tardar\b",
            re.IGNORECASE,
        ),
        fillers=re.compile(
            r"\bs[oó]lo (?:quería|quiero|quisiera|para)\b|\bsolamente (?:quería|quiero)\b"
            r"|\b(?:quería|quiero) hacer seguimiento\b|\b(?:breve recordatorio|recordatorio rápido)\b"
            r"|\bespero que (?:se encuentre|esté|estén|todo vaya) (?:muy )?bien\b",
            re.IGNORECASE,
        ),
        advice=re.compile(
            r"\b(?:consejos?|aconsej\w+|recomend\w+|recomiend\w+|sugerenci\w+|sugier\w+|comentarios?|opini[oó]n\w*)\b",
            re.IGNORECASE,
        ),
    )


_OF: Final = {"en": _english, "de": _german, "fr": _french, "es": _spanish}


def words_against(language: str) -> LetterWords:
    """What is looked for in a letter of that language; English for one without a list. Compiled at the first letter:
    the tray needs none at its start.
    """
    return _OF.get(language, _english)()
