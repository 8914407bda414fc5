"""From stored rows to what the badge library signs and publishes. Reads no clock and no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import badges
from badges import ob2, ob3
from peerlearn.awards.addresses import Addresses
from peerlearn.awards.models import Achievement, Award, Edition, Endorsement, IssuerKey, IssuerProfile
from peerlearn.awards.rules import KeyState, months_after
from peerlearn.core import clock

LANGUAGE = "fr"
# What a summary holds; the public page and the signed badge have the whole.
_MOST_OF_TITLE = 100


def issuer_of(profile: IssuerProfile) -> badges.Issuer:
    """The issuer as the library knows it."""
    addresses = Addresses(profile.base_url)
    return badges.Issuer(
        did=profile.did,
        address=addresses.issuer(profile.public_id),
        name=profile.name,
        url=profile.base_url,
        email=profile.email,
        revocation_list=addresses.revocations(profile.public_id),
    )


def achievement_of(achievement: Achievement) -> badges.Achievement:
    """The achievement in French, the language of the signed bytes; pages show its other languages too."""
    addresses = Addresses(achievement.issuer.base_url)
    return badges.Achievement(
        ob2_id=addresses.badge_class(achievement.public_id),
        ob3_id=addresses.achievement(achievement.public_id),
        name=achievement.name[LANGUAGE],
        description=achievement.description[LANGUAGE],
        criteria=achievement.criteria["words"][LANGUAGE],
        image_url=addresses.picture(achievement.public_id),
        language=LANGUAGE,
        version=achievement.version,
        alignments=tuple(_alignment(one) for one in achievement.alignments["to"]),
    )


@dataclass(frozen=True)
class Shared:
    """What all awards of one achievement say alike."""

    issuer: badges.Issuer
    achievement: badges.Achievement
    addresses: Addresses


def shared_by(achievement: Achievement) -> Shared:
    """What the awards of this achievement share."""
    return Shared(issuer_of(achievement.issuer), achievement_of(achievement), Addresses(achievement.issuer.base_url))


def award_of(award: Award, edition: Edition, shared: Shared, *, status_url: str) -> badges.Award:
    """The award in one edition. It says when, what and who issued; of the holder, only the name they chose."""
    awarded_at = award.accepted_at or edition.registered_at
    return badges.Award(
        award_id=award.uuid,
        credential_id=edition.credential_uuid,
        assertion_url=shared.addresses.assertion(edition.credential_uuid),
        issuer=shared.issuer,
        achievement=shared.achievement,
        issued_at=whole_seconds(edition.registered_at),
        awarded_at=whole_seconds(awarded_at),
        expires_at=expiry_of(award.achievement, awarded_at, registered_at=edition.registered_at),
        holder_name=award.shown_as or None,
        evidence=(badges.Evidence(url=shared.addresses.page(award.public_code), name=_EVIDENCE),),
        status=badges.StatusEntry(list_url=status_url, index=edition.status_index),
    )


def specimen_of(achievement: Achievement, *, now: datetime) -> badges.Award:
    """An award to nobody, with the longest there can be of all that differs from one award to the next."""
    addresses = Addresses(achievement.issuer.base_url)
    number = uuid4()
    return badges.Award(
        award_id=uuid4(),
        credential_id=number,
        assertion_url=addresses.assertion(number),
        issuer=issuer_of(achievement.issuer),
        achievement=achievement_of(achievement),
        issued_at=whole_seconds(now),
        awarded_at=whole_seconds(now),
        expires_at=expiry_of(achievement, now, registered_at=now),
        holder_name="Specimen",
        evidence=(badges.Evidence(url=addresses.page("ABCD2345"), name=_EVIDENCE),),
        status=badges.StatusEntry(list_url=addresses.status_list(1), index=1),
    )


def expiry_of(achievement: Achievement, awarded_at: datetime, *, registered_at: datetime) -> datetime | None:
    """Until when a badge counts; None is for ever.

    A later edition (a key was stolen) ends when the first one does. Signed after that end, it ends at once: a badge
    cannot end before it begins.
    """
    if achievement.valid_months is None:
        return None
    ends_at = whole_seconds(months_after(awarded_at, achievement.valid_months))
    return max(ends_at, whole_seconds(registered_at) + timedelta(seconds=1))


def summary_of(award: Award, edition: Edition, document: bytes) -> badges.Summary:
    """What the QR code of a card says; it names the signed document by its hash."""
    title = award.achievement.name[LANGUAGE].strip()
    return badges.Summary(
        host=urlsplit(award.achievement.issuer.base_url).netloc,
        public_code=award.public_code,
        title=title if len(title) <= _MOST_OF_TITLE else f"{title[: _MOST_OF_TITLE - 1]}…",
        name=award.shown_as if 0 < len(award.shown_as) <= _MOST_OF_TITLE else None,
        awarded_on=award.awarded_on or clock.day_of(edition.registered_at),
        status_list=edition.status_list_id,
        status_index=edition.status_index,
        credential_sha256=sha256(document).digest(),
    )


def endorsement_of(endorsement: Endorsement, edition: Edition, words: str, *, now: datetime) -> badges.Endorsement:
    """What somebody says of one edition of a badge, under an identifier of its own. The programme is its issuer."""
    achievement = endorsement.award.achievement
    return badges.Endorsement(
        endorsement_id=uuid4(),
        issuer=issuer_of(achievement.issuer),
        name=_RECOMMENDATION.format(achievement.name[LANGUAGE]),
        subject_id=edition.credential_uuid.urn,
        comment=words,
        issued_at=whole_seconds(now),
    )


def baked_picture(award: Award) -> str:
    """The address of the award's baked picture, which OB 2.0 shows."""
    return Addresses(award.achievement.issuer.base_url).picture_of_award(award.public_code)


