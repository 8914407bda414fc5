"""Who signs: setting up an issuer, and the life of its keys. Nothing here commits.

Each change of keys holds the issuer first, and judges its keys as they are then: a page and a command at the same
moment come one after the other.
"""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import joinedload

import badges
from peerlearn.awards import signing
from peerlearn.awards.achievements import load_achievements
from peerlearn.awards.addresses import Addresses
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import IssuerKey, IssuerProfile, StatusList
from peerlearn.awards.rules import KeyState
from peerlearn.core import audit
from peerlearn.core.db import db, new_public_id
from peerlearn.core.errors import DomainError
from peerlearn.core.settings import Settings
from peerlearn.organisations.models import Organisation
from peerlearn.organisations.queries import programme


def set_up_issuer(organisation: Organisation, settings: Settings, now: datetime) -> IssuerProfile:
    """Let an organisation issue badges: profile, first keys, a list of withdrawals, and the product's own badges.

    What is there already stays as it is, so doing it twice changes nothing.

    Raises:
        DomainError: `awards.issuer_needs_email` (Open Badges want one that people can write to),
            `awards.badge_url_wrong`, `awards.key_not_kept`; and those of `load_achievements`.
    """
    issuer = find_issuer(organisation.id) or _new_profile(organisation, settings, now)
    folder = KeyFolder.of(settings)
    for algorithm in _missing(issuer):
        _make_key(issuer, folder, algorithm, now=now)
    if not _lists_of(issuer):
        signing.open_list(signing.signer_of(issuer, folder), now=now)
    load_achievements(issuer, now)
    return issuer


def find_issuer(organisation_id: int) -> IssuerProfile | None:
    """The issuer that an organisation is."""
    query = select(IssuerProfile).where(IssuerProfile.organisation_id == organisation_id)
    return db.session.execute(query).scalar_one_or_none()


def issuers() -> Sequence[IssuerProfile]:
    """Every issuer of this installation, the first one first."""
    return db.session.execute(select(IssuerProfile).order_by(IssuerProfile.id)).scalars().all()


def keys_of(issuer: IssuerProfile) -> Sequence[IssuerKey]:
    """Every key of an issuer, the newest first."""
    query = select(IssuerKey).where(IssuerKey.issuer_id == issuer.id).options(joinedload(IssuerKey.issuer))
    return db.session.execute(query.order_by(IssuerKey.active_from.desc(), IssuerKey.id.desc())).scalars().all()


def hold_keys(issuer: IssuerProfile) -> None:
    """Whoever signs or changes keys of this issuer waits until this transaction ends; its keys are read anew.

    On PostgreSQL a row that names the issuer can still be added: an achievement, a list.
    """
    held = select(IssuerProfile.id).where(IssuerProfile.id == issuer.id).with_for_update(key_share=True)
    db.session.execute(held)
    keys = select(IssuerKey).where(IssuerKey.issuer_id == issuer.id).order_by(IssuerKey.id)
    db.session.execute(keys, execution_options={"populate_existing": True}).scalars().all()


def new_keys(issuer: IssuerProfile, folder: KeyFolder, *, now: datetime, by: int | None = None) -> list[IssuerKey]:
    """Make the keys that an issuer lacks: one in use for each way of signing.

    Raises:
        DomainError: `awards.key_in_use` when none is missing (rotate them instead), `awards.key_not_kept`.
    """
    hold_keys(issuer)
    missing = _missing(issuer)
    if not missing:
        raise DomainError("awards.key_in_use")
    made = [_make_key(issuer, folder, algorithm, now=now, by=by) for algorithm in missing]
    _sign_lists_again(issuer, folder, now=now)
    return made


def rotate_keys(
    issuer: IssuerProfile, folder: KeyFolder, *, now: datetime, also_ob2: bool = False, by: int | None = None
) -> list[IssuerKey]:
    """Make new keys, and retire those in use: what they signed stays valid.

    The key of OB 2.0 stays in use unless `also_ob2`: 1EdTech's reference validator of 2.0 refuses every badge, hosted
    ones too, of an issuer whose profile lists a second key, and a retired one has to be listed for ever.

    The lists of withdrawals are signed anew: some readers try them with an issuer's first key only.

    Raises:
        DomainError: `awards.key_not_kept`.
    """
    hold_keys(issuer)
    renewed = [one for one in badges.Algorithm if also_ob2 or one is not badges.Algorithm.RS256]
    for former in _active_keys(issuer):
        if former.algorithm in renewed:
            _retire(former, now, by)
    # The kept one may be missing: then it is made too, so that the issuer can sign.
    wanted = [one for one in badges.Algorithm if one in renewed or one in _missing(issuer)]
    made = [_make_key(issuer, folder, algorithm, now=now, by=by) for algorithm in wanted]
    _sign_lists_again(issuer, folder, now=now)
    return made


