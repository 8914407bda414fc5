"""The signing step: an edition of an accepted award, and the lists of withdrawals. Signed bytes never change."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError

import badges
from badges import ob2, ob3, proofs, status
from peerlearn.awards import documents
from peerlearn.awards.addresses import Addresses
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award, Credential, Edition, IssuerKey, IssuerProfile, StatusList
from peerlearn.awards.rules import Form, KeyState
from peerlearn.awards.stolen import void_editions
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError

LIST_SIZE = 131_072
_TRIES = 20
_SHORT_TITLE = 40


@dataclass(frozen=True)
class Signer:
    """An issuer with its keys in hand, as plain values: a run that signs a thousand awards opens the files once."""

    issuer_id: int
    did: str
    addresses: Addresses
    keys: Mapping[badges.Algorithm, badges.SigningKey]

    @property
    def jwt(self) -> badges.SigningKey:
        """The key of OB 3.0 as JWT: validators read ES256 there and no Ed25519."""
        return self.keys[badges.Algorithm.ES256]

    @property
    def proof(self) -> badges.SigningKey:
        """The key of OB 3.0 with an embedded proof."""
        return self.keys[badges.Algorithm.ED25519]

    @property
    def ob2(self) -> badges.SigningKey:
        """The key of OB 2.0, whose readers know RSA alone."""
        return self.keys[badges.Algorithm.RS256]


def signer_of(issuer: IssuerProfile, folder: KeyFolder) -> Signer:
    """The issuer with its newest active key for each way of signing.

    Raises:
        DomainError: `awards.no_key` when one is missing, or its file cannot be used.
    """
    query = select(IssuerKey).where(IssuerKey.issuer_id == issuer.id, IssuerKey.state == KeyState.ACTIVE)
    oldest_first = query.order_by(IssuerKey.active_from, IssuerKey.id)
    newest = {badges.Algorithm(key.algorithm): key for key in db.session.execute(oldest_first).scalars()}
    if set(newest) != set(badges.Algorithm):
        raise DomainError("awards.no_key")
    keys = {algorithm: folder.read(key) for algorithm, key in newest.items()}
    return Signer(issuer.id, issuer.did, Addresses(issuer.base_url), keys)


def known_signer(issuer: IssuerProfile, folder: KeyFolder, known: dict[int, Signer]) -> Signer:
    """The issuer with its keys, from among those a run read already; a new one is added to them.

    Raises:
        DomainError: `awards.no_key`.
    """
    if issuer.id not in known:
        known[issuer.id] = signer_of(issuer, folder)
    return known[issuer.id]


def sign_edition(award: Award, signer: Signer, *, now: datetime) -> Edition:
    """Register the next edition of an award, then keep its signed forms: all in the caller's transaction.

    The register's row is written first, so no signed bytes exist that the register does not know.
    """
    registered_at = documents.whole_seconds(now)
    edition = _registered(award, registered_at, signer)
    for form, (body, kid) in _signed_forms(award, edition, signer).items():
        keep_form(edition, form, body, kid=kid, now=registered_at)
    db.session.flush()
    return edition


def keep_form(edition: Edition, form: Form, body: bytes, *, kid: str | None, now: datetime) -> None:
    """Store one form of an edition, byte for byte; the unique constraint refuses a second one."""
    kept = Credential(
        organisation_id=edition.organisation_id,
        edition_id=edition.id,
        form=form,
        kid=kid,
        body=body,
        sha256=badges.digest(body),
        signed_at=now,
    )
    db.session.add(kept)


def sign_summary(award: Award, edition: Edition, document: bytes, key: badges.SigningKey) -> bytes:
    """The short form for paper: a link that names the signed document by its hash.

    Where there is no room the name gives way first, then the end of the title.
    """
    said = documents.summary_of(award, edition, document)
    nameless = replace(said, name=None)
    shortened = replace(nameless, title=f"{said.title[:_SHORT_TITLE].rstrip()}…")
    for short in (said, nameless):
        try:
            return badges.make_summary(short, key).encode()
        except badges.ContentRefused:
            continue
    return badges.make_summary(shortened, key).encode()


def _signed_forms(award: Award, edition: Edition, signer: Signer) -> dict[Form, tuple[bytes, str | None]]:
    """The edition in every form, with the key that signed it. JSON and JWT each name the list in their own form."""
    addresses = signer.addresses
    as_jwt = documents.award_of(award, edition, status_url=addresses.status_list(edition.status_list_id))
    as_json = documents.award_of(award, edition, status_url=addresses.status_list_json(edition.status_list_id))
    picture = documents.baked_picture(award)
    key_url = addresses.ob2_key(badges.key_name(signer.ob2.private_key.public_key()))
    hosted = badges.write_json(ob2.hosted_assertion(as_jwt, image_url=picture))
    signed = ob2.sign_assertion(as_jwt, signer.ob2, key_url=key_url, image_url=picture)
    document = proofs.sign_credential(as_json, signer.proof, created=as_json.issued_at)
    return {
        Form.OB3_JWT: (ob3.sign_credential(as_jwt, signer.jwt).encode(), signer.jwt.kid),
        Form.OB3_DI: (document, signer.proof.kid),
        Form.OB2_HOSTED: (hosted, None),
        Form.OB2_SIGNED: (signed.encode(), signer.ob2.kid),
        Form.SUMMARY: (sign_summary(award, edition, document, signer.jwt), signer.jwt.kid),
    }


def open_list(signer: Signer, *, now: datetime) -> StatusList:
    """A new list of withdrawals of the issuer, signed while it is still empty."""
    opened = StatusList(issuer_id=signer.issuer_id, size=LIST_SIZE, signed_jwt=None, signed_json=None, signed_at=None)
    db.session.add(opened)
    db.session.flush()
    sign_list(opened, signer, now=now)
    return opened


def sign_list(listed: StatusList, signer: Signer, *, now: datetime) -> None:
    """Sign the list again, with every withdrawal known to this transaction. Lock the row first."""
    published_at = documents.whole_seconds(now)
    bits = status.bitstring(_withdrawn(listed.id), entries=listed.size)
    listed.signed_jwt = status.sign_list(
        signer.addresses.status_list(listed.id),
        issuer_did=signer.did,
        bits=bits,
        published_at=published_at,
        key=signer.jwt,
    ).encode()
    document = status.list_credential(
        signer.addresses.status_list_json(listed.id), issuer_did=signer.did, bits=bits, published_at=published_at
    )
    listed.signed_json = badges.write_json(proofs.add_proof(document, signer.proof, created=published_at))
    listed.signed_at = now
    db.session.flush()


def stale_lists() -> Sequence[int]:
    """Lists that miss a withdrawal, or lost the key they were signed with, because no key was ready at that moment."""
    query = select(StatusList.id).outerjoin(Edition, Edition.status_list_id == StatusList.id)
    missing = or_(StatusList.signed_at.is_(None), Edition.revoked_at > StatusList.signed_at)
    with scope.beyond(db.session(), "a list of withdrawals holds the bits of every organisation"):
        return db.session.execute(query.where(missing).distinct().order_by(StatusList.id)).scalars().all()


def locked_list(list_id: int) -> StatusList:
    """The list, held until the transaction ends: two withdrawals at once must not forget one another."""
    query = select(StatusList).where(StatusList.id == list_id).with_for_update()
    return db.session.execute(query, execution_options={"populate_existing": True}).scalar_one()


def _registered(award: Award, registered_at: datetime, signer: Signer) -> Edition:
    """A new row of the register, at a random free place of the list. The unique constraint has the last word."""
    listed = _list_with_room(signer, now=registered_at)
    for _ in range(_TRIES):
        index = secrets.randbelow(listed.size)
        if _is_taken(listed.id, index):
            continue
        edition = Edition(
            organisation_id=award.organisation_id,
            award_id=award.id,
            number=_next_number(award),
            registered_at=registered_at,
            status_list_id=listed.id,
            status_index=index,
            revoked_at=None,
        )
        try:
            with db.session.begin_nested():
                db.session.add(edition)
        except IntegrityError:
            # Somebody took the place since we looked.
            continue
        return edition
    raise RuntimeError("no free place in the status list")


def _list_with_room(signer: Signer, *, now: datetime) -> StatusList:
    query = select(StatusList).where(StatusList.issuer_id == signer.issuer_id).order_by(StatusList.id.desc()).limit(1)
    newest = db.session.execute(query).scalar_one_or_none()
    # In a fuller list, free places would be hard to find, and taken ones easy to guess.
    if newest is None or _places_taken(newest.id) >= newest.size // 2:
        return open_list(signer, now=now)
    return newest


def _places_taken(list_id: int) -> int:
    query = select(func.count()).select_from(Edition).where(Edition.status_list_id == list_id)
    with scope.beyond(db.session(), "a status list holds places of every organisation"):
        return db.session.execute(query).scalar_one()


def _is_taken(list_id: int, index: int) -> bool:
    query = select(Edition.id).where(Edition.status_list_id == list_id, Edition.status_index == index)
    with scope.beyond(db.session(), "a status list holds places of every organisation"):
        return db.session.execute(query).first() is not None


def _next_number(award: Award) -> int:
    query = select(func.max(Edition.number)).where(Edition.award_id == award.id)
    return (db.session.execute(query).scalar_one() or 0) + 1


def _withdrawn(list_id: int) -> list[int]:
    counts_no_more = or_(Edition.revoked_at.is_not(None), Edition.id.in_(void_editions()))
    query = select(Edition.status_index).where(Edition.status_list_id == list_id, counts_no_more)
    with scope.beyond(db.session(), "a list of withdrawals holds the bits of every organisation"):
        return list(db.session.execute(query.order_by(Edition.status_index)).scalars())
