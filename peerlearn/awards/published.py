"""Reads for the pages and files that need no account: what anybody may see of a badge, once it is issued.

The view enters the scope (everything: the address itself is the permission). Only plain values leave, so a template
can show nothing that was not meant to be public: no person, no organisation of the person, no account.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

import badges
from badges import ob2
from peerlearn.awards import artwork, documents
from peerlearn.awards.addresses import Addresses
from peerlearn.awards.models import Achievement, Award, Credential, Edition, IssuerKey, IssuerProfile, StatusList
from peerlearn.awards.reading import read_criteria
from peerlearn.awards.rules import AwardState, Criteria, Form, Kind, RevocationReason
from peerlearn.awards.stolen import is_void, void_editions
from peerlearn.core.db import db

# What a badge may ask for, by what is counted of it. A module of a track is attended in a workshop.
_ATTENDING = frozenset({Kind.WORKSHOPS_ATTENDED, Kind.TRACK_DONE})
_SHOWING = frozenset({Kind.SKILLS, Kind.SKILLS_REACHED})


@dataclass(frozen=True)
class PublicIssuer:
    """Who says so."""

    public_id: str
    did: str
    address: str
    base_url: str
    name: str
    legal_name: str
    siret: str | None
    email: str
    phone: str | None
    since: datetime


@dataclass(frozen=True)
class PublicFacts:
    """How they know: counts and days, from the day the badge was approved. Only what the badge asks for is counted:
    the rest is true and proves nothing."""

    workshops_led: int
    workshops_attended: int
    distinct_learners: int
    skills_reached: int
    first_on: date | None
    last_on: date | None


@dataclass(frozen=True)
class PublicAward:
    """Everything a badge page shows, for one edition of an award.

    `state` is issued, suspended, revoked or erased; a former edition is revoked, because it was replaced.
    `shown_as` is the name the holder chose, empty when they chose none. `reason` (what the proposer wrote when the
    rule was not met) stays inside. `key_was_stolen`: somebody else may have held a key of this edition when it was
    registered, so it counts no more in any of its forms. Texts are {"fr": …, "en": …}; `can_do` holds lists of
    sentences.
    """

    public_code: str
    state: AwardState
    name: dict[str, str]
    description: dict[str, str]
    can_do: dict[str, list[str]]
    criteria: dict[str, str]
    alignments: tuple[dict[str, Any], ...]
    track: str
    shown_as: str
    awarded_on: date | None
    accepted_at: datetime | None
    issued_at: datetime
    rule_was_met: bool
    facts: PublicFacts
    issuer: PublicIssuer
    achievement_id: str
    award_uuid: UUID
    credential_uuid: UUID
    edition: int
    kid: str | None
    status_list: int
    status_index: int
    revoked_at: datetime | None
    revocation_reason: RevocationReason | None
    key_was_stolen: bool

    @property
    def assertion_url(self) -> str:
        """The address of the hosted OB 2.0 assertion, its identifier."""
        return Addresses(self.issuer.base_url).assertion(self.credential_uuid)


def find_public_award(code: str) -> PublicAward | None:
    """The badge behind a public code, in its present edition. None before it is issued; found after a withdrawal."""
    query = _editions().where(Award.public_code == code).order_by(Edition.number.desc()).limit(1)
    edition = db.session.execute(query).scalar_one_or_none()
    return None if edition is None else _public(edition)


def holder_code_hash(code: str) -> str | None:
    """The hash of the code on the last card of this badge; None when none was printed."""
    query = select(Award.holder_code_hash).where(Award.public_code == code, Award.state == AwardState.ISSUED)
    return db.session.execute(query).scalar_one_or_none()


def find_by_credential_uuid(credential_uuid: UUID) -> PublicAward | None:
    """The badge of one edition, former editions included."""
    query = _editions().where(Edition.credential_uuid == credential_uuid)
    edition = db.session.execute(query).scalar_one_or_none()
    return None if edition is None else _public(edition)


def credential_bytes(credential_uuid: UUID, form: Form) -> bytes | None:
    """One signed or hosted form, byte for byte as it was stored."""
    query = (
        select(Credential.body)
        .join(Credential.edition)
        .where(Edition.credential_uuid == credential_uuid, Credential.form == form)
    )
    return db.session.execute(query).scalar_one_or_none()


def baked_png(credential_uuid: UUID) -> bytes | None:
    """The picture with both forms of the badge inside; the same bytes each time."""
    award = find_by_credential_uuid(credential_uuid)
    assertion = credential_bytes(credential_uuid, Form.OB2_HOSTED)
    token = credential_bytes(credential_uuid, Form.OB3_JWT)
    if award is None or assertion is None or token is None:
        return None
    achievement = _achievement(award.achievement_id)
    assert achievement is not None  # noqa: S101 - the award points to it
    return artwork.baked(achievement.artwork, ob2_assertion=assertion, ob3_token=token)


def baked_svg(credential_uuid: UUID) -> bytes | None:
    """The drawing with the OB 3.0 JSON inside; the same bytes each time."""
    award = find_by_credential_uuid(credential_uuid)
    document = credential_bytes(credential_uuid, Form.OB3_DI)
    if award is None or document is None:
        return None
    achievement = _achievement(award.achievement_id)
    assert achievement is not None  # noqa: S101 - the award points to it
    return artwork.baked_svg(achievement.artwork, ob3_document=document)


def status_list(number: int) -> bytes | None:
    """The list of withdrawals as VC-JWT, byte for byte as it was signed."""
    return db.session.execute(select(StatusList.signed_jwt).where(StatusList.id == number)).scalar_one_or_none()


def status_list_json(number: int) -> bytes | None:
    """The list of withdrawals as JSON with a proof, byte for byte as it was signed."""
    return db.session.execute(select(StatusList.signed_json).where(StatusList.id == number)).scalar_one_or_none()


def revocation_list(issuer_public_id: str) -> dict[str, Any] | None:
    """The OB 2.0 revocation list of an issuer."""
    issuer = _issuer(issuer_public_id)
    if issuer is None:
        return None
    query = (
        select(Edition.credential_uuid)
        .join(Edition.award)
        .join(Award.achievement)
        .where(
            Achievement.issuer_id == issuer.id,
            or_(Edition.revoked_at.is_not(None), Edition.id.in_(void_editions())),
        )
        .order_by(func.coalesce(Edition.revoked_at, Edition.registered_at), Edition.id)
    )
    addresses = Addresses(issuer.base_url)
    withdrawals = [
        ob2.Withdrawal(assertion_id=known_as)
        for uuid in db.session.execute(query).scalars()
        for known_as in (addresses.assertion(uuid), uuid.urn)
    ]
    return ob2.revocation_list(
        addresses.revocations(issuer.public_id), issuer=documents.issuer_of(issuer), withdrawals=withdrawals
    )


def issuer_documents(public_id: str) -> dict[str, dict[str, Any]] | None:
    """What an issuer's addresses serve: `ob2` and `ob3` profiles and the `did` document."""
    issuer = _issuer(public_id)
    return None if issuer is None else documents.issuer_documents(issuer, _keys_of([issuer.id]))


