"""What a person gains by a track, and what they choose to learn. Flush, never commit.

Gains are written by the features above, which know what happened.
"""

from datetime import datetime

from sqlalchemy import select

from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Permission
from peerlearn.people.models import Person
from peerlearn.tracks.models import Module, ModuleChoice, Outcome
from peerlearn.tracks.queries import choices_of, count_choices, find_choice
from peerlearn.tracks.rules import MOST_CHANGES_OF_CHOICE, MOST_CHOICES


def gain(  # noqa: PLR0913 - who, where, what, why, by whom and when
    person_id: int, *, organisation_id: int, permission: Permission, because: str, by: int | None, now: datetime
) -> None:
    """The person may do this from now on; twice changes nothing."""
    if _find(person_id, permission) is None:
        outcome = Outcome(
            organisation_id=organisation_id,
            person_id=person_id,
            permission=permission,
            because=because,
            gained_at=now,
        )
        db.session.add(outcome)
        db.session.flush()
        audit.record(db.session(), "outcome.gained", outcome, account_id=by, organisation_id=organisation_id)


def lose(person_id: int, *, permission: Permission, by: int | None) -> None:
    """What was gained by mistake is taken back: a presence that was marked for somebody else."""
    if (outcome := _find(person_id, permission)) is not None:
        audit.record(db.session(), "outcome.lost", outcome, account_id=by, organisation_id=outcome.organisation_id)
        db.session.delete(outcome)
        db.session.flush()


def choose(person: Person, module: Module, *, by: int | None, now: datetime) -> None:
    """The person wants to learn this module, whatever comes before it; twice is once.

    Chosen again, it counts from now: after a workshop somebody may want the same once more.

    Raises:
        NoResultFound: the person is nowhere in scope.
        DomainError: `tracks.too_many_choices`, `tracks.chosen_too_often`.
    """
    _hold(person)
    if (stands := find_choice(person.id, module)) is not None:
        stands.chosen_at, stands.by_id = now, by
        db.session.flush()
    else:
        _ensure_may_choose_more(person)
        choice = ModuleChoice(
            organisation_id=person.organisation_id,
            person_id=person.id,
            curriculum_code=module.curriculum.code,
            module_code=module.code,
            chosen_at=now,
            by_id=by,
            taken_back_at=None,
        )
        db.session.add(choice)
        db.session.flush()
        audit.record(db.session(), "module.chosen", choice, account_id=by, organisation_id=person.organisation_id)


def take_back(person: Person, module: Module, *, by: int | None, now: datetime) -> None:
    """The person no longer wants to learn it; what was not chosen stays so.

    Raises:
        NoResultFound: the person is nowhere in scope.
    """
    _hold(person)
    if (choice := find_choice(person.id, module)) is not None:
        choice.taken_back_at = now
        db.session.flush()
        audit.record(db.session(), "module.taken_back", choice, account_id=by, organisation_id=choice.organisation_id)


def _ensure_may_choose_more(person: Person) -> None:
    if len(choices_of(person.id)) >= MOST_CHOICES:
        raise DomainError("tracks.too_many_choices", most=MOST_CHOICES)
    if count_choices(person.id) >= MOST_CHANGES_OF_CHOICE:
        raise DomainError("tracks.chosen_too_often", name=person.first_name, most=MOST_CHANGES_OF_CHOICE)


def _hold(person: Person) -> None:
    """One after the other for this person: two taps at once make one choice."""
    db.session.refresh(person, with_for_update={"key_share": True, "of": Person})


def _find(person_id: int, permission: Permission) -> Outcome | None:
    query = select(Outcome).where(Outcome.person_id == person_id, Outcome.permission == permission)
    return db.session.execute(query).scalar_one_or_none()
