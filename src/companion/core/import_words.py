"""The words of other trackers: what their columns mean, and which state their stages are.

Of English, German, French and Spanish tables. Compared folded, so that case, accents and marks do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from companion.core.application import State
from companion.core.imports import SEVERAL, Field, Format
from companion.core.text import folded

_LONGEST = 80
"""Characters of a column's name or a state that are looked at."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_APART = re.compile(r"[\W_]+")
_DAY_FIRST = re.compile(r"datum\b|frist|\b(?:am|vom|le|el|date d|date de|date limite|echeance|fecha|plazo)\b")

_COLUMNS: dict[Field, str] = {
    Field.COMPANY: """company, company name, employer, organization, organisation, firm, unternehmen, firma,
        arbeitgeber, name des unternehmens, firmenname, unternehmensname, entreprise, societe, employeur, nom de l
        entreprise, empresa, compania, empleador, nombre de la empresa, hiring organization""",
    Field.ROLE: """role, title, position, job title, job position, job, role title, position title, job name, job
        role, stelle, stellentitel, stellenbezeichnung, rolle, beruf, jobtitel, poste, intitule, intitule du poste,
        titre du poste, puesto, cargo, titulo, titulo del puesto, vacante""",
    Field.STATE: """stage, status, state, list, list name, application status, current status, current stage, job
        status, phase, stand, stadium, bewerbungsstatus, statut, etape, etat, estado, etapa, fase""",
    Field.APPLIED: """applied date, date applied, applied, applied on, applied at, application date, date of
        application, date submitted, submitted, submitted on, apply date, date, bewerbungsdatum, beworben am,
        bewerbung vom, datum, date de candidature, date de postulation, postule le, candidature, fecha de solicitud,
        fecha de aplicacion, fecha de candidatura, fecha, aplicado el""",
    Field.SAVED: """date saved, saved date, saved, saved on, saved at, created at, created, date created, date
        added, added, added on, bookmarked at, gespeichert am, hinzugefugt am, erstellt am, date d ajout, ajoute le,
        enregistre le, fecha de guardado, guardado el, creado el""",
    Field.REPLIED: """reply date, date of reply, response date, replied on, antwort am, date de reponse, fecha de
        respuesta""",
    Field.INTERVIEWED: """interview date, date of interview, interview, interviewed on, first interview date,
        gesprach am, vorstellungsgesprach, vorstellungsgesprach am, date d entretien, fecha de entrevista""",
    Field.OFFERED: "offer date, date of offer, offered on, angebot am, date de l offre, fecha de oferta",
    Field.CLOSED: """rejection date, date rejected, rejected on, rejected date, absage am, date de refus, fecha de
        rechazo""",
    Field.DEADLINE: """deadline, apply by, application deadline, closing date, due date, valid through, frist,
        bewerbungsfrist, bewerbungsschluss, date limite, echeance, fecha limite, plazo""",
    Field.LINK: """url, link, job url, job posting, job link, posting url, posting link, job posting url,
        application url, website, web address, stellenanzeige, anzeige, lien, lien de l offre, annonce, enlace,
        enlace de la oferta""",
    Field.PLACE: """location, job location, place, city, workplace type, work type, office, ort, standort, arbeitsort,
        lieu, ville, localisation, ubicacion, lugar, ciudad, localidad""",
    Field.SALARY: """salary, max salary, maximum salary, salary range, pay, compensation, gehalt, gehaltsspanne,
        lohn, salaire, remuneration, salario, sueldo""",
    Field.SOURCE: """source, job source, found on, channel, job board, platform, quelle, gefunden uber, portal,
        provenance, origine, fuente, origen, plataforma""",
    Field.NOTES: """notes, note, comments, comment, remarks, notizen, notiz, bemerkung, bemerkungen, kommentar,
        anmerkungen, remarques, commentaire, commentaires, notas, nota, comentarios, observaciones""",
    Field.TAGS: "tags, tag, labels, label, keywords, job type, schlagworter, stichworter, etiquettes, etiquetas",
    Field.POSTING: """html description, description, job description, posting, posting text, stellenbeschreibung,
        beschreibung, description du poste, descripcion, descripcion del puesto""",
    Field.CONTACT_NAME: """contact, contact name, contact person, recruiter, recruiter name, hiring manager,
        ansprechpartner, ansprechpartnerin, ansprechperson, kontakt, interlocuteur, personne de contact, contacto,
        persona de contacto, reclutador""",
    Field.CONTACT_EMAIL: """contact email, contact e mail, contact mail, recruiter email, recruiter e mail, email, e
        mail, email address, e mail address, correo, correo electronico, courriel""",
    Field.CONTACT_ROLE: "contact role, contact title, contact position",
}