def root_did_document(did: str) -> dict[str, Any] | None:
    """The DID document of the issuer whose DID is exactly this one, for `/.well-known/did.json`."""
    issuer = db.session.execute(select(IssuerProfile).where(IssuerProfile.did == did)).scalar_one_or_none()
    return None if issuer is None else documents.issuer_documents(issuer, _keys_of([issuer.id]))["did"]


def key_set() -> dict[str, Any]:
    """The JWK Set of all issuers here: keys in use, then retired ones; compromised ones never."""
    return badges.jwk_set(documents.verification_key(key) for key in _keys_of(_all_issuers()))


def key_document(name: str) -> dict[str, Any] | None:
    """The bare JWK of the key with this short name (what stands after `#` in its kid), unless it is compromised."""
    published: Sequence[dict[str, Any]] = key_set()["keys"]
    return next((jwk for jwk in published if jwk["kid"].rpartition("#")[2] == name), None)


def ob2_key_document(name: str) -> dict[str, Any] | None:
    """The OB 2.0 CryptographicKey with this short name, unless it is compromised or signs other forms."""
    shown = [key for key in _keys_of(_all_issuers()) if key.kid.rpartition("#")[2] == name]
    if not shown or not documents.ob2_key_names([documents.verification_key(shown[0])]):
        return None
    return documents.ob2_key_document(shown[0], name)


def achievement_documents(public_id: str) -> dict[str, dict[str, Any]] | None:
    """What an achievement's addresses serve: `ob2` (BadgeClass) and `ob3`."""
    achievement = _achievement(public_id)
    return None if achievement is None else documents.achievement_documents(achievement)


def achievement_picture(public_id: str) -> bytes | None:
    """The picture of an achievement, with nothing baked in."""
    achievement = _achievement(public_id)
    return None if achievement is None else artwork.picture(achievement.artwork)


