"""The words of other trackers: what their columns mean, and which state their stages are.

Of English, German, French and Spanish tables. Compared folded, so that case, accents and marks do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from companion.core.application import State
from companion.core.imports import SEVERAL, Field, Format
from companion.core.text import folded

_LONGEST = 80
"""Characters of a column's name or a state that are looked at."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_APART = re.compile(r"[\W_]+")
_DAY_FIRST = re.compile(r"datum\b|frist|\b(?:am|vom|le|el|date d|date de|date limite|echeance|fecha|plazo)\b")

_COLUMNS: dict[Field, re.Pattern[str]] = {
    Field.COMPANY: re.compile(
        r"company|company name|employer|organization|organisation|firm|unternehmen|firma|arbeitgeber|"
        r"name des unternehmens|firmenname|unternehmensname|entreprise|societe|employeur|nom de l entreprise|"
        r"empresa|compania|empleador|nombre de la empresa|hiring organization"
    ),
    Field.ROLE: re.compile(
        r"role|title|position|job title|job position|job|role title|position title|job name|job role|stelle|"
        r"stellentitel|stellenbezeichnung|rolle|beruf|jobtitel|poste|intitule|intitule du poste|titre du poste|"
        r"puesto|cargo|titulo|titulo del puesto|vacante"
    ),
    Field.STATE: re.compile(
        r"stage|status|state|list|list name|application status|current status|current stage|job status|phase|"
        r"stand|stadium|bewerbungsstatus|statut|etape|etat|estado|etapa|fase"
    ),
    Field.APPLIED: re.compile(
        r"applied date|date applied|applied|applied on|applied at|application date|date of application|"
        r"date submitted|submitted|submitted on|apply date|date|bewerbungsdatum|beworben am|bewerbung vom|datum|"
        r"date de candidature|date de postulation|postule le|candidature|fecha de solicitud|fecha de aplicacion|"
        r"fecha de candidatura|fecha|aplicado el"
    ),
    Field.SAVED: re.compile(
        r"date saved|saved date|saved|saved on|saved at|created at|created|date created|date added|added|added on|"
        r"bookmarked at|gespeichert am|hinzugefugt am|erstellt am|date d ajout|ajoute le|enregistre le|"
        r"fecha de guardado|guardado el|creado el"
    ),
    Field.REPLIED: re.compile(
        r"reply date|date of reply|response date|replied on|antwort am|date de reponse|fecha de respuesta"
    ),
    Field.INTERVIEWED: re.compile(
        r"interview date|date of interview|interview|interviewed on|first interview date|gesprach am|"
        r"vorstellungsgesprach|vorstellungsgesprach am|date d entretien|fecha de entrevista"
    ),
    Field.OFFERED: re.compile(r"offer date|date of offer|offered on|angebot am|date de l offre|fecha de oferta"),
    Field.CLOSED: re.compile(
        r"rejection date|date rejected|rejected on|rejected date|absage am|date de refus|fecha de rechazo"
    ),
    Field.DEADLINE: re.compile(
        r"deadline|apply by|application deadline|closing date|due date|valid through|frist|bewerbungsfrist|"
        r"bewerbungsschluss|date limite|echeance|fecha limite|plazo"
    ),
    Field.LINK: re.compile(
        r"url|link|job url|job posting|job link|posting url|posting link|job posting url|application url|website|"
        r"web address|stellenanzeige|anzeige|lien|lien de l offre|annonce|enlace|enlace de la oferta"
    ),
    Field.PLACE: re.compile(
        r"location|job location|place|city|workplace type|work type|office|ort|standort|arbeitsort|lieu|ville|"
        r"localisation|ubicacion|lugar|ciudad|localidad"
    ),
    Field.SALARY: re.compile(
        r"salary|max salary|maximum salary|salary range|pay|compensation|gehalt|gehaltsspanne|lohn|salaire|"
        r"remuneration|salario|sueldo"
    ),
    Field.SOURCE: re.compile(
        r"source|job source|found on|channel|job board|platform|quelle|gefunden uber|portal|provenance|origine|"
        r"fuente|origen|plataforma"
    ),
    Field.NOTES: re.compile(
        r"notes|note|comments|comment|remarks|notizen|notiz|bemerkung|bemerkungen|kommentar|anmerkungen|remarques|"
        r"commentaire|commentaires|notas|nota|comentarios|observaciones"
    ),
    Field.TAGS: re.compile(r"tags|tag|labels|label|keywords|job type|schlagworter|stichworter|etiquettes|etiquetas"),
    Field.POSTING: re.compile(
        r"html description|description|job description|posting|posting text|stellenbeschreibung|beschreibung|"
        r"description du poste|descripcion|descripcion del puesto"
    ),
    Field.CONTACT_NAME: re.compile(
        r"contact|contact name|contact person|recruiter|recruiter name|hiring manager|ansprechpartner|"
        r"ansprechpartnerin|ansprechperson|kontakt|interlocuteur|personne de contact|contacto|persona de contacto|"
        r"reclutador"
    ),
    Field.CONTACT_EMAIL: re.compile(
        r"contact email|contact e mail|contact mail|recruiter email|recruiter e mail|email|e mail|email address|"
        r"e mail address|correo|correo electronico|courriel"
    ),
    Field.CONTACT_ROLE: re.compile(r"contact role|contact title|contact position"),
}

