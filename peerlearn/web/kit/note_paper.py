"""A note of a meeting on one sheet of paper: for whoever is not online, and for the file that one takes along."""

from collections.abc import Sequence

from flask import Response, make_response
from flask_babel import gettext as _

from peerlearn.core import clock
from peerlearn.notes.queries import Said, Told, answers_of
from peerlearn.notes.rules import Answer
from peerlearn.web.kit import i18n, paper
from peerlearn.web.kit.languages import language


def sheet_of(told: Told) -> bytes:
    """The sheet as PDF, with what the person says of it so far."""
    said = answers_of([told.id]).get(told.id, [])
    values = _heads(told) | _words(told) | _answers(said)
    return paper.sheet("paper/note.typ", values, files={}, dated=told.signed_at or told.changed_at)


def handed_over(told: Told) -> Response:
    """The sheet as an answer: a file to keep, whose name says nothing of anybody."""
    answer = make_response(sheet_of(told))
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = 'attachment; filename="compte-rendu.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _heads(told: Told) -> dict[str, object]:
    day = i18n.day(told.facts.met_on, year=True)
    return {
        "lang": language(),
        "title": _("Note of %(day)s: %(name)s", day=day, name=told.full_name),
        "heading": _("Note of a meeting"),
        "house": told.house,
        "name": told.full_name,
        "when": _("%(day)s, with %(whom)s", day=day, whom=told.facts.with_whom),
        "theme": _("Workshop: %(theme)s", theme=i18n.in_language(told.theme)) if told.theme else "",
        "corrects": _("Version %(number)s. It corrects the one before: %(reason)s", **_correction(told))
        if told.replaces
        else "",
        "replaced": _("A newer version replaces this one.") if told.replaced_by else "",
        "signed": _signed(told),
        "said_title": _("What %(name)s says of it", name=told.first_name),
        "read_line": _("I have read this note. Day and signature:"),
        "word_line": _("My word, or what I do not agree with:"),
        "foot": _("This sheet is yours. Whoever accompanies you can add your word, or write a correction."),
    }


def _words(told: Told) -> dict[str, object]:
    facts = told.facts
    texts = ((_("What we did"), facts.done), (_("What we agreed"), facts.agreed), (_("Next step"), facts.next_step))
    return {"texts": [[head, text] for head, text in texts if text]}


def _answers(said: Sequence[Said]) -> dict[str, object]:
    heads = {Answer.ADDS: _("Added"), Answer.DISAGREES: _("Did not agree")}
    told = [[heads[one.kind], one.words] for one in said if one.kind in heads]
    return {"said": told, "is_read": any(one.kind is Answer.READ for one in said)}


def _correction(told: Told) -> dict[str, object]:
    return {"number": told.version, "reason": told.reason}


def _signed(told: Told) -> str:
    if told.signed_at is None:
        return str(_("Draft, not signed."))
    when = i18n.day_and_time(clock.at_place(told.signed_at, clock.DEFAULT_ZONE).replace(tzinfo=None))
    said = _(
        "Signed by %(name)s, %(when)s. Fingerprint: %(mark)s", name=told.written_by, when=when, mark=told.sha256[:16]
    )
    return str(said)
