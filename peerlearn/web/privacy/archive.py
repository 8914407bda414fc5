"""What is put into the copy of somebody's data, and how it reads."""

import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from peerlearn.awards import published
from peerlearn.awards.published import PublicAward
from peerlearn.awards.queries import awards_told
from peerlearn.awards.rules import AwardState, Form
from peerlearn.lifecycle.access import copy_of
from peerlearn.notes.queries import Told
from peerlearn.people.models import Person
from peerlearn.web.kit.certificate import certificate
from peerlearn.web.kit.i18n import in_language
from peerlearn.web.kit.languages import OF_THE_OFFICE, language
from peerlearn.web.kit.note_paper import sheet_of
from peerlearn.web.kit.participation import certificate_of
from peerlearn.web.privacy.reach import Reach
from peerlearn.web.privacy.reading import parts_of

# What a name of a file cannot hold on one system or another.
_UNFIT = re.compile(r'[\\/:*?"<>|\s]+')
_ENDINGS = {Form.OB3_DI: "json", Form.OB3_JWT: "jwt", Form.OB2_HOSTED: "ob2.json", Form.OB2_SIGNED: "jws"}
# Same bytes for the same data: a file in it carries no time of its own.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Paper:
    """A file to keep: its name, and what one does with it."""

    name: str
    words: str
    content: bytes


def archive_of(person: Person, reach: Reach, *, now: datetime) -> bytes:
    """A ZIP: certificates to show, two pages to read, and for programs everything as JSON and the files of the badges.

    What lies beyond the `reach` of whoever hands it over is left out; the page says so, and where it is had.
    """
    told = copy_of(person, now=now, readable=reach.rows)
    for row in told["stored"].get("diagnosis", []):
        if reach.answers is not None and row["public_id"] not in reach.answers:
            for told_in in ("answers", "answers_in_words"):
                row.pop(told_in, None)
            row["answers_left_out"] = True
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in _files(person, told, reach.notes, now):
            member = zipfile.ZipInfo(name, date_time=_NO_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return packed.getvalue()


def _files(person: Person, told: dict[str, Any], notes: Sequence[Told], now: datetime) -> Iterator[tuple[str, bytes]]:
    """What one shows comes first, what one reads next; what only a program opens lies in a folder of its own."""
    issued = _issued(person)
    void = [award for award in issued if award.key_was_stolen]
    to_keep = [*_badges([award for award in issued if award not in void]), *_of_the_house(person, notes, now)]
    yield from ((paper.name, paper.content) for paper in to_keep)
    data, folder = _("My data") + ".html", _("for programs")
    named = {"person": person, "data": data, "folder": folder}
    yield "a-lire.html", render_template("messages/what_is_in_it.html", papers=to_keep, void=void, **named).encode()
    parts, left_out = parts_of(told), _left_out(told["stored"])
    yield data, render_template("messages/own_data.html", parts=parts, left_out=left_out, **named).encode()
    yield f"{folder}/donnees.json", json.dumps(told, ensure_ascii=False, indent=1, default=str).encode()
    for award in issued:
        for form, ending in _ENDINGS.items():
            if body := published.credential_bytes(award.credential_uuid, form):
                yield f"{folder}/{award.public_code}.{ending}", body


def _left_out(stored: Mapping[str, Sequence[Mapping[str, Any]]]) -> set[str]:
    """What the page has to say about what is not in it."""
    rows = [(name, row) for name, found in stored.items() for row in found]
    drafts = [row for name, row in rows if name == "meeting_note" and "signed_at" not in row]
    said = {
        "answers": any("answers_left_out" in row for _name, row in rows),
        "drafts": any("words_left_out" in row for row in drafts),
        "words": any("words_left_out" in row and row not in drafts for _name, row in rows),
    }
    return {kind for kind, is_so in said.items() if is_so}


def _badges(issued: Sequence[PublicAward]) -> Iterator[Paper]:
    for award, about in _apart(issued):
        if sheet := certificate(award):
            yield Paper(_("Certificate") + f"{about}.pdf", _("To show, to send, to print."), sheet)
        if picture := published.baked_png(award.credential_uuid):
            words = _("The picture of your badge. The proof is inside: send the file as it is.")
            yield Paper(_("Picture of the badge") + f"{about}.png", words, picture)


def _apart(issued: Sequence[PublicAward]) -> Iterator[tuple[PublicAward, str]]:
    """Each badge with what its files are called after: two of one name, as of two versions, have their code as well."""
    named = [(award, _UNFIT.sub(" ", in_language(award.name))) for award in issued]
    # Some systems know no difference between capitals and small letters.
    often = Counter(name.casefold() for _award, name in named)
    for award, name in named:
        code = f" {award.public_code}" if often[name.casefold()] > 1 else ""
        # With a single badge, its name need not be read to find it.
        yield award, f" - {name}{code}" if len(issued) > 1 else ""


def _of_the_house(person: Person, notes: Sequence[Told], now: datetime) -> Iterator[Paper]:
    # What a house signs is in a language in which its office reads it.
    with force_locale(language() if language() in OF_THE_OFFICE else "fr"):
        participation = certificate_of(person, now=now)
        sheets = [(note, sheet_of(note)) for note in notes]
    if participation:
        yield Paper(_("Participation certificate") + ".pdf", _("What you took part in. To have signed."), participation)
    for note, sheet in sheets:
        day = note.facts.met_on.isoformat()
        yield Paper(
            f"{_('Notes of my meetings')}/{day}-{note.public_id}.pdf",
            _("What was said and agreed that day."),
            sheet,
        )


def _issued(person: Person) -> list[PublicAward]:
    held = (award.public_code for award in awards_told(person.id) if award.state is AwardState.ISSUED)
    return [found for code in held if (found := published.find_public_award(code))]