_STATES: dict[State, re.Pattern[str]] = {
    State.SAVED: re.compile(
        r"wishlist|saved|bookmarked|bookmark|bookmarks|to apply|applying|interested|not applied|not yet applied|"
        r"not started|draft|planned|backlog|researching|considering|merkliste|gespeichert|gemerkt|geplant|entwurf|"
        r"enregistre|enregistree|sauvegarde|a postuler|brouillon|favori|favoris|guardado|guardada|por aplicar|"
        r"favorito|borrador"
    ),
    State.APPLIED: re.compile(
        r"applied|submitted|application submitted|application sent|sent|in review|under review|in progress|"
        r"pending|waiting|awaiting response|waiting for response|waiting for reply|active|beworben|"
        r"bewerbung gesendet|bewerbung abgeschickt|bewerbung verschickt|gesendet|eingereicht|abgeschickt|"
        r"verschickt|in bearbeitung|wartend|postule|candidature envoyee|envoye|envoyee|en attente|en cours|"
        r"aplicado|aplicada|postulado|postulada|solicitado|solicitada|enviado|enviada|candidatura enviada|"
        r"en espera|pendiente"
    ),
    State.REPLY: re.compile(
        r"reply|replied|response|responded|response received|heard back|in touch|in contact|contacted|antwort|"
        r"antwort erhalten|ruckmeldung|in kontakt|reponse|reponse recue|contacte|respuesta|respuesta recibida|"
        r"contactado|contactada"
    ),
    State.SCREENING: re.compile(
        r"screening|screen|phone screen|phone screening|phone|phone call|phone interview|recruiter call|"
        r"recruiter screen|hr screen|hr interview|initial call|intro call|telefoninterview|telefongesprach|"
        r"telefonat|erstgesprach|vorauswahl|entretien telephonique|preselection|prequalification|appel|"
        r"entrevista telefonica|llamada|preseleccion"
    ),
    State.ASSESSMENT: re.compile(
        r"assessment|assessments|online assessment|take home|take home test|take home assignment|test|coding test|"
        r"coding challenge|code challenge|challenge|technical test|technical assessment|skills test|case study|"
        r"assignment|testaufgabe|probeaufgabe|eignungstest|einstellungstest|probearbeit|test technique|exercice|"
        r"epreuve|etude de cas|prueba|prueba tecnica|ejercicio|evaluacion"
    ),
    State.INTERVIEW: re.compile(
        r"interview|interviews|interviewing|interviewed|interview scheduled|onsite|on site|onsite interview|"
        r"final interview|final round|technical interview|first interview|second interview|third interview|"
        r"1st interview|2nd interview|3rd interview|first round|second round|third round|vorstellungsgesprach|"
        r"bewerbungsgesprach|gesprach|im gesprach|zweitgesprach|entretien|entretiens|entretien d embauche|"
        r"en entretien|entretien prevu|entrevista|entrevistas|en entrevista|entrevista programada"
    ),
    State.OFFER: re.compile(
        r"offer|offered|offers|offer received|offer extended|negotiating|negotiation|angebot|zusage|"
        r"angebot erhalten|offre|offre recue|offre d emploi|negociation|oferta|oferta recibida|negociacion"
    ),
    State.ACCEPTED: re.compile(
        r"accepted|offer accepted|accepted offer|hired|signed|joined|angenommen|angebot angenommen|eingestellt|"
        r"unterschrieben|accepte|acceptee|offre acceptee|embauche|embauchee|aceptado|aceptada|oferta aceptada|"
        r"contratado|contratada"
    ),
    State.REJECTED: re.compile(
        r"rejected|rejection|not selected|declined by company|rejected by company|turned down|denied|refused|"
        r"unsuccessful|not moving forward|no longer considered|no longer under consideration|not considered|"
        r"abgelehnt|absage|absage erhalten|refus|refuse|refusee|rejete|rejetee|candidature refusee|non retenu|"
        r"non retenue|rechazado|rechazada|rechazo|descartado|descartada|no seleccionado|no seleccionada"
    ),
    State.WITHDRAWN: re.compile(
        r"withdrawn|withdrew|i withdrew|withdrawn by me|application withdrawn|declined by me|i declined|"
        r"offer declined|declined offer|rejected by me|not interested|zuruckgezogen|bewerbung zuruckgezogen|"
        r"angebot abgelehnt|retire|retiree|candidature retiree|desiste|offre declinee|retirado|retirada|"
        r"candidatura retirada|oferta rechazada"
    ),
    State.QUIET: re.compile(
        r"ghosted|ghost|no response|no reply|no answer|never heard back|stale|quiet|silence|keine antwort|"
        r"keine ruckmeldung|sans reponse|pas de reponse|sin respuesta"
    ),
}


