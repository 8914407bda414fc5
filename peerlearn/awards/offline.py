"""What the page that checks cards without a network has to know: keys and withdrawals, as of one moment.

All of it is public already: keys stand in the issuers' documents, withdrawals in the status lists.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

import badges
from peerlearn.awards.documents import verification_key
from peerlearn.awards.models import Award, Credential, Edition, IssuerKey, IssuerProfile, StatusList
from peerlearn.awards.rules import Form
from peerlearn.awards.stolen import void_editions
from peerlearn.core.db import db


@dataclass(frozen=True)
class CardKey:
    """A key that signs cards, under its short name: whose it is, and whether it was stolen."""

    name: str
    jwk: dict[str, Any]
    issuer: str
    base_url: str
    is_stolen: bool


def card_keys() -> list[CardKey]:
    """Every key that ever signed a card, the newest first; a stolen one is told as such, and vouches for nothing."""
    query = (
        select(IssuerKey)
        .where(IssuerKey.algorithm == badges.Algorithm.ES256.value)
        .options(joinedload(IssuerKey.issuer).joinedload(IssuerProfile.organisation))
        .order_by(IssuerKey.active_from.desc(), IssuerKey.id.desc())
    )
    return [_card_key(key) for key in db.session.execute(query).scalars()]


def find_card_key(name: bytes) -> badges.VerificationKey | None:
    """The stored key with this short name, stolen ones included: they say so themselves."""
    wanted = select(IssuerKey).where(IssuerKey.algorithm == badges.Algorithm.ES256.value)
    known = db.session.execute(wanted.options(joinedload(IssuerKey.issuer)).order_by(IssuerKey.id)).scalars()
    keys = (verification_key(key) for key in known)
    return next((key for key in keys if badges.summary_key_id(key.public_key) == name), None)


def drawn_code(link: str) -> bytes:
    """The QR code of a link as drawing (SVG), for paper."""
    return badges.make_qr(link).svg(title=link).encode()


def withdrawn_places() -> dict[int, list[int]]:
    """Number of each status list → the places in it that were withdrawn, in order; empty for a list without any."""
    query = (
        select(Edition.status_list_id, Edition.status_index)
        .where(or_(Edition.revoked_at.is_not(None), Edition.id.in_(void_editions())))
        .order_by(Edition.status_list_id, Edition.status_index)
    )
    # Asked in this order, since a list may be opened in between: every place read has its list.
    withdrawn = db.session.execute(query).all()
    numbers = db.session.execute(select(StatusList.id).order_by(StatusList.id)).scalars()
    places: dict[int, list[int]] = {number: [] for number in numbers}
    for number, index in withdrawn:
        places[number].append(index)
    return places


def card_link(credential_uuid: UUID) -> str | None:
    """What the QR code of a card holds; None when the edition was signed before there were cards."""
    query = (
        select(Credential.body)
        .join(Credential.edition)
        .where(Edition.credential_uuid == credential_uuid, Credential.form == Form.SUMMARY)
    )
    body = db.session.execute(query).scalar_one_or_none()
    return None if body is None else body.decode()


def edition_behind(summary: badges.Summary) -> Edition | None:
    """The edition whose signed document a card names by its hash; the public code has to be its own."""
    query = (
        select(Edition)
        .join(Credential, Credential.edition_id == Edition.id)
        .join(Award, Award.id == Edition.award_id)
        .where(
            Credential.sha256 == summary.credential_sha256.hex(),
            Credential.form == Form.OB3_DI,
            Award.public_code == summary.public_code,
        )
    )
    return db.session.execute(query).scalar_one_or_none()


def _card_key(key: IssuerKey) -> CardKey:
    known = verification_key(key)
    return CardKey(
        name=badges.summary_key_id(known.public_key).hex(),
        jwk={name: key.public_jwk[name] for name in ("kty", "crv", "x", "y")},
        issuer=key.issuer.organisation.name,
        base_url=key.issuer.base_url,
        is_stolen=known.state is badges.KeyState.COMPROMISED,
    )
