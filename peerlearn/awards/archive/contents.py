"""What an archive holds: every badge that was ever published, and the documents around them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from peerlearn.awards import queries, signing
from peerlearn.awards.endorsements import endorsements_to_sign, signed_endorsements
from peerlearn.awards.models import Achievement, Award, Edition, IssuerKey, IssuerProfile, StatusList
from peerlearn.awards.stolen import void_editions
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError

_MOST_LOOKS = 6


@dataclass(frozen=True)
class Standing:
    """Where a badge stands: its editions, the one in force first, what its files follow from, and every recommendation
    of it that was ever signed, with whether it is shown."""

    editions: tuple[UUID, ...]
    follows_from: tuple[object, ...]
    endorsements: tuple[tuple[UUID, bool], ...] = ()


@dataclass(frozen=True)
class Surroundings:
    """The names of what stands around the badges, in addresses: issuers, keys, definitions, lists of withdrawals."""

    dids: tuple[str, ...]
    bases: tuple[str, ...]
    issuers: tuple[str, ...]
    keys: tuple[str, ...]
    achievements: tuple[str, ...]
    lists: tuple[int, ...]


@dataclass(frozen=True)
class Contents:
    """All of it at one moment. `badges`: public code → where it stands."""

    badges: dict[str, Standing]
    around: Surroundings


def contents() -> Contents:
    """What an archive made now has to hold.

    Raises:
        DomainError: `awards.archive_waits_for_signing`: a withdrawal is in no signed list yet, or a badge or what
            others say of it waits for a signature. Programs would believe such an archive too much, or too little.
    """
    if signing.stale_lists() or queries.awards_to_sign_again() or endorsements_to_sign():
        raise DomainError("awards.archive_waits_for_signing")
    return Contents(_badges(), _around())


def until_still(look: Callable[[], Contents]) -> Iterator[tuple[Contents, list[str]]]:
    """What there is, with the codes of what changed since the last look, until nothing does.

    A badge that is withdrawn while others are being written is so written again, with the lists: the parts of an
    archive never contradict each other.

    Raises:
        DomainError: `awards.archive_never_still`.
    """
    known: dict[str, Standing] | None = None
    for _ in range(_MOST_LOOKS):
        found = look()
        if found.badges == known:
            return
        yield found, [code for code, standing in found.badges.items() if (known or {}).get(code) != standing]
        known = found.badges
    raise DomainError("awards.archive_never_still")


def _badges() -> dict[str, Standing]:
    keys = tuple(
        db.session.execute(
            select(IssuerKey.kid, IssuerKey.state, IssuerKey.compromised_since).order_by(IssuerKey.kid)
        ).all()
    )
    query = (
        select(
            Award.public_code,
            Edition.credential_uuid,
            Award.state,
            Award.shown_as,
            Edition.revoked_at,
            Edition.id.in_(void_editions()),
        )
        .join(Edition, Edition.award_id == Award.id)
        .order_by(Award.public_code, Edition.number.desc())
    )
    found: dict[str, Standing] = {}
    said = signed_endorsements()
    for code, edition, *rest in db.session.execute(query):
        known = found.get(code, Standing((), (keys,)))
        found[code] = Standing((*known.editions, edition), (*known.follows_from, *rest), said.get(code, ()))
    return found


def _around() -> Surroundings:
    issuers = db.session.execute(select(IssuerProfile).order_by(IssuerProfile.id)).scalars().all()
    kids = db.session.execute(select(IssuerKey.kid).order_by(IssuerKey.kid)).scalars()
    achievements = db.session.execute(select(Achievement.public_id).order_by(Achievement.id)).scalars()
    return Surroundings(
        dids=tuple(issuer.did for issuer in issuers),
        bases=tuple(sorted({issuer.base_url for issuer in issuers})),
        issuers=tuple(issuer.public_id for issuer in issuers),
        keys=tuple(kid.rpartition("#")[2] for kid in kids),
        achievements=tuple(achievements),
        lists=tuple(db.session.execute(select(StatusList.id).order_by(StatusList.id)).scalars()),
    )