def plain(words: str) -> str:
    """The form in which two spellings of a column or a state are the same: "Date Applied", "dateApplied"."""
    return _APART.sub(" ", folded(_CAMEL.sub(" ", words[:_LONGEST]))).strip()


_OWN: dict[Format, dict[str, Field]] = {
    Format.LINKEDIN: {
        "contact email": Field.PRIVATE,
        "contact phone number": Field.PRIVATE,
        "question and answers": Field.PRIVATE,
        "resume name": Field.IGNORE,
    },
    Format.LINKEDIN_CONNECTIONS: {
        "first name": Field.CONTACT_NAME,
        "last name": Field.CONTACT_SURNAME,
        "position": Field.CONTACT_ROLE,
        "email address": Field.PRIVATE,
        "connected on": Field.IGNORE,
        "url": Field.LINK,
    },
    Format.HUNTR: {"board name": Field.TAGS, "list": Field.STATE},
    Format.TEAL: {"follow up": Field.IGNORE, "excitement": Field.IGNORE},
    Format.JOBSYNC: {"applied": Field.APPLIED_FLAG, "index": Field.IGNORE},
}
"""What a column means in one tool's table though the same name means something else elsewhere."""

_MARKS: tuple[tuple[Format, frozenset[str]], ...] = (
    (Format.LINKEDIN, frozenset({"application date", "company name", "job title", "job url"})),
    (Format.LINKEDIN_SAVED, frozenset({"saved date", "job url", "job title", "company name"})),
    (Format.LINKEDIN_CONNECTIONS, frozenset({"first name", "last name", "company", "position", "connected on"})),
    (Format.HUNTR, frozenset({"title", "company name", "list name"})),
    (Format.HUNTR, frozenset({"employer", "job title", "list", "date saved"})),
    (Format.TEAL, frozenset({"job position", "company", "status", "excitement"})),
    (Format.TEAL, frozenset({"job position", "company", "status", "date saved", "date applied"})),
    (Format.JOBSYNC, frozenset({"company", "job title", "job source", "workplace type", "status"})),
    (Format.SIMPLIFY, frozenset({"job url", "applied date", "job title"})),
    (Format.REACTIVE_RESUME, frozenset({"company", "role", "stage", "applied date"})),
)
"""By which columns each tool's table is known; the first that fits."""


def format_of(columns: Iterable[str]) -> Format:
    """Whose table has these columns; TABLE if nobody's that is known."""
    names = {plain(column) for column in columns}
    return next((found for found, marks in _MARKS if marks <= names), Format.TABLE)


def is_day_first(column: str) -> bool:
    """Whether a column of dates is named in a language whose dates have the day first."""
    return _DAY_FIRST.search(plain(column)) is not None


def known(column: str) -> bool:
    """Whether the name says what the column means."""
    return field_of(column) is not None


def meanings(found: Format, columns: Iterable[str]) -> dict[str, Field]:
    """What each column probably means. Where two mean the same, and only one may, the first does."""
    own = _OWN.get(found, {})
    meant: dict[str, Field] = {}
    for column in columns:
        name = plain(column)
        field = own.get(name) or field_of(column) or Field.IGNORE
        if field not in SEVERAL and field in meant.values():
            field = Field.IGNORE
        meant[column] = field
    return meant


@lru_cache(maxsize=256)
def state_of(words: str) -> State | None:
    """The state that a tool or a person calls so; None if that is not known."""
    name = plain(words).removesuffix(" stage")
    return next(
        (state for state, pattern in _STATES.items() if pattern.fullmatch(name) or name == plain(state.words)), None
    )


def field_of(column: str) -> Field | None:
    """What a column, or a label before a colon, means by its name; None if that is not known."""
    name = plain(column)
    own = next((field for field in _COLUMNS if name == plain(field.words)), None)
    return own or next((field for field, pattern in _COLUMNS.items() if pattern.fullmatch(name)), None)


def is_yes(words: str) -> bool:
    """Whether a cell says yes: "true", "1", "x", "ja"…"""
    return plain(words) in {"true", "yes", "y", "1", "x", "ja", "wahr", "oui", "vrai", "si", "verdadero"}
