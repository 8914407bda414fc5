"""Reads of the recommendations, for those who invite, read and hold them, and for the pages that need no account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from peerlearn.awards.endorsement_rules import EndorsementState
from peerlearn.awards.models import Achievement, Award, Edition, Endorsement, EndorsementCredential, IssuerKey
from peerlearn.awards.rules import AwardState, KeyState
from peerlearn.awards.stolen import void_editions
from peerlearn.core.db import db

_OVER = (EndorsementState.TAKEN_BACK, EndorsementState.REFUSED, EndorsementState.DECLINED)


@dataclass(frozen=True)
class PublicEndorsement:
    """Everything that anybody may see of a recommendation, as plain values. `sentences` are codes."""

    credential_uuid: UUID
    name: str
    function: str
    organisation: str
    siret: str | None
    given_at: datetime
    sentences: tuple[str, ...]
    words: str
    kid: str
    body: bytes


def endorsement(public_id: str) -> Endorsement:
    """The recommendation, its award with it.

    Raises:
        NoResultFound: there is none in scope.
    """
    found: Endorsement = db.session.execute(_whole().where(Endorsement.public_id == public_id)).scalar_one()
    return found


def own_endorsement(public_id: str, *, person_id: int | None) -> Endorsement:
    """The recommendation, if it is of this person's badge.

    Raises:
        NoResultFound: it is of somebody else's, or there is none.
    """
    query = _whole().where(Endorsement.public_id == public_id, Award.person_id == person_id)
    found: Endorsement = db.session.execute(query).scalar_one()
    return found


def endorsement_for_update(endorsement_id: int) -> Endorsement:
    """The recommendation as it is now, held until the transaction ends."""
    query = select(Endorsement).where(Endorsement.id == endorsement_id).with_for_update()
    return db.session.execute(query, execution_options={"populate_existing": True}).scalar_one()


def endorsements_of(award_id: int) -> Sequence[Endorsement]:
    """Every recommendation of a badge that still means something, and every invitation to one; the latest first."""
    query = select(Endorsement).where(Endorsement.award_id == award_id, Endorsement.state.not_in(_OVER))
    return db.session.execute(query.order_by(Endorsement.invited_at.desc(), Endorsement.id.desc())).scalars().all()


def count_open(award_id: int, *, now: datetime) -> int:
    """How many links to this badge still take a recommendation."""
    query = select(func.count(Endorsement.id)).where(
        Endorsement.award_id == award_id,
        Endorsement.state == EndorsementState.INVITED,
        Endorsement.expires_at > now,
    )
    return db.session.execute(query).scalar_one()


def count_offered(award_id: int) -> int:
    """How many recommendations of this badge wait for its holder's yes or no."""
    query = select(func.count(Endorsement.id)).where(
        Endorsement.award_id == award_id, Endorsement.state == EndorsementState.OFFERED
    )
    return db.session.execute(query).scalar_one()


def awards_to_answer(person_id: int | None) -> Sequence[tuple[str, int]]:
    """The badges of this person with recommendations that wait for their yes or no, by identifier, and how many."""
    query = (
        select(Award.public_id, func.count(Endorsement.id))
        .join(Endorsement.award)
        .where(
            Award.person_id == person_id,
            Award.state == AwardState.ISSUED,
            Endorsement.state == EndorsementState.OFFERED,
        )
        .group_by(Award.id, Award.public_id)
        .order_by(Award.id)
    )
    return [(public_id, count) for public_id, count in db.session.execute(query)]


def endorsements_to_read() -> Sequence[Endorsement]:
    """What waits to be read, the oldest first: only while the badge is in force."""
    query = _whole().where(_waits_to_be_read())
    found: Sequence[Endorsement] = (
        db.session.execute(query.order_by(Endorsement.given_at, Endorsement.id)).scalars().all()
    )
    return found


def count_to_read() -> int:
    """How many wait to be read."""
    query = select(func.count(Endorsement.id)).join(Endorsement.award).where(_waits_to_be_read())
    return db.session.execute(query).scalar_one()


def find_by_token_hash(code: str, hashed: str) -> Endorsement | None:
    """The invitation behind a link to the badge with this code, whatever became of it."""
    query = _whole().where(Endorsement.token_hash == hashed, Award.public_code == code)
    found: Endorsement | None = db.session.execute(query).scalar_one_or_none()
    return found


def endorsements_to_sign(*, among: Sequence[int] | None = None) -> Sequence[int]:
    """Recommendations that their holder agreed to, and that no signature stands for that strangers believe: none was
    made yet, the badge has a new edition, or the key was stolen later. The oldest first.

    Not those that were signed when somebody else may have held the key: a new signature would make good what nobody
    can vouch for.
    """
    last = _last_signed()
    stands = and_(
        EndorsementCredential.edition_id == _present_edition(),
        IssuerKey.state != KeyState.COMPROMISED,
    )
    query = (
        select(Endorsement.id)
        .join(Endorsement.award)
        .outerjoin(
            EndorsementCredential,
            and_(
                EndorsementCredential.endorsement_id == Endorsement.id,
                EndorsementCredential.number == last,
            ),
        )
        .outerjoin(IssuerKey, IssuerKey.kid == EndorsementCredential.kid)
        .where(
            Endorsement.state == EndorsementState.SHOWN,
            Award.state == AwardState.ISSUED,
            or_(EndorsementCredential.id.is_(None), not_(or_(stands, _is_void()))),
        )
    )
    query = query if among is None else query.where(Endorsement.id.in_(among))
    return db.session.execute(query.order_by(Endorsement.id)).scalars().all()


