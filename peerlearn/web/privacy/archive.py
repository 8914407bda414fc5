"""What is put into the copy of somebody's data, and how it reads."""

import io
import json
import zipfile
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from flask import render_template
from flask_babel import lazy_gettext as _l

from peerlearn.awards import published
from peerlearn.awards.models import Award
from peerlearn.awards.queries import awards_told
from peerlearn.awards.rules import AwardState, Form
from peerlearn.lifecycle.access import copy_of
from peerlearn.people.models import Person

_ENDINGS = {Form.OB3_DI: "json", Form.OB3_JWT: "jwt", Form.OB2_HOSTED: "ob2.json", Form.OB2_SIGNED: "jws"}
# Same bytes for the same data: a file in it carries no time of its own.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
# What a person wants to read first, and in which words. What is left out here stands in the other file.
_SECTIONS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "person": (_l("Who you are"), ("first_name", "last_name", "birth_year", "phone", "email", "channel", "reference")),
    "affiliation": (_l("Where you were"), ("organisation", "position", "from_on", "until_on", "contract_ends_on")),
    "account": (_l("How you sign in"), ("name", "email", "created_at", "closed_at")),
    "diagnosis": (_l("Diagnoses"), ("started_at", "level", "level_chosen", "chosen_because", "result", "answers")),
    "enrolment": (_l("Workshops: your places"), ("workshop", "place")),
    "presence": (_l("Workshops: your presence"), ("workshop", "state", "minutes", "recorded_at")),
    "workshop_facilitator": (_l("Workshops that you led"), ("workshop", "part", "named_at")),
    "observation": (_l("Skills that were seen"), ("skill", "level", "workshop")),
    "outcome": (_l("What you may do since"), ("permission", "gained_at")),
    "award": (_l("Badges"), ("achievement", "state", "shown_as", "awarded_on", "reason", "refusal")),
    "consent": (_l("What you agreed to"), ("purpose", "given_by_way", "given_on", "withdrawn_at")),
    "notice_given": (_l("What you were told about your data"), ("given_at",)),
    "correction_request": (_l("Corrections you asked for"), ("words", "asked_at", "answer", "answered_at")),
    "noted_contact": (_l("Days when somebody spoke with you"), ("spoken_on",)),
    "invitation": (_l("Invitations"), ("email", "name", "created_at", "used_at")),
}


def archive_of(person: Person, *, readable: Collection[str] | None, now: datetime) -> bytes:
    """A ZIP: everything as JSON, a page to read, and the files of the badges.

    Whoever hands it over and may not see the answers of a diagnosis hands over those of the `readable` ones only; the
    page says where the others are had. None: all of them, to the person.
    """
    told = copy_of(person, now=now)
    for row in told["stored"].get("diagnosis", []):
        if readable is not None and row["public_id"] not in readable:
            row.pop("answers", None)
            row["answers_left_out"] = True
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in _files(person, told):
            member = zipfile.ZipInfo(name, date_time=_NO_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, content)
    return packed.getvalue()


def _files(person: Person, told: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    yield "donnees.json", json.dumps(told, ensure_ascii=False, indent=1, default=str).encode()
    stored: Mapping[str, list[dict[str, Any]]] = told["stored"]
    sections = [
        (title, [[str(row[name]) for name in columns if row.get(name) not in (None, "", {})] for row in stored[table]])
        for table, (title, columns) in _SECTIONS.items()
        if table in stored
    ]
    others = sorted(set(stored) - set(_SECTIONS))
    page = render_template("messages/own_data.html", person=person, sections=sections, others=others, told=told)
    yield "a-lire.html", page.encode()
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
