"""Use cases that touch every feature. They flush and never commit."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import Select, or_, select

from peerlearn.accounts.actions import give_role
from peerlearn.accounts.models import Invitation, Membership
from peerlearn.accounts.queries import find_account_of
from peerlearn.awards.models import Award
from peerlearn.awards.rules import AwardState
from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Permission, Role
from peerlearn.diagnoses.actions import end_open
from peerlearn.followup.actions import end_follow
from peerlearn.organisations.models import Organisation
from peerlearn.people.models import Affiliation, ExternalCertification, Person, PersonWord
from peerlearn.people.queries import current_affiliation
from peerlearn.tracks.actions import lose
from peerlearn.tracks.models import ModuleChoice

T = TypeVar("T")
# What a person's own card opens goes with them; a role in the office is given anew, by who knows them there.
_OWN_ROLES = (Role.LEARNER, Role.FACILITATOR)
# Nothing is signed yet: the house that hands the badge over is the one where the person is.
_UNDER_WAY = (AwardState.PROPOSED, AwardState.OFFERED, AwardState.ACCEPTED, AwardState.DECLINED)


def transfer(person: Person, to: Organisation, *, by: int | None, on: date, now: datetime) -> Affiliation:
    """The person belongs to another organisation of the scope from the day `on`.

    Their own row, their card, what they chose to learn and badges under way go with them. What happened stays where it
    happened: presence, enrolments (those to come as well), observations and given badges keep the organisation of that
    time. Who accompanied them here does so no more, a conversation that was begun ends as far as it went, and what this
    house let them do by name ends: the other one decides for itself.

    Raises:
        DomainError: `lifecycle.same_house`.
    """
    db.session.refresh(person, with_for_update={"key_share": True})
    if to.id == person.organisation_id:
        raise DomainError("lifecycle.same_house")
    end_follow(person, by=by, now=now)
    end_open(person.id, by=by, now=now)
    before = current_affiliation(person.id)
    before.until_on = max(on, before.from_on)
    db.session.flush()
    after = Affiliation(
        person_id=person.id,
        organisation_id=to.id,
        position=before.position,
        from_on=before.until_on,
        until_on=None,
        contract_ends_on=None,
    )
    db.session.add(after)
    person.organisation_id = to.id
    # The former house's name for them; another house may call somebody else so.
    person.reference = None
    _take_along(person, to)
    lose(person.id, permission=Permission.WRITE_NOTES, by=by)
    db.session.flush()
    _move_access(person, before, after, now=now)
    move_badges_under_way(before, after)
    for house in (before.organisation_id, after.organisation_id):
        audit.record(db.session(), "person.transferred", person, account_id=by, organisation_id=house)
    db.session.flush()
    return after


def _take_along(person: Person, to: Organisation) -> None:
    """What is the person's own and belongs to no house's history."""
    for table in (PersonWord, ExternalCertification, ModuleChoice):
        entity: Any = table
        for row in _rows(select(entity).where(entity.person_id == person.id)):
            row.organisation_id = to.id


def _move_access(person: Person, before: Affiliation, after: Affiliation, *, now: datetime) -> None:
    """The same card opens the new house and no longer the old one; invitations to the old one are void."""
    account = find_account_of(person.id)
    if account is not None:
        held = select(Membership).where(
            Membership.account_id == account.id,
            Membership.organisation_id == before.organisation_id,
            or_(Membership.until_on.is_(None), Membership.until_on > after.from_on),
        )
        for membership in _rows(held):
            membership.until_on = max(after.from_on, membership.from_on)
            if membership.role in _OWN_ROLES:
                give_role(account, membership.role, organisation_id=after.organisation_id, on=after.from_on)
    invited = select(Invitation).where(
        Invitation.person_id == person.id, Invitation.used_at.is_(None), Invitation.expires_at > now
    )
    for invitation in _rows(invited):
        invitation.expires_at = now


def move_badges_under_way(before: Affiliation, after: Affiliation) -> None:
    """They are signed for where, and as what, the person is by then."""
    waiting = select(Award).where(Award.affiliation_id == before.id, Award.state.in_(_UNDER_WAY))
    for award in _rows(waiting):
        award.affiliation_id, award.organisation_id = after.id, after.organisation_id


def _rows(query: Select[T]) -> Sequence[T]:
    return db.session.execute(query).scalars().all()
