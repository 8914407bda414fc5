"""The life of a recommendation: invited, given by somebody without an account, read, agreed to, signed, withdrawn.

The programme's key signs it: the programme vouches that it was given, as its words say. Nothing here commits.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

import badges
from peerlearn.accounts.queries import account, is_person
from peerlearn.accounts.rules import token_hash
from peerlearn.awards import documents, signing
from peerlearn.awards.endorsement_rules import (
    INVITATION_LASTS,
    MOST_OPEN,
    EndorsementState,
    Sentence,
    is_open,
    signed_words,
)
from peerlearn.awards.endorsements import count_open, endorsement_for_update, endorsements_to_sign
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award, Endorsement, EndorsementCredential
from peerlearn.awards.queries import award_for_update, current_edition
from peerlearn.awards.rules import Outcome
from peerlearn.awards.stolen import in_force
from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.likeness import holds_name, mixes_alphabets
from peerlearn.core.nir import refuse_nir
from peerlearn.core.texts import as_seen, ensure_name
from peerlearn.organisations.rules import clean_siret, is_siret


@dataclass(frozen=True)
class Given:
    """What somebody says of a badge, and who they say they are."""

    sentences: Sequence[Sentence]
    name: str
    function: str
    organisation: str
    siret: str | None = None
    words: str = ""


@dataclass(frozen=True)
class Asked:
    """Whom a link is made for, as far as one knows: they find it filled in, and mend it."""

    name: str = ""
    function: str = ""
    organisation: str = ""


def invite(award: Award, asked: Asked | None = None, *, by: int, now: datetime) -> str:
    """Make a link by which somebody recommends this badge, once; returns its token, which is stored nowhere.

    Raises:
        DomainError: `awards.not_now` unless the badge is given and in force; `awards.endorsements_enough`;
            `not_a_name`, `awards.letters_mixed`, `awards.organisation_letters_mixed`, `nir`.
    """
    asked = asked or Asked()
    known = (asked.name, asked.function, asked.organisation)
    ensure_name(*(one or None for one in known))
    _ensure_one_alphabet(asked.name, asked.organisation)
    refuse_nir(*known)
    held = award_for_update(award.id)
    if not in_force([held]):
        raise DomainError("awards.not_now")
    if count_open(held.id, now=now) >= MOST_OPEN:
        raise DomainError("awards.endorsements_enough", most=MOST_OPEN)
    token = secrets.token_urlsafe(32)
    invited = Endorsement(
        organisation_id=held.organisation_id,
        award_id=held.id,
        state=EndorsementState.INVITED,
        token_hash=token_hash(token),
        invited_by_id=by,
        invited_at=now,
        expires_at=now + INVITATION_LASTS,
        sentences={"codes": []},
        endorser_name=asked.name,
        endorser_function=asked.function,
        endorser_organisation=asked.organisation,
    )
    db.session.add(invited)
    _note("endorsement.invited", invited, by)
    return token


def take_back(endorsement: Endorsement, *, by: int) -> Endorsement:
    """The link opens nothing any more, and whom it was for is erased.

    Raises:
        DomainError: `awards.endorsement_not_now` when it was used meanwhile.
    """
    held = _held(endorsement, EndorsementState.INVITED)
    held.state = EndorsementState.TAKEN_BACK
    _erase_words(held)
    return _note("endorsement.taken_back", held, by)


def give(endorsement: Endorsement, given: Given, *, now: datetime) -> Endorsement:
    """Somebody who holds the link says something of the badge. The link is used by it.

    Raises:
        DomainError: `awards.endorsement_over`, `awards.endorsement_says_nothing`, `not_a_name`,
            `awards.letters_mixed`, `awards.organisation_letters_mixed`, `awards.siret_wrong`, `nir`.
    """
    held = _locked(endorsement)
    if not is_open(held.state, held.expires_at, now=now) or not in_force([held.award]):
        raise DomainError("awards.endorsement_over")
    if not given.sentences:
        raise DomainError("awards.endorsement_says_nothing")
    ensure_name(given.name, given.function, given.organisation)
    _ensure_one_alphabet(given.name, given.organisation)
    siret = clean_siret(given.siret) if given.siret else None
    if siret is not None and not is_siret(siret):
        raise DomainError("awards.siret_wrong")
    refuse_nir(given.name, given.function, given.organisation, given.words)
    held.sentences = {"codes": [one.value for one in Sentence if one in given.sentences]}
    held.words = given.words.strip() if as_seen(given.words) else ""
    held.endorser_name, held.endorser_function = given.name, given.function
    held.endorser_organisation, held.siret = given.organisation, siret
    held.given_at = now
    held.state = EndorsementState.TO_READ
    return _note("endorsement.given", held, None)


def approve(endorsement: Endorsement, *, by: int, now: datetime) -> Endorsement:
    """Somebody of the programme has read it and finds it fit to be shown; now its holder decides.

    Raises:
        DomainError: `awards.endorsement_not_now`, `awards.endorsement_own_invitation`, `awards.own_endorsement`.
    """
    held = _held(endorsement, EndorsementState.TO_READ)
    _ensure_another(held, by)
    held.state = EndorsementState.OFFERED
    held.read_by_id, held.read_at = by, now
    return _note("endorsement.approved", held, by)


def refuse(endorsement: Endorsement, *, by: int, now: datetime) -> Endorsement:
    """It is not fit to be shown: what was said, and who said it, is erased.

    Raises:
        DomainError: as `approve`.
    """
    held = _held(endorsement, EndorsementState.TO_READ)
    _ensure_another(held, by)
    held.state = EndorsementState.REFUSED
    held.read_by_id, held.read_at = by, now
    _erase_words(held)
    return _note("endorsement.refused", held, by)


def agree(endorsement: Endorsement, folder: KeyFolder, *, by: int, in_person: bool, now: datetime) -> Endorsement:
    """The holder wants it shown: signed at once when a key is ready, else by `flask awards issue`.

    Raises:
        DomainError: `awards.endorsement_not_now`; `awards.not_holder` when somebody answers without the holder.
    """
    held = _answered(endorsement, by, in_person=in_person, now=now)
    held.state = EndorsementState.SHOWN
    _note("endorsement.agreed", held, by, in_person=in_person)
    try:
        sign(held, signing.signer_of(held.award.achievement.issuer, folder), now=now)
    except DomainError as refused:
        if refused.code != "awards.no_key":
            raise
    return held


def decline(endorsement: Endorsement, *, by: int, in_person: bool, now: datetime) -> Endorsement:
    """The holder does not want it: nobody sees it, and what was said is erased.

    Raises:
        DomainError: as `agree`.
    """
    held = _answered(endorsement, by, in_person=in_person, now=now)
    held.state = EndorsementState.DECLINED
    _erase_words(held)
    return _note("endorsement.declined", held, by, in_person=in_person)


def withdraw(endorsement: Endorsement, *, by: int, now: datetime) -> Endorsement:
    """It is shown no more; its address says that it was withdrawn.

    Raises:
        DomainError: `awards.endorsement_not_now`.
    """
    held = _held(endorsement, EndorsementState.SHOWN)
    held.state = EndorsementState.WITHDRAWN
    held.withdrawn_by_id, held.withdrawn_at = by, now
    return _note("endorsement.withdrawn", held, by)


def sign(endorsement: Endorsement, signer: signing.Signer, *, now: datetime) -> EndorsementCredential:
    """Sign what was agreed to, of the edition in force, and keep the bytes."""
    edition = current_edition(endorsement.award)
    if edition is None:
        raise DomainError("awards.not_now")
    said = documents.endorsement_of(endorsement, edition, _words(endorsement), now=now)
    body = badges.endorsements.sign_endorsement(said, signer.proof)
    signed = EndorsementCredential(
        organisation_id=endorsement.organisation_id,
        endorsement_id=endorsement.id,
        number=_next_number(endorsement),
        edition_id=edition.id,
        credential_uuid=said.endorsement_id,
        kid=signer.proof.kid,
        body=body,
        sha256=badges.digest(body),
        signed_at=said.issued_at,
    )
    db.session.add(signed)
    _note("endorsement.signed", endorsement, None, number=signed.number)
    return signed


def sign_due(
    endorsement_ids: Sequence[int], folder: KeyFolder, signers: dict[int, signing.Signer], *, now: datetime
) -> Outcome:
    """Sign those of these that wait for it; the outcome names their badges. What changed meanwhile is passed over, what
    lacks a key refused."""
    of = select(Endorsement.award_id).where(Endorsement.id.in_(endorsement_ids)).distinct()
    for award_id in db.session.execute(of.order_by(Endorsement.award_id)).scalars().all():
        award_for_update(award_id)
    held = [endorsement_for_update(one) for one in sorted(endorsement_ids)]
    due = set(endorsements_to_sign(among=endorsement_ids))
    waiting = [one for one in held if one.id in due]
    ready = signing.ready_signers((one.award.achievement.issuer for one in waiting), folder, signers)
    signed, refusals = signing.split_by_signer((one.award for one in waiting), ready)
    for one in waiting:
        if (signer := ready.get(one.award.achievement.issuer_id)) is not None:
            sign(one, signer, now=now)
    return Outcome(tuple(award.id for award in signed), refusals)


def forget_the_silent(*, now: datetime) -> int:
    """Erase whom a link was made for, where they let it expire: they agreed to nothing. Returns how many."""
    query = select(Endorsement).where(
        Endorsement.state == EndorsementState.INVITED,
        Endorsement.expires_at <= now,
        or_(
            Endorsement.endorser_name != "",
            Endorsement.endorser_function != "",
            Endorsement.endorser_organisation != "",
        ),
    )
    silent = db.session.execute(query.with_for_update()).scalars().all()
    for one in silent:
        _erase_words(one)
    db.session.flush()
    return len(silent)


def _words(endorsement: Endorsement) -> str:
    who = (
        endorsement.endorser_name,
        endorsement.endorser_function,
        endorsement.endorser_organisation,
        endorsement.siret,
    )
    return signed_words(who, endorsement.sentences["codes"], endorsement.words)


def _next_number(endorsement: Endorsement) -> int:
    query = select(func.max(EndorsementCredential.number)).where(EndorsementCredential.endorsement_id == endorsement.id)
    return (db.session.execute(query).scalar_one() or 0) + 1


def _answered(endorsement: Endorsement, by: int, *, in_person: bool, now: datetime) -> Endorsement:
    held = _held(endorsement, EndorsementState.OFFERED)
    if not in_force([held.award]):
        raise DomainError("awards.not_now")
    if not in_person and not is_person(by, held.award.person_id):
        raise DomainError("awards.not_holder")
    held.answered_by_id, held.answered_at = by, now
    return held


def _held(endorsement: Endorsement, state: EndorsementState) -> Endorsement:
    held = _locked(endorsement)
    if held.state is not state:
        raise DomainError("awards.endorsement_not_now")
    return held


def _locked(endorsement: Endorsement) -> Endorsement:
    """The badge's row first, as whoever withdraws, signs again or erases it takes it."""
    award_for_update(endorsement.award_id)
    return endorsement_for_update(endorsement.id)


