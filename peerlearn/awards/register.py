"""What a verification may believe: stored keys, our issuers, and the register of what was issued.

The caller enters a scope of everything: whether a badge is genuine does not depend on who asks.
"""

import re
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import InternalError, OperationalError, PendingRollbackError
from sqlalchemy.orm import joinedload

import badges
from peerlearn.awards.addresses import Addresses
from peerlearn.awards.documents import verification_key
from peerlearn.awards.models import Award, Credential, Edition, IssuerKey, IssuerProfile
from peerlearn.awards.rules import AwardState, Form
from peerlearn.awards.stolen import stolen_since
from peerlearn.core.db import db

_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_URN = re.compile(rf"urn:uuid:({_UUID})")
_ASSERTION = re.compile(rf"(?P<base>https?://\S+)/ob/2/assertions/(?P<uuid>{_UUID})\.json")
# The database does not answer; and what the rest of that transaction is told, by SQLAlchemy when the line was cut, by
# PostgreSQL when only a statement was given up.
UNANSWERED = (OperationalError, PendingRollbackError, InternalError)
# What is known by the urn of its edition, and what by an address; and which of them is JSON that may be laid out anew.
_BY_URN = (Form.OB3_JWT, Form.OB3_DI, Form.OB2_SIGNED)
_BY_ADDRESS = (Form.OB2_HOSTED,)
_AS_JSON = {Form.OB3_DI, Form.OB2_HOSTED}
_STATES = {
    AwardState.ISSUED: badges.RegisterState.ISSUED,
    AwardState.SUSPENDED: badges.RegisterState.SUSPENDED,
}


class StoredRegister:
    """The library's `Trust`, answered from the database. Every look-up is exact."""

    @property
    def issuer_ids(self) -> Collection[str]:
        """Every identifier of our issuers: DID and OB 2.0 address."""
        issuers = _answer(select(IssuerProfile).order_by(IssuerProfile.id))
        return {one for issuer in issuers for one in (issuer.did, Addresses(issuer.base_url).issuer(issuer.public_id))}

    def find_key(self, kid: str) -> badges.VerificationKey | None:
        """The stored key with exactly this kid, retired and compromised ones included: they say so themselves."""
        if "\0" in kid:  # PostgreSQL cannot even be asked
            return None
        found = _answer(select(IssuerKey).where(IssuerKey.kid == kid).options(joinedload(IssuerKey.issuer)))
        return verification_key(found[0]) if found else None

    def find_registered(self, credential_id: str) -> badges.Registered | None:
        """The entry of the register with exactly this id."""
        if found := _URN.fullmatch(credential_id):
            return _registered(credential_id, UUID(found[1]), _BY_URN)
        if found := _ASSERTION.fullmatch(credential_id):
            return _registered(credential_id, UUID(found["uuid"]), _BY_ADDRESS, base=found["base"])
        return None


def trust() -> badges.Trust:
    """What a verification on this installation may believe."""
    return StoredRegister()


def _registered(
    credential_id: str, credential_uuid: UUID, forms: Collection[Form], *, base: str | None = None
) -> badges.Registered | None:
    query = (
        select(Credential)
        .join(Credential.edition)
        .where(Edition.credential_uuid == credential_uuid, Credential.form.in_(forms))
        .options(joinedload(Credential.edition).joinedload(Edition.award).joinedload(Award.achievement))
    )
    found = _answer(query)
    if not found:
        return None
    edition = found[0].edition
    if base is not None and edition.award.achievement.issuer.base_url != base:
        return None
    return badges.Registered(
        credential_id=credential_id,
        digests=frozenset(one.sha256 for one in found),
        registered_at=edition.registered_at,
        state=_state(edition),
        reason=_reason(edition),
        compromised_since=stolen_since(edition),
        document=next((one.body for one in found if one.form in _AS_JSON), None),
    )


def _state(edition: Edition) -> badges.RegisterState:
    if edition.revoked_at is not None:
        return badges.RegisterState.REVOKED
    return _STATES.get(edition.award.state, badges.RegisterState.REVOKED)


def _reason(edition: Edition) -> str:
    if edition.award.revocation_reason:
        return edition.award.revocation_reason.value
    return "replaced" if edition.revoked_at is not None else ""


def _answer(query: Any) -> list[Any]:
    try:
        return list(db.session.execute(query).scalars())
    except UNANSWERED as problem:
        raise badges.RegisterUnavailable("the database does not answer") from problem
