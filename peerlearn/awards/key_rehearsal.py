"""What would become of the badges if a key were replaced, set aside or stolen: counted, and nothing is written.

Asked the same questions as the real step asks afterwards, on what stands in the register now.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

import badges
from peerlearn.awards.endorsement_rules import EndorsementState
from peerlearn.awards.issuers import keys_of
from peerlearn.awards.models import (
    Award,
    Credential,
    Edition,
    Endorsement,
    EndorsementCredential,
    IssuerKey,
    IssuerProfile,
    StatusList,
)
from peerlearn.awards.rules import AwardState, KeyState
from peerlearn.awards.stolen import void_editions
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError


@dataclass(frozen=True)
class Rehearsal:
    """What would happen. `ending`: the keys that sign no more; `made`: how the new ones would sign.

    `valid` badges stay as they are, for everybody. `again` stay valid here, and have to be signed anew before others
    believe them. `void` are the codes of those that would count no more. The same for recommendations.
    """

    ending: Sequence[IssuerKey]
    made: tuple[str, ...]
    lists: int
    valid: int = 0
    again: int = 0
    void: tuple[str, ...] = ()
    endorsements_again: int = 0
    endorsements_void: int = 0
    can_sign: bool = True


@dataclass(frozen=True)
class _Signed:
    code: str
    registered_at: datetime


def of_new(issuer: IssuerProfile) -> Rehearsal:
    """The keys that are missing would be made.

    Raises:
        DomainError: `awards.keys_complete`.
    """
    missing = _missing(_active(issuer))
    if not missing:
        raise DomainError("awards.keys_complete")
    return Rehearsal((), missing, _lists(issuer))


def of_rotation(issuer: IssuerProfile) -> Rehearsal:
    """New keys would be made, and those in use retired; that of Open Badges 2.0 stays."""
    active = _active(issuer)
    ending = [one for one in active if one.algorithm != badges.Algorithm.RS256.value]
    staying = [one for one in active if one not in ending]
    return Rehearsal(ending, _missing(staying), _lists(issuer), valid=len(_signed(ending)))


def of_retirement(key: IssuerKey) -> Rehearsal:
    """The key would sign no more; nothing takes its place by itself.

    Raises:
        DomainError: `awards.key_not_active`.
    """
    if key.state is not KeyState.ACTIVE:
        raise DomainError("awards.key_not_active")
    left = [one for one in _active(key.issuer) if one.id != key.id]
    return Rehearsal([key], (), 0, valid=len(_signed([key])), can_sign=not _missing(left))


def of_theft(key: IssuerKey, since: datetime, *, now: datetime) -> Rehearsal:
    """Somebody else may hold the key since that moment.

    Raises:
        DomainError: `awards.since_in_future`, `awards.key_stolen_already`.
    """
    if since > now:
        raise DomainError("awards.since_in_future")
    if key.state is KeyState.COMPROMISED:
        raise DomainError("awards.key_stolen_already")
    signed = _signed([key])
    void = tuple(one.code for one in signed if one.registered_at >= since)
    said = _endorsements_signed_at(key)
    lost = sum(at >= since for at in said)
    left = [one for one in _active(key.issuer) if one.id != key.id]
    made = (key.algorithm,) if key.state is KeyState.ACTIVE else ()
    return Rehearsal(
        ending=[key],
        made=made,
        lists=_lists(key.issuer),
        again=len(signed) - len(void),
        void=void,
        endorsements_again=len(said) - lost,
        endorsements_void=lost,
        can_sign=not set(_missing(left)) - set(made),
    )


@dataclass(frozen=True)
class Signatures:
    """How many badges a key ever signed, and how many of them count today under that signature."""

    ever: int
    today: int


def badges_by_key() -> dict[str, Signatures]:
    """What each key that signed anything signed."""
    badges_of_key = func.count(func.distinct(Edition.award_id))
    query = select(Credential.kid, badges_of_key).join(Credential.edition).where(Credential.kid.is_not(None))
    ever = {str(row[0]): row[1] for row in db.session.execute(query.group_by(Credential.kid).order_by(Credential.kid))}
    query = _counting(select(Credential.kid, badges_of_key)).group_by(Credential.kid).order_by(Credential.kid)
    today = {str(row[0]): row[1] for row in db.session.execute(query)}
    return {kid: Signatures(number, today.get(kid, 0)) for kid, number in ever.items()}


def _active(issuer: IssuerProfile) -> list[IssuerKey]:
    return [one for one in keys_of(issuer) if one.state is KeyState.ACTIVE]


def _missing(keys: Collection[IssuerKey]) -> tuple[str, ...]:
    there = {one.algorithm for one in keys}
    return tuple(one.value for one in badges.Algorithm if one.value not in there)


def _lists(issuer: IssuerProfile) -> int:
    query = select(func.count(StatusList.id)).where(StatusList.issuer_id == issuer.id)
    return db.session.execute(query).scalar_one()


def _signed(keys: Collection[IssuerKey]) -> list[_Signed]:
    """The badges in force or on hold of which one of these keys signed the present edition."""
    query = _counting(select(Award.public_code, Edition.registered_at))
    query = query.where(Credential.kid.in_([one.kid for one in keys]))
    rows = db.session.execute(query.distinct().order_by(Award.public_code)).all()
    return [_Signed(row[0], row[1]) for row in rows]


def _counting(query: Any) -> Any:
    return (
        query.select_from(Award)
        .join(Edition, Edition.award_id == Award.id)
        .join(Credential, Credential.edition_id == Edition.id)
        .where(
            Award.state.in_((AwardState.ISSUED, AwardState.SUSPENDED)),
            Edition.revoked_at.is_(None),
            Edition.id.not_in(void_editions()),
        )
    )


def _endorsements_signed_at(key: IssuerKey) -> Sequence[datetime]:
    query = (
        select(EndorsementCredential.signed_at)
        .join(EndorsementCredential.endorsement)
        .join(EndorsementCredential.edition)
        .where(
            EndorsementCredential.kid == key.kid,
            Endorsement.state == EndorsementState.SHOWN,
            Edition.revoked_at.is_(None),
        )
    )
    return db.session.execute(query.order_by(EndorsementCredential.id)).scalars().all()