def shown_endorsements(credential_uuid: UUID) -> list[PublicEndorsement]:
    """The recommendations of one edition of a badge that anybody may see, the first given first."""
    query = _signed().where(Edition.credential_uuid == credential_uuid, *_is_in_force())
    found = db.session.execute(query.order_by(Endorsement.given_at, Endorsement.id)).scalars()
    return [_public(one) for one in found]


def find_shown_endorsement(credential_uuid: UUID) -> PublicEndorsement | None:
    """The recommendation signed under this identifier, while anybody may see it."""
    query = _signed().where(EndorsementCredential.credential_uuid == credential_uuid, *_is_in_force())
    found = db.session.execute(query).scalar_one_or_none()
    return None if found is None else _public(found)


def was_signed(credential_uuid: UUID) -> bool:
    """Whether a recommendation was ever signed under this identifier."""
    query = select(EndorsementCredential.id).where(EndorsementCredential.credential_uuid == credential_uuid)
    return db.session.execute(query).first() is not None


def is_on_hold(credential_uuid: UUID) -> bool:
    """Whether the badge is suspended: it may come back, so nothing of it is gone."""
    query = (
        select(EndorsementCredential.id)
        .join(EndorsementCredential.endorsement)
        .join(Endorsement.award)
        .where(EndorsementCredential.credential_uuid == credential_uuid, Award.state == AwardState.SUSPENDED)
        .where(Endorsement.state == EndorsementState.SHOWN)
    )
    return db.session.execute(query).first() is not None


def signed_endorsements() -> dict[str, tuple[tuple[UUID, bool], ...]]:
    """Public code → identifier of each recommendation ever signed, with whether anybody may see it now."""
    in_force = select(EndorsementCredential.id).join(EndorsementCredential.endorsement).join(Endorsement.award)
    shown = in_force.join(EndorsementCredential.edition).where(*_is_in_force()).scalar_subquery()
    query = (
        select(Award.public_code, EndorsementCredential.credential_uuid, EndorsementCredential.id.in_(shown))
        .join(EndorsementCredential.endorsement)
        .join(Endorsement.award)
        .order_by(Award.public_code, EndorsementCredential.id)
    )
    found: dict[str, tuple[tuple[UUID, bool], ...]] = {}
    for code, uuid, is_shown in db.session.execute(query):
        found[code] = (*found.get(code, ()), (uuid, bool(is_shown)))
    return found


def _whole() -> Any:
    return (
        select(Endorsement)
        .join(Endorsement.award)
        .options(
            contains_eager(Endorsement.award).joinedload(Award.person),
            contains_eager(Endorsement.award).joinedload(Award.achievement).joinedload(Achievement.issuer),
        )
    )


def _signed() -> Any:
    return (
        select(EndorsementCredential)
        .join(EndorsementCredential.endorsement)
        .join(Endorsement.award)
        .join(EndorsementCredential.edition)
        .options(joinedload(EndorsementCredential.endorsement))
    )


def _waits_to_be_read() -> ColumnElement[bool]:
    return and_(Endorsement.state == EndorsementState.TO_READ, Award.state == AwardState.ISSUED)


def _is_in_force() -> tuple[ColumnElement[bool], ...]:
    """Both agreed, the badge counts, and this is the last signature, of the present edition, by a key that was safe."""
    signed_by_thief = select(EndorsementCredential.id).join(IssuerKey, IssuerKey.kid == EndorsementCredential.kid)
    return (
        Endorsement.state == EndorsementState.SHOWN,
        Award.state == AwardState.ISSUED,
        Edition.revoked_at.is_(None),
        Edition.id.not_in(void_editions()),
        EndorsementCredential.number == _last_signed(),
        EndorsementCredential.edition_id == _present_edition(),
        EndorsementCredential.id.not_in(signed_by_thief.where(_is_void())),
    )


def _is_void() -> ColumnElement[bool]:
    stolen = IssuerKey.state == KeyState.COMPROMISED
    return and_(stolen, EndorsementCredential.signed_at >= IssuerKey.compromised_since)


def _last_signed() -> Any:
    signed = EndorsementCredential.__table__.alias("later")
    query = select(func.max(signed.c.number)).where(signed.c.endorsement_id == Endorsement.id)
    return query.correlate(Endorsement).scalar_subquery()


def _present_edition() -> Any:
    edition = Edition.__table__.alias("present")
    query = select(edition.c.id).where(edition.c.award_id == Award.id).order_by(edition.c.number.desc()).limit(1)
    return query.correlate(Award).scalar_subquery()


def _public(signed: EndorsementCredential) -> PublicEndorsement:
    said = signed.endorsement
    return PublicEndorsement(
        credential_uuid=signed.credential_uuid,
        name=said.endorser_name,
        function=said.endorser_function,
        organisation=said.endorser_organisation,
        siret=said.siret,
        given_at=said.given_at or signed.signed_at,
        sentences=tuple(said.sentences["codes"]),
        words=said.words,
        kid=signed.kid,
        body=signed.body,
    )
