"""What a stolen key takes along: every edition that one of its keys signed, and that was registered since the theft.

An edition is one badge in four forms, of which the hosted one needs no key at all. So it counts in all of them or in
none: whoever holds the form that is not signed, or is signed by a key that was not stolen, gets the same answer.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Select, func, select

from peerlearn.awards.models import Award, Credential, Edition, IssuerKey
from peerlearn.awards.rules import AwardState, KeyState
from peerlearn.core.db import db


def void_editions() -> Select[int]:
    """The editions that count no more, as a query to be asked inside another one."""
    return (
        select(Credential.edition_id)
        .join(Edition, Edition.id == Credential.edition_id)
        .join(IssuerKey, IssuerKey.kid == Credential.kid)
        .where(IssuerKey.state == KeyState.COMPROMISED, Edition.registered_at >= IssuerKey.compromised_since)
    )


def awards_made_void() -> Select[int]:
    """The awards whose present edition counts no more, as a query to be asked inside another one."""
    return select(Edition.award_id).where(Edition.revoked_at.is_(None), Edition.id.in_(void_editions()))


def void_among(award_ids: Collection[int]) -> set[int]:
    """Those of these awards whose present edition counts no more."""
    found = awards_made_void().where(Edition.award_id.in_(award_ids)).order_by(Edition.award_id)
    return set(db.session.execute(found).scalars())


def in_force(awards: Iterable[Award]) -> list[Award]:
    """Those of them that count: given, neither suspended nor withdrawn, and not made void by a stolen key."""
    given = [award for award in awards if award.state is AwardState.ISSUED]
    void = void_among([award.id for award in given]) if given else ()
    return [award for award in given if award.id not in void]


def stolen_since(edition: Edition) -> datetime | None:
    """Since when somebody else may hold a key of this edition: the earliest moment of all its keys."""
    query = (
        select(func.min(IssuerKey.compromised_since))
        .join(Credential, Credential.kid == IssuerKey.kid)
        .where(Credential.edition_id == edition.id, IssuerKey.state == KeyState.COMPROMISED)
    )
    return db.session.execute(query).scalar_one()


def is_void(edition: Edition) -> bool:
    """Whether this edition was registered when somebody else may already have held one of its keys."""
    since = stolen_since(edition)
    return since is not None and edition.registered_at >= since
