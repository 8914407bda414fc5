"""Load the demonstration, and list who may sign in."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib import resources
from typing import Any

from sqlalchemy import select

from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.permissions import Role
from peerlearn.core.settings import Settings
from peerlearn.demo import (
    companions,
    conversations,
    leading,
    lives,
    notes,
    outside,
    pace,
    registry,
    rights,
    story,
    wishes,
)
from peerlearn.diagnoses import questionnaires
from peerlearn.organisations import actions as organisations
from peerlearn.organisations import places
from peerlearn.organisations.models import Programme
from peerlearn.tracks import curricula

# Published on the sign-in page of the demonstration, and worth nothing elsewhere.
PASSWORD = "demonstration"  # noqa: S105
PIN = "246813"
_SHOWN_FACILITATORS = 3


@dataclass(frozen=True)
class SignIn:
    """One demonstration account."""

    role: Role
    organisation: str
    name: str
    identifier: str
    secret: str

    def as_json(self) -> dict[str, str]:
        """The same as plain values."""
        return asdict(self)


@lru_cache(maxsize=1)
def content() -> dict[str, Any]:
    """The demonstration's organisations and people, as data."""
    file = resources.files("peerlearn.demo") / "content" / "programme.json"
    read: dict[str, Any] = json.loads(file.read_bytes())
    return read


def load(settings: Settings, *, now: datetime) -> None:
    """Load the whole demonstration, dated from the day of `now`."""
    places.load()
    described = content()["programme"]
    programme = organisations.create_programme(described["name"], contact=described["contact"], now=now)
    programme.demo_day = clock.day_of(now)
    for file in curricula.own_curricula().values():
        curricula.load(file, now=now)
    questionnaires.load(questionnaires.own_questionnaire(), now=now)
    world = registry.bring_in(content(), password=PASSWORD, pin=PIN, now=now)
    story.play(world, settings, now=now)
    conversations.talk(world, now=now)
    wishes.wish(world, now=now)
    outside.come(world, now=now)
    companions.accompany(world, now=now)
    notes.write(world, now=now)
    leading.lead(world, now=now)
    lives.live(world, now=now)
    pace.set_out(world, settings, now=now)
    rights.tell(world, now=now)


def days_behind(day: date) -> int:
    """How many days ago the demonstration was dated; 0 when this installation is no demonstration."""
    programme = db.session.execute(select(Programme)).scalar_one()
    return (day - programme.demo_day).days if programme.demo_day else 0


def sign_ins() -> list[SignIn]:
    """Who may sign in to the demonstration, the widest role first; two staff, so that a stranger can be tried; and of
    those who lead the first few, and one who holds a badge."""
    names = {organisation["key"]: organisation["name"] for organisation in content()["organisations"]}
    office = [
        SignIn(Role(who["role"]), names[who["organisation"]], who["name"], who["email"], PASSWORD)
        for who in content()["office"]
    ]
    cards = [
        SignIn(role, names[who["organisation"]], registry.full_name(who), who[card], PIN)
        for role, card, most in ((Role.FACILITATOR, "card", _SHOWN_FACILITATORS), (Role.LEARNER, "learner_card", 1))
        for place, who in enumerate([person for person in content()["people"] if card in person])
        if place < most or "is_shown" in who
    ]
    return office + cards