def verification_key(key: IssuerKey) -> badges.VerificationKey:
    """The stored public key with what it may still vouch for."""
    return badges.VerificationKey(
        kid=key.kid,
        controller=key.issuer.did,
        public_key=badges.public_key_from_jwk(key.public_jwk),
        algorithm=badges.Algorithm(key.algorithm),
        state=badges.KeyState(key.state.value),
        compromised_since=key.compromised_since if key.state is KeyState.COMPROMISED else None,
    )


def issuer_documents(profile: IssuerProfile, keys: Sequence[IssuerKey]) -> dict[str, dict[str, Any]]:
    """What the addresses of an issuer serve: `ob2` (profile), `ob3` (profile), `did` and `jwks`."""
    issuer = issuer_of(profile)
    known = [verification_key(key) for key in keys]
    addresses = Addresses(profile.base_url)
    return {
        "ob2": ob2.profile(issuer, public_keys=[addresses.ob2_key(name) for name in ob2_key_names(known)]),
        "ob3": ob3.issuer_profile(issuer),
        "did": badges.did_document(profile.did, known),
        "jwks": badges.jwk_set(known),
    }


def ob2_key_names(keys: Sequence[badges.VerificationKey]) -> list[str]:
    """The short names of the published keys that sign OB 2.0, the one in use first."""
    shown = badges.published(keys)
    return [badges.key_name(key.public_key) for key in shown if key.algorithm is badges.Algorithm.RS256]


def ob2_key_document(key: IssuerKey, name: str) -> dict[str, Any]:
    """The OB 2.0 CryptographicKey, which names the profile that lists it."""
    addresses = Addresses(key.issuer.base_url)
    return badges.cryptographic_key(
        addresses.ob2_key(name),
        owner=addresses.issuer(key.issuer.public_id),
        public_key=verification_key(key).public_key,
    )


def achievement_documents(achievement: Achievement) -> dict[str, dict[str, Any]]:
    """What the addresses of an achievement serve: `ob2` (BadgeClass) and `ob3` (Achievement)."""
    described = achievement_of(achievement)
    return {
        "ob2": ob2.badge_class(described, issuer=issuer_of(achievement.issuer)),
        "ob3": ob3.achievement_document(described),
    }


def whole_seconds(instant: datetime) -> datetime:
    """The instant in UTC without the fraction of a second, which a JWT cannot repeat."""
    return instant.astimezone(UTC).replace(microsecond=0)


_RECOMMENDATION = "Recommandation du badge « {} »"
_EVIDENCE = "Page du badge : ce qui a été observé"


def _alignment(to: dict[str, Any]) -> badges.Alignment:
    return badges.Alignment(
        name=to["name"][LANGUAGE],
        url=to["url"],
        code=to["competence"],
        framework=f"{to['framework']} {to['version']}",
    )
