"""Who comes to help in the demonstration, and what others certified of some people."""

from datetime import datetime, timedelta
from uuid import uuid4

from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.demo.registry import World
from peerlearn.people import actions as people
from peerlearn.people.actions import PersonFacts
from peerlearn.people.certifications import CertificationFacts, note_certification
from peerlearn.people.rules import Position
from peerlearn.workshops.readiness import Training, note_training

_HOUSE, _STAFF = "tilleuls", "claire"
_GUESTS = (
    ("Odette", "Marchal", Position.VOLUNTEER, Training.BRIEFING),
    ("Yves", "Colin", Position.VOLUNTEER, None),
    ("Salomé", "Nguyen", Position.PROFESSIONAL, Training.ELSEWHERE),
)
_CERTIFIED = {
    "Awa Diop": ("ABC Pix", "GIP Pix", "niveau 1", 70, True),
    "Moussa Traoré": ("CléA numérique", "Certif Pro", None, 400, False),
}


def come(world: World, *, now: datetime) -> None:
    """Two volunteers and a professional, one of them still to be trained; two certifications of other bodies."""
    house, by = world.organisations[_HOUSE], world.office[_STAFF].id
    for first, last, position, training in _GUESTS:
        with clock.standing_at(now - timedelta(days=25)) as then:
            facts = PersonFacts(first, last, position=position)
            person = people.register(facts, organisation_id=house.id, by=by, now=then, on=then.date())
            world.people[_HOUSE].append(person)
            if training is not None:
                note_training(person, training, by=by, now=then)
    for person in world.people[_HOUSE]:
        if person.full_name in _CERTIFIED:
            title, issuer, level, days_ago, is_seen = _CERTIFIED[person.full_name]
            day = (now - timedelta(days=days_ago)).date()
            certified = CertificationFacts(issuer, title, day, level=level)
            note_certification(person, certified, form_id=uuid4(), is_seen=is_seen, by=by, now=now)
    db.session.flush()
