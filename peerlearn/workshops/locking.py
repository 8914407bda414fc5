"""What every change to a workshop starts and ends with: its locked row, and the note of who did what."""

from peerlearn.core import audit, scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.workshops import queries
from peerlearn.workshops.models import Workshop, WorkshopGuest


def planned(workshop_id: int) -> Workshop:
    """The workshop's locked row, unless it was cancelled.

    Raises:
        NoResultFound: there is none in scope.
        DomainError: `workshops.cancelled`.
    """
    workshop = queries.workshop_for_update(workshop_id)
    if workshop.is_cancelled:
        raise DomainError("workshops.cancelled")
    return workshop


def note(workshop: Workshop, act: str, *, by: int | None, **details: str | int | bool | None) -> None:
    """Write the change and who made it: `workshop.<act>`, under the host.

    A guest's staff seat their own people, which moves a counter on the host's row: hence the look past their scope.
    """
    with scope.beyond(db.session(), "a guest's person takes or leaves a seat of the host's"):
        audit.record(
            db.session(),
            f"workshop.{act}",
            workshop,
            account_id=by,
            organisation_id=workshop.host_organisation_id,
            **details,
        )
        db.session.flush()


def welcome(workshop: Workshop, organisation_id: int) -> None:
    """Let the organisation of someone who comes or leads see the workshop."""
    if organisation_id != workshop.host_organisation_id and not queries.is_guest(workshop.id, organisation_id):
        db.session.add(WorkshopGuest(workshop_id=workshop.id, organisation_id=organisation_id))
