"""Who would like to lead: diagnoses that say so, straight into the tables; having them has tests of its own."""

from datetime import timedelta

from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.diagnoses.models import Diagnosis
from peerlearn.diagnoses.queries import questionnaire_in_force
from peerlearn.diagnoses.rules import Interest
from peerlearn.people.queries import current_affiliation
from tests.cast import Cast

DAY = timedelta(days=1)


def diagnose(cast: Cast, name: str, interest: Interest | None, *, days_ago: int = 10, level: int = 1) -> None:
    """A finished diagnosis some days ago, at the person's house."""
    home, at = current_affiliation(cast.people[name]), clock.now() - days_ago * DAY
    db.session.add(
        Diagnosis(
            organisation_id=home.organisation_id,
            person_id=home.person_id,
            affiliation_id=home.id,
            questionnaire_id=questionnaire_in_force().id,
            started_at=at,
            finished_at=at,
            answers={},
            answered=10,
            percent=level * 25,
            level=level,
            result={"modules": [], "needs": [], "interest": interest.value if interest else None},
        )
    )
    db.session.flush()


def stored_diagnoses(cast: Cast, *said: tuple[str, Interest | None, int, int]) -> None:
    """The same, committed: name, interest, how many days ago, level."""
    scope.enter(db.session(), Scope.everything("a test's diagnoses"))
    with transaction():
        for name, interest, days_ago, level in said:
            diagnose(cast, name, interest, days_ago=days_ago, level=level)
    scope.leave(db.session())
    db.session.remove()