_STATES: dict[State, str] = {
    State.SAVED: """wishlist, saved, bookmarked, bookmark, bookmarks, to apply, applying, interested, not applied,
        not yet applied, not started, draft, planned, backlog, researching, considering, merkliste, gespeichert,
        gemerkt, geplant, entwurf, enregistre, enregistree, sauvegarde, a postuler, brouillon, favori, favoris,
        guardado, guardada, por aplicar, favorito, borrador""",
    State.APPLIED: """applied, submitted, application submitted, application sent, sent, in review, under review, in
        progress, pending, waiting, awaiting response, waiting for response, waiting for reply, active, beworben,
        bewerbung gesendet, bewerbung abgeschickt, bewerbung verschickt, gesendet, eingereicht, abgeschickt,
        verschickt, in bearbeitung, wartend, postule, candidature envoyee, envoye, envoyee, en attente, en cours,
        aplicado, aplicada, postulado, postulada, solicitado, solicitada, enviado, enviada, candidatura enviada, en
        espera, pendiente""",
    State.REPLY: """reply, replied, response, responded, response received, heard back, in touch, in contact,
        contacted, antwort, antwort erhalten, ruckmeldung, in kontakt, reponse, reponse recue, contacte, respuesta,
        respuesta recibida, contactado, contactada""",
    State.SCREENING: """screening, screen, phone screen, phone screening, phone, phone call, phone interview,
        recruiter call, recruiter screen, hr screen, hr interview, initial call, intro call, telefoninterview,
        telefongesprach, telefonat, erstgesprach, vorauswahl, entretien telephonique, preselection,
        prequalification, appel, entrevista telefonica, llamada, preseleccion""",
    State.ASSESSMENT: """assessment, assessments, online assessment, take home, take home test, take home
        assignment, test, coding test, coding challenge, code challenge, challenge, technical test, technical
        assessment, skills test, case study, assignment, testaufgabe, probeaufgabe, eignungstest, einstellungstest,
        probearbeit, test technique, exercice, epreuve, etude de cas, prueba, prueba tecnica, ejercicio,
        evaluacion""",
    State.INTERVIEW: """interview, interviews, interviewing, interviewed, interview scheduled, onsite, on site,
        onsite interview, final interview, final round, technical interview, first interview, second interview,
        third interview, 1st interview, 2nd interview, 3rd interview, first round, second round, third round,
        vorstellungsgesprach, bewerbungsgesprach, gesprach, im gesprach, zweitgesprach, entretien, entretiens,
        entretien d embauche, en entretien, entretien prevu, entrevista, entrevistas, en entrevista, entrevista
        programada""",
    State.OFFER: """offer, offered, offers, offer received, offer extended, negotiating, negotiation, angebot,
        zusage, angebot erhalten, offre, offre recue, offre d emploi, negociation, oferta, oferta recibida,
        negociacion""",
    State.ACCEPTED: """accepted, offer accepted, accepted offer, hired, signed, joined, angenommen, angebot
        angenommen, eingestellt, unterschrieben, accepte, acceptee, offre acceptee, embauche, embauchee, aceptado,
        aceptada, oferta aceptada, contratado, contratada""",
    State.REJECTED: """rejected, rejection, not selected, declined by company, rejected by company, turned down,
        denied, refused, unsuccessful, not moving forward, no longer considered, no longer under consideration, not
        considered, abgelehnt, absage, absage erhalten, refus, refuse, refusee, rejete, rejetee, candidature
        refusee, non retenu, non retenue, rechazado, rechazada, rechazo, descartado, descartada, no seleccionado, no
        seleccionada""",
    State.WITHDRAWN: """withdrawn, withdrew, i withdrew, withdrawn by me, application withdrawn, declined by me, i
        declined, offer declined, declined offer, rejected by me, not interested, zuruckgezogen, bewerbung
        zuruckgezogen, angebot abgelehnt, retire, retiree, candidature retiree, desiste, offre declinee, retirado,
        retirada, candidatura retirada, oferta rechazada""",
    State.QUIET: """ghosted, ghost, no response, no reply, no answer, never heard back, stale, quiet, silence, keine
        antwort, keine ruckmeldung, sans reponse, pas de reponse, sin respuesta""",
}


def plain(words: str) -> str:
    """The form in which two spellings of a column or a state are the same: "Date Applied", "dateApplied"."""
    return _APART.sub(" ", folded(_CAMEL.sub(" ", words[:_LONGEST]))).strip()


def _turned(table: dict[Field, str] | dict[State, str]) -> dict[str, Field | State]:
    return {plain(words): key for key, listed in table.items() for words in listed.split(",")}


_FIELD_OF = {words: field for words, field in _turned(_COLUMNS).items() if isinstance(field, Field)}
_STATE_OF = {words: state for words, state in _turned(_STATES).items() if isinstance(state, State)}

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
    return plain(column) in _FIELD_OF


def meanings(found: Format, columns: Iterable[str]) -> dict[str, Field]:
    """What each column probably means. Where two mean the same, and only one may, the first does."""
    own = _OWN.get(found, {})
    meant: dict[str, Field] = {}
    for column in columns:
        name = plain(column)
        field = own.get(name) or _FIELD_OF.get(name, Field.IGNORE)
        if field not in SEVERAL and field in meant.values():
            field = Field.IGNORE
        meant[column] = field
    return meant


def state_of(words: str) -> State | None:
    """The state that a tool or a person calls so; None if that is not known."""
    name = plain(words)
    return _STATE_OF.get(name) or _STATE_OF.get(name.removesuffix(" stage").removesuffix(" s"))


def is_yes(words: str) -> bool:
    """Whether a cell says yes: "true", "1", "x", "ja"…"""
    return plain(words) in {"true", "yes", "y", "1", "x", "ja", "wahr", "oui", "vrai", "si", "verdadero"}