def achievement_drawing(public_id: str) -> bytes | None:
    """The same as drawing (SVG), which stays sharp on paper."""
    achievement = _achievement(public_id)
    return None if achievement is None else artwork.drawing(achievement.artwork)


def _all_issuers() -> Sequence[int]:
    return db.session.execute(select(IssuerProfile.id).order_by(IssuerProfile.id)).scalars().all()


def _editions() -> Any:
    return (
        select(Edition)
        .join(Edition.award)
        .options(
            joinedload(Edition.award)
            .joinedload(Award.achievement)
            .joinedload(Achievement.issuer)
            .joinedload(IssuerProfile.organisation)
        )
    )


def _public(edition: Edition) -> PublicAward:
    award, achievement = edition.award, edition.award.achievement
    is_replaced = edition.revoked_at is not None and award.revoked_at is None
    return PublicAward(
        public_code=award.public_code,
        state=AwardState.REVOKED if is_replaced else award.state,
        name=achievement.name,
        description=achievement.description,
        can_do=achievement.can_do,
        criteria=achievement.criteria["words"],
        alignments=tuple(achievement.alignments["to"]),
        track=achievement.track.value,
        shown_as=award.shown_as,
        awarded_on=award.awarded_on,
        accepted_at=award.accepted_at,
        issued_at=edition.registered_at,
        rule_was_met=bool(award.facts.get("met")),
        facts=_facts(award.facts, read_criteria(achievement.criteria)),
        issuer=_public_issuer(achievement.issuer),
        achievement_id=achievement.public_id,
        award_uuid=award.uuid,
        credential_uuid=edition.credential_uuid,
        edition=edition.number,
        kid=_kid(edition),
        status_list=edition.status_list_id,
        status_index=edition.status_index,
        revoked_at=edition.revoked_at,
        revocation_reason=RevocationReason.REPLACED if is_replaced else award.revocation_reason,
        key_was_stolen=is_void(edition),
    )


def _public_issuer(issuer: IssuerProfile) -> PublicIssuer:
    return PublicIssuer(
        public_id=issuer.public_id,
        did=issuer.did,
        address=Addresses(issuer.base_url).issuer(issuer.public_id),
        base_url=issuer.base_url,
        name=issuer.name,
        legal_name=issuer.organisation.name,
        siret=issuer.organisation.siret,
        email=issuer.email,
        phone=issuer.organisation.phone,
        since=issuer.created_at,
    )


def _facts(stored: dict[str, Any], criteria: Criteria) -> PublicFacts:
    asked = {one.kind for one in criteria.requirements}
    led, attended = stored.get("workshops_led", 0), stored.get("workshops_attended", 0)
    # The days are those of what was led, or of what was attended by who led nothing.
    counted = Kind.WORKSHOPS_LED in asked if led else bool(asked & _ATTENDING)
    first_on, last_on = (stored.get("first_on"), stored.get("last_on")) if counted else (None, None)
    return PublicFacts(
        workshops_led=led if Kind.WORKSHOPS_LED in asked else 0,
        workshops_attended=attended if asked & _ATTENDING else 0,
        distinct_learners=stored.get("distinct_learners", 0) if Kind.DISTINCT_LEARNERS in asked else 0,
        skills_reached=len(stored.get("skills", [])) if asked & _SHOWING else 0,
        first_on=date.fromisoformat(first_on) if first_on else None,
        last_on=date.fromisoformat(last_on) if last_on else None,
    )


def _kid(edition: Edition) -> str | None:
    query = select(Credential.kid).where(Credential.edition_id == edition.id, Credential.form == Form.OB3_JWT)
    return db.session.execute(query).scalar_one_or_none()


def _issuer(public_id: str) -> IssuerProfile | None:
    return db.session.execute(select(IssuerProfile).where(IssuerProfile.public_id == public_id)).scalar_one_or_none()


def _achievement(public_id: str) -> Achievement | None:
    query = select(Achievement).where(Achievement.public_id == public_id).options(joinedload(Achievement.issuer))
    return db.session.execute(query).scalar_one_or_none()


def _keys_of(issuer_ids: Sequence[int]) -> Sequence[IssuerKey]:
    query = select(IssuerKey).where(IssuerKey.issuer_id.in_(issuer_ids)).options(joinedload(IssuerKey.issuer))
    return db.session.execute(query.order_by(IssuerKey.active_from.desc(), IssuerKey.id.desc())).scalars().all()
