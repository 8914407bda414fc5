"""Who reads what somebody confided: the answers of a conversation, and the notes of meetings.

Answers: those who accompany the person where it was held, and whoever held it. That is what the person is told before
the first question. A coordinator who was trained sees level, needs and advised modules of their region, as they do of
everybody, and no answer. Notes: `peerlearn.notes.queries` asks for the reader.
"""

from sqlalchemy.exc import NoResultFound

from peerlearn.core.permissions import Permission, Role
from peerlearn.diagnoses import queries
from peerlearn.diagnoses.models import Diagnosis
from peerlearn.notes.queries import Reader
from peerlearn.web.kit import session


def may_read(diagnosis: Diagnosis) -> bool:
    """Whether whoever is signed in was named to the person."""
    account = session.account_here()
    houses = {one.organisation_id for one in account.memberships if one.role is Role.STAFF}
    return diagnosis.organisation_id in houses or diagnosis.by_id == account.account_id


def confided(public_id: str) -> Diagnosis:
    """The diagnosis, with its answers.

    Raises:
        NoResultFound: there is none in scope, or its answers are for others.
    """
    found = queries.diagnosis(public_id)
    if not may_read(found):
        raise NoResultFound
    return found


def reader_here() -> Reader:
    """Whoever is signed in, as a reader of notes."""
    account = session.account_here()
    return Reader(account.account_id, account.person_id, account.may(Permission.FOLLOW_PEOPLE))