def _ensure_one_alphabet(name: str, organisation: str) -> None:
    """A name with one letter of another alphabet reads as somebody's, and is not theirs when names are compared.

    An organisation may be called by a word of each, as in "IT-Школа".
    """
    if mixes_alphabets(name):
        raise DomainError("awards.letters_mixed")
    if mixes_alphabets(re.sub(r"[\W_]", " ", organisation)):
        raise DomainError("awards.organisation_letters_mixed")


def _ensure_another(held: Endorsement, by: int) -> None:
    """Whoever hands a link over could have used it, and nobody reads what is said of themself or by themself."""
    if held.invited_by_id == by:
        raise DomainError("awards.endorsement_own_invitation")
    # In any order, and with a name more: a list of names begins with the last one.
    is_own_words = holds_name(held.endorser_name, account(by).name)
    if is_own_words or is_person(by, held.award.person_id):
        raise DomainError("awards.own_endorsement")


def _erase_words(held: Endorsement) -> None:
    held.sentences = {"codes": []}
    held.words = held.endorser_name = held.endorser_function = held.endorser_organisation = ""
    held.siret = None


def _note(action: str, endorsement: Endorsement, by: int | None, **details: str | int | bool | None) -> Endorsement:
    at = endorsement.organisation_id
    audit.record(db.session(), action, endorsement, account_id=by, organisation_id=at, **details)
    db.session.flush()
    return endorsement
