"""The signing step: an edition of an accepted award, and the lists of withdrawals. Signed bytes never change."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import Table, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

import badges
from badges import ob2, ob3, proofs, status
from peerlearn.awards import documents
from peerlearn.awards.addresses import Addresses
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award, Credential, Edition, IssuerKey, IssuerProfile, StatusList
from peerlearn.awards.rules import Form, KeyState, Refusal
from peerlearn.awards.stolen import void_editions
from peerlearn.core import scope
from peerlearn.core.db import Base, db
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
    """The issuer with its newest active key for each way of signing. Its keys stay as they are until the transaction
    ends (`_hold_keys`), so ask before a list of withdrawals is held.

    Raises:
        DomainError: `awards.no_key` when one is missing, or its file cannot be used.
    """
    _hold_keys([issuer.id])
    query = select(IssuerKey).where(IssuerKey.issuer_id == issuer.id, IssuerKey.state == KeyState.ACTIVE)
    oldest_first = query.order_by(IssuerKey.active_from, IssuerKey.id)
    newest = {badges.Algorithm(key.algorithm): key for key in db.session.execute(oldest_first).scalars()}
    if set(newest) != set(badges.Algorithm):
        raise DomainError("awards.no_key")
    keys = {algorithm: folder.read(key) for algorithm, key in newest.items()}
    return Signer(issuer.id, issuer.did, Addresses(issuer.base_url), keys)


def ready_signers(issuers: Iterable[IssuerProfile], folder: KeyFolder, known: dict[int, Signer]) -> dict[int, Signer]:
    """Issuer → its keys as they may sign now, from among those a run read already (`known`) or from their files. Who
    lacks a key is left out.

    Each batch asks, once: a key may have been stolen or retired since the last one. And it asks before it holds a list
    of withdrawals: whoever changes keys holds the issuer first, then its lists.
    """
    wanted = {one.id: one for one in issuers}
    _hold_keys(wanted)
    in_use = _kids_in_use(wanted)
    found: dict[int, Signer] = {}
    for issuer_id, issuer in sorted(wanted.items()):
        if issuer_id in known and not {key.kid for key in known[issuer_id].keys.values()} <= in_use:
            del known[issuer_id]
        if issuer_id not in known:
            try:
                known[issuer_id] = signer_of(issuer, folder)
            except DomainError:
                continue
        found[issuer_id] = known[issuer_id]
    return found


def split_by_signer(awards: Iterable[Award], signers: Mapping[int, Signer]) -> tuple[list[Award], tuple[Refusal, ...]]:
    """The awards whose issuer can sign, and a refusal for each other."""
    ready, refusals = [], []
    for award in awards:
        if award.achievement.issuer_id in signers:
            ready.append(award)
        else:
            refusals.append(Refusal(award.id, "awards.no_key"))
    return ready, tuple(refusals)


def sign_editions(awards: Sequence[Award], signer: Signer, *, now: datetime) -> list[Edition]:
    """Register the next edition of each award, then keep their signed forms: all in the caller's transaction.

    The register's rows are written first, so no signed bytes exist that the register does not know. However many
    awards there are, the statements are the same few.

    Raises:
        DomainError: `awards.cannot_be_signed`: what one of them says fits into no badge.
    """
    registered_at = documents.whole_seconds(now)
    editions = _registered(awards, registered_at, signer)
    written = Writer(signer)
    try:
        forms = [
            form_of(edition, form, body, kid=kid, now=registered_at)
            for award, edition in zip(awards, editions, strict=True)
            for form, (body, kid) in written.forms_of(award, edition).items()
        ]
    except badges.BadgeError as problem:
        raise DomainError("awards.cannot_be_signed") from problem
    keep_forms(forms)
    return editions


def form_of(edition: Edition, form: Form, body: bytes, *, kid: str | None, now: datetime) -> dict[str, Any]:
    """One form of an edition as it is stored, byte for byte."""
    return {
        "organisation_id": edition.organisation_id,
        "edition_id": edition.id,
        "form": form,
        "kid": kid,
        "body": body,
        "sha256": badges.digest(body),
        "signed_at": now,
    }


def keep_forms(forms: Sequence[dict[str, Any]]) -> None:
    """Store forms; the unique constraint refuses a second one of an edition."""
    _store(Credential, forms)


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


class Writer:
    """Writes awards in every form. What the awards of one achievement share is put together once."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self._key_url = signer.addresses.ob2_key(badges.key_name(signer.ob2.private_key.public_key()))
        self._shared: dict[int, documents.Shared] = {}

    def forms_of(self, award: Award, edition: Edition) -> dict[Form, tuple[bytes, str | None]]:
        """The edition in every form, with the key that signed it. JSON and JWT each name the list in their own form."""
        signer, addresses = self._signer, self._signer.addresses
        shared = self._shared.get(award.achievement_id) or documents.shared_by(award.achievement)
        self._shared[award.achievement_id] = shared
        as_jwt = documents.award_of(award, edition, shared, status_url=addresses.status_list(edition.status_list_id))
        in_json = badges.StatusEntry(
            list_url=addresses.status_list_json(edition.status_list_id), index=edition.status_index
        )
        as_json = replace(as_jwt, status=in_json)
        picture = documents.baked_picture(award)
        hosted = badges.write_json(ob2.hosted_assertion(as_jwt, image_url=picture))
        signed = ob2.sign_assertion(as_jwt, signer.ob2, key_url=self._key_url, image_url=picture)
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


