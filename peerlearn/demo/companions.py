"""Who accompanies whom in the demonstration; one colleague left, and nobody has taken over their people yet."""

from datetime import date, datetime, timedelta

from peerlearn.accounts import actions as accounts
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.permissions import Role
from peerlearn.demo.registry import World
from peerlearn.followup import actions

_HOUSE, _LEFT_DAYS_AGO = "tilleuls", 6
_SHARED = {"tilleuls": ("claire", "karim"), "relais-port": ("bruno",), "garonne": ("etienne",), "meurthe": ("helene",)}
_OF_THE_ONE_WHO_LEFT = 3
_EMAIL = "mireille@example.org"


def accompany(world: World, *, now: datetime) -> None:
    """Everybody has somebody, in turns; the last few of one house were Mireille's."""
    for house, colleagues in _SHARED.items():
        people = [one for one in world.people[house] if one.organisation_id == world.organisations[house].id]
        for number, person in enumerate(people):
            follower = world.office[colleagues[number % len(colleagues)]]
            with clock.standing_at(now - timedelta(days=60 - number)) as then:
                actions.follow(person, follower, by=None, on=then.date(), now=then)
    _leave_behind(world, now)


def _leave_behind(world: World, now: datetime) -> None:
    house = world.organisations[_HOUSE]
    opened_at, nothing = now - timedelta(days=200), "!"  # no password opens it
    mireille = accounts.open_account("Mireille Lantier", secret_hash=nothing, now=opened_at, email=_EMAIL)
    membership = accounts.give_role(mireille, Role.STAFF, organisation_id=house.id, on=date(now.year - 1, 1, 4))
    here = [one for one in world.people[_HOUSE] if one.organisation_id == house.id]
    for person in here[-_OF_THE_ONE_WHO_LEFT:]:
        with clock.standing_at(now - timedelta(days=30)) as then:
            actions.follow(person, mireille, by=None, on=then.date(), now=then)
    membership.until_on = clock.day_of(now) - timedelta(days=_LEFT_DAYS_AGO)
    db.session.flush()