def retire_key(key: IssuerKey, *, now: datetime, by: int | None = None) -> None:
    """Sign no more with this key: what it signed stays valid for ever.

    Raises:
        DomainError: `awards.key_not_active`.
    """
    hold_keys(key.issuer)
    if key.state is not KeyState.ACTIVE:
        raise DomainError("awards.key_not_active")
    _retire(key, now, by)


def mark_compromised(
    key: IssuerKey, folder: KeyFolder, *, since: datetime, now: datetime, by: int | None = None
) -> IssuerKey | None:
    """Someone else may hold this key since then: nothing registered from that moment on counts.

    It is published no more. When it was the one in use, a new key takes its place; the lists of withdrawals are signed
    again, later when another key of the issuer cannot be used: a theft is written down whatever else is broken.
    Returns the new key, if there is one. Said twice, the earlier moment holds.

    Raises:
        DomainError: `awards.since_in_future`, `awards.key_not_kept`.
    """
    if since > now:
        raise DomainError("awards.since_in_future")
    hold_keys(key.issuer)
    was_active = key.state is KeyState.ACTIVE
    key.state = KeyState.COMPROMISED
    key.compromised_since = min(since, key.compromised_since or since)
    audit.record(db.session(), "key.compromised", key, account_id=by, since=key.compromised_since.isoformat())
    algorithm = badges.Algorithm(key.algorithm)
    successor = _make_key(key.issuer, folder, algorithm, now=now, by=by) if was_active else None
    try:
        _sign_lists_again(key.issuer, folder, now=now)
    except DomainError as refused:
        if refused.code != "awards.no_key":
            raise
        _let_lists_wait(key.issuer)
    return successor


def _new_profile(organisation: Organisation, settings: Settings, now: datetime) -> IssuerProfile:
    contact = programme().contact.strip()
    if "@" not in contact.strip("@") or " " in contact:
        raise DomainError("awards.issuer_needs_email")
    public_id = new_public_id()
    profile = IssuerProfile(
        public_id=public_id,
        organisation_id=organisation.id,
        base_url=settings.badge_url,
        did=_did(settings.badge_url, public_id),
        name=organisation.name,
        email=contact,
        created_at=now,
    )
    db.session.add(profile)
    audit.record(db.session(), "issuer.created", profile, account_id=None, organisation_id=organisation.id)
    return profile


def _did(base_url: str, public_id: str) -> str:
    """The first issuer is the site itself; a later one has a path under it."""
    try:
        root = badges.did_web(base_url)
    except badges.ContentRefused as problem:
        raise DomainError("awards.badge_url_wrong", host=urlsplit(base_url).netloc, problem=str(problem)) from problem
    is_taken = db.session.execute(select(IssuerProfile.id).where(IssuerProfile.did == root)).first()
    return badges.did_web(Addresses(base_url).path_of_did(public_id)) if is_taken else root


def _make_key(
    issuer: IssuerProfile, folder: KeyFolder, algorithm: badges.Algorithm, *, now: datetime, by: int | None = None
) -> IssuerKey:
    made = badges.generate_signing_key(controller=issuer.did, algorithm=algorithm)
    # The file first: should the transaction fail, an unused key lies there, never a public half without its file.
    folder.keep(made)
    key = IssuerKey(
        kid=made.kid,
        issuer_id=issuer.id,
        algorithm=made.algorithm.value,
        public_jwk=badges.public_jwk(made.private_key.public_key()),
        state=KeyState.ACTIVE,
        active_from=now,
        retired_at=None,
        compromised_since=None,
    )
    db.session.add(key)
    audit.record(db.session(), "key.created", key, account_id=by)
    return key


def _retire(key: IssuerKey, now: datetime, by: int | None) -> None:
    key.state = KeyState.RETIRED
    key.retired_at = now
    audit.record(db.session(), "key.retired", key, account_id=by)


def _active_keys(issuer: IssuerProfile) -> Sequence[IssuerKey]:
    return [key for key in keys_of(issuer) if key.state is KeyState.ACTIVE]


def _missing(issuer: IssuerProfile) -> list[badges.Algorithm]:
    in_use = {badges.Algorithm(key.algorithm) for key in _active_keys(issuer)}
    return [algorithm for algorithm in badges.Algorithm if algorithm not in in_use]


def _lists_of(issuer: IssuerProfile) -> Sequence[int]:
    query = select(StatusList.id).where(StatusList.issuer_id == issuer.id).order_by(StatusList.id)
    return db.session.execute(query).scalars().all()


def _let_lists_wait(issuer: IssuerProfile) -> None:
    """They are signed as soon as a key is ready, with what else waits (`actions.publish_list`)."""
    for number in _lists_of(issuer):
        signing.locked_list(number).signed_at = None


def _sign_lists_again(issuer: IssuerProfile, folder: KeyFolder, *, now: datetime) -> None:
    signer = signing.signer_of(issuer, folder)
    for number in _lists_of(issuer):
        signing.sign_list(signing.locked_list(number), signer, now=now)