def issuer_of_list(list_id: int) -> IssuerProfile:
    """Whose list it is, without holding it."""
    query = select(IssuerProfile).join(StatusList, StatusList.issuer_id == IssuerProfile.id)
    return db.session.execute(query.where(StatusList.id == list_id)).scalar_one()


def locked_list(list_id: int) -> StatusList:
    """The list, held until the transaction ends: two withdrawals at once must not forget one another."""
    query = select(StatusList).where(StatusList.id == list_id).with_for_update()
    return db.session.execute(query, execution_options={"populate_existing": True}).scalar_one()


def _hold_keys(issuer_ids: Collection[int]) -> None:
    """Nobody retires a key of these issuers, or tells that it was stolen, before this transaction ends: else what it
    signs would be void at birth. A lock that is shared: all who sign hold it at once.

    On the issuer's row, as `issuers.hold_keys`: on the rows of the keys, whoever waited would not see the successor.
    """
    held = select(IssuerProfile.id).where(IssuerProfile.id.in_(issuer_ids)).order_by(IssuerProfile.id)
    db.session.execute(held.with_for_update(read=True))


def _kids_in_use(issuer_ids: Collection[int]) -> set[str]:
    query = select(IssuerKey.kid).where(IssuerKey.issuer_id.in_(issuer_ids), IssuerKey.state == KeyState.ACTIVE)
    return set(db.session.execute(query).scalars())


def _registered(awards: Sequence[Award], registered_at: datetime, signer: Signer) -> list[Edition]:
    """New rows of the register, at random free places of the list. The unique constraint has the last word."""
    listed = _list_with_room(signer, now=registered_at)
    numbers = _last_numbers(awards)
    for _ in range(_TRIES):
        places, uuids = _free_places(listed, len(awards)), [uuid4() for _ in awards]
        rows = [
            {
                "organisation_id": award.organisation_id,
                "award_id": award.id,
                "number": numbers.get(award.id, 0) + 1,
                "credential_uuid": uuid,
                "registered_at": registered_at,
                "status_list_id": listed.id,
                "status_index": place,
                "revoked_at": None,
            }
            for award, place, uuid in zip(awards, places, uuids, strict=True)
        ]
        try:
            with db.session.begin_nested():
                _store(Edition, rows)
        except IntegrityError:
            # Somebody took a place since we looked.
            continue
        return _editions(uuids)
    raise RuntimeError("no free place in the status list")


def _store(entity: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """All rows with one statement: the session would send each alone, to learn its number. They belong to awards that
    the caller has in scope."""
    with scope.beyond(db.session(), "the editions and forms of awards that were read in scope"):
        db.session.execute(insert(cast("Table", entity.__table__)), rows)


def _editions(uuids: Sequence[UUID]) -> list[Edition]:
    """These editions, in this order."""
    query = select(Edition).where(Edition.credential_uuid.in_(uuids))
    found = {edition.credential_uuid: edition for edition in db.session.execute(query).scalars()}
    return [found[uuid] for uuid in uuids]


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


def _free_places(listed: StatusList, count: int) -> list[int]:
    """That many places that nobody has, in the order in which chance drew them: it tells nothing of who came first."""
    found: dict[int, None] = {}
    while len(found) < count:
        drawn = [secrets.randbelow(listed.size) for _ in range(count - len(found))]
        taken = _taken(listed.id, drawn)
        found |= dict.fromkeys(place for place in drawn if place not in taken)
    return list(found)


def _taken(list_id: int, places: Sequence[int]) -> set[int]:
    query = select(Edition.status_index).where(Edition.status_list_id == list_id, Edition.status_index.in_(places))
    with scope.beyond(db.session(), "a status list holds places of every organisation"):
        return set(db.session.execute(query).scalars())


def _last_numbers(awards: Sequence[Award]) -> dict[int, int]:
    """Award → the number of its latest edition, for those that have one."""
    query = select(Edition.award_id, func.max(Edition.number)).where(Edition.award_id.in_([one.id for one in awards]))
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Edition.award_id))}


def _withdrawn(list_id: int) -> list[int]:
    counts_no_more = or_(Edition.revoked_at.is_not(None), Edition.id.in_(void_editions()))
    query = select(Edition.status_index).where(Edition.status_list_id == list_id, counts_no_more)
    with scope.beyond(db.session(), "a list of withdrawals holds the bits of every organisation"):
        return list(db.session.execute(query.order_by(Edition.status_index)).scalars())
