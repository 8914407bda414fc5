"""Whom one may enrol, ask to lead, or invite; the session's scope decides whose people are offered."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, case, or_, select
from sqlalchemy.orm import joinedload

from peerlearn.accounts.models import Account, Membership
from peerlearn.core.db import db
from peerlearn.core.permissions import Capability, Role
from peerlearn.core.searching import search_key
from peerlearn.organisations.models import Organisation
from peerlearn.organisations.queries import without
from peerlearn.organisations.rules import OrganisationKind
from peerlearn.people.finding import is_called, is_there
from peerlearn.people.models import Person
from peerlearn.tracks.rules import TrackCode
from peerlearn.workshops.models import Enrolment, Workshop, WorkshopFacilitator, WorkshopGuest
from peerlearn.workshops.readiness import comes_to_help, is_ready
from peerlearn.workshops.rules import Part, Place

SHOWN = 30
# Far more than a page shows, and few enough to be named in one question.
_MOST_FIRST = 1000


def people_to_enrol(
    workshop: Workshop, words: str = "", *, first: Sequence[Collection[int]] = (), limit: int = SHOWN
) -> Sequence[Person]:
    """People who are not on the list and do not lead, whose names hold all `words`: group by group those of `first`,
    then the others; each by name.
    """
    query = _away_from(workshop, words)
    query = query.where(~comes_to_help()) if _is_for_learners(workshop) else query
    groups = [(Person.id.in_(list(ids)[:_MOST_FIRST]), place) for place, ids in enumerate(first) if ids]
    return _found(query.order_by(case(*groups, else_=len(first))) if groups else query, limit)


def helpers_left_out(workshop: Workshop, words: str, *, limit: int = SHOWN) -> Sequence[Person]:
    """Whom `people_to_enrol` leaves out since they come to help, so that nobody is missing without a word."""
    query = _away_from(workshop, words).where(comes_to_help())
    return _found(query, limit) if _is_for_learners(workshop) else []


def facilitators_to_ask(workshop: Workshop | None = None, words: str = "") -> Sequence[Person]:
    """Those who lead: with the role of a facilitator, or who led before; without those in this workshop already."""
    with_role = (
        select(Account.person_id)
        .join(Membership, Membership.account_id == Account.id)
        .where(Membership.role == Role.FACILITATOR, Membership.until_on.is_(None), Account.person_id.is_not(None))
    )
    who_led = select(WorkshopFacilitator.person_id)
    query = _away_from(workshop, words) if workshop else select(Person)
    return _found(query.where(or_(Person.id.in_(with_role), Person.id.in_(who_led)), is_ready()), limit=None)


def people_to_ask(workshop: Workshop, words: str, *, limit: int = SHOWN) -> Sequence[Person]:
    """Anyone else who might lead, found by name: co-leading is how one learns it. Who has to be trained first is there
    too, so that nobody is missing without a word: `readiness.untrained_of` tells who that is.
    """
    return _found(_away_from(workshop, words), limit) if words else []


def organisations_to_invite(workshop: Workshop, words: str, *, limit: int = SHOWN) -> Sequence[Organisation]:
    """Open organisations neither host nor invited: those of the region, or any whose names hold all `words`.

    Who does without workshops is not invited: nobody there would see it.
    """
    invited = select(WorkshopGuest.organisation_id).where(WorkshopGuest.workshop_id == workshop.id)
    query = select(Organisation).where(
        Organisation.closed_at.is_(None),
        Organisation.kind != OrganisationKind.NATIONAL,
        Organisation.id != workshop.host_organisation_id,
        Organisation.id.not_in(invited),
        Organisation.id.not_in(without(Capability.WORKSHOPS)),
    )
    for word in search_key(words).split():
        query = query.where(Organisation.search_key.contains(word, autoescape=True))
    if not words:
        query = query.where(Organisation.region_code == workshop.host.region_code)
    query = query.order_by(Organisation.search_key, Organisation.id)
    return db.session.execute(query.limit(limit)).scalars().all()


def _is_for_learners(workshop: Workshop) -> bool:
    return workshop.module.curriculum.track is TrackCode.LEARNER


def _away_from(workshop: Workshop, words: str) -> Select[Person]:
    listed = select(Enrolment.person_id).where(Enrolment.workshop_id == workshop.id, Enrolment.place != Place.WITHDRAWN)
    leading = select(WorkshopFacilitator.person_id).where(
        WorkshopFacilitator.workshop_id == workshop.id, WorkshopFacilitator.part != Part.REPLACED
    )
    return select(Person).where(Person.id.not_in(listed), Person.id.not_in(leading), is_called(words))


def _found(query: Select[Person], limit: int | None) -> Sequence[Person]:
    query = query.where(is_there()).options(joinedload(Person.organisation)).order_by(Person.search_key, Person.id)
    return db.session.execute(query.limit(limit)).scalars().all()
