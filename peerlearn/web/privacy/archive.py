"""What is put into the copy of somebody's data, and how it reads."""

import io
import json
import zipfile
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from flask import render_template

from peerlearn.awards import published
from peerlearn.awards.models import Award
from peerlearn.awards.queries import awards_told
from peerlearn.awards.rules import AwardState, Form
from peerlearn.lifecycle.access import copy_of
from peerlearn.notes.queries import own_notes
from peerlearn.people.models import Person
from peerlearn.web.kit.certificate import certificate
from peerlearn.web.kit.note_paper import sheet_of
from peerlearn.web.kit.participation import certificate_of
from peerlearn.web.privacy.reading import parts_of

_ENDINGS = {Form.OB3_DI: "json", Form.OB3_JWT: "jwt", Form.OB2_HOSTED: "ob2.json", Form.OB2_SIGNED: "jws"}
# Same bytes for the same data: a file in it carries no time of its own.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


def archive_of(person: Person, *, readable: Collection[str] | None, now: datetime) -> bytes:
    """A ZIP: everything as JSON, a page to read, and the files of the badges.

    Whoever hands it over and may not see the answers of a diagnosis hands over those of the `readable` ones only; the
    page says where the others are had. None: all of them, to the person.
    """
    told = copy_of(person, now=now)
    for row in told["stored"].get("diagnosis", []):
        if readable is not None and row["public_id"] not in readable:
            for told_in in ("answers", "answers_in_words"):
                row.pop(told_in, None)
            row["answers_left_out"] = True
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in _files(person, told, now):
            member = zipfile.ZipInfo(name, date_time=_NO_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return packed.getvalue()


def _files(person: Person, told: dict[str, Any], now: datetime) -> Iterator[tuple[str, bytes]]:
    yield "donnees.json", json.dumps(told, ensure_ascii=False, indent=1, default=str).encode()
    page = render_template("messages/own_data.html", person=person, parts=parts_of(told), told=told)
    yield "a-lire.html", page.encode()
    if sheet := certificate_of(person, now=now):
        yield "attestation-participation.pdf", sheet
    for note in own_notes(person.id):
        yield f"comptes-rendus/{note.facts.met_on.isoformat()}-{note.public_id}.pdf", sheet_of(note)
    for award in awards_told(person.id):
        yield from _badge(award)


def _badge(award: Award) -> Iterator[tuple[str, bytes]]:
    found = published.find_public_award(award.public_code) if award.state is AwardState.ISSUED else None
    if found is None:
        return
    name = f"badges/{award.public_code}"
    for form, ending in _ENDINGS.items():
        if body := published.credential_bytes(found.credential_uuid, form):
            yield f"{name}.{ending}", body
    if picture := published.baked_png(found.credential_uuid):
        yield f"{name}.png", picture
    if sheet := certificate(found):
        yield f"{name}.pdf", sheet
