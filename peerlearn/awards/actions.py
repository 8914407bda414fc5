"""The life of an award. Each step holds the award's row, checks where it stands, and leaves its trace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from peerlearn.accounts.models import Account
from peerlearn.accounts.queries import account, is_person
from peerlearn.awards import signing
from peerlearn.awards.criteria import decision_for
from peerlearn.awards.delegation import ensure_may_issue
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Achievement, Award, Edition, IssuerProfile
from peerlearn.awards.queries import award_for_update, awards_to_sign_again, current_edition, find_living_award
from peerlearn.awards.rules import (
    AwardState,
    NameShown,
    Outcome,
    RevocationReason,
    facts_to_keep,
    may_think_again,
    shown_as,
)
from peerlearn.core import audit, clock
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.texts import is_name
from peerlearn.people.models import Person
from peerlearn.people.queries import current_affiliation


@dataclass(frozen=True)
class Acceptance:
    """How the holder accepted: by themself, or in the presence of staff who note it; and the name to show."""

    name_shown: NameShown
    in_person: bool


def propose(person: Person, achievement: Achievement, *, by: int, reason: str, now: datetime) -> Award:
    """Propose a badge for a person: because the rule is met or, when it is not, for a reason that is kept.

    Raises:
        DomainError: `awards.own_award`, `awards.not_delegated` with `badge`, `awards.already_there` with `name`,
            `awards.reason_needed`, `awards.merged_meanwhile`.
    """
    # Whoever erases them, or puts their page together with another, sees this proposal, or is seen here.
    db.session.refresh(person, with_for_update={"key_share": True, "of": Person})
    if person.merged_at is not None:
        raise DomainError("awards.merged_meanwhile")
    _ensure_not_own(person.id, by)
    affiliation = current_affiliation(person.id)
    ensure_may_issue(achievement, affiliation.organisation_id)
    if find_living_award(person.id, achievement.id):
        raise DomainError("awards.already_there", name=person.first_name)
    facts, decision = decision_for(person.id, achievement, now=now)
    if not decision.is_met and not reason.strip():
        raise DomainError("awards.reason_needed")
    award = Award(
        organisation_id=affiliation.organisation_id,
        achievement_id=achievement.id,
        person_id=person.id,
        affiliation_id=affiliation.id,
        state=AwardState.PROPOSED,
        facts=facts_to_keep(facts, decision),
        proposed_by_id=by,
        proposed_at=now,
        reason="" if decision.is_met else reason.strip(),
    )
    db.session.add(award)
    _note("award.proposed", award, by, rule_met=decision.is_met)
    return award


def approve(award: Award, *, by: int, now: datetime) -> None:
    """Agree that this badge be offered. Another person than the proposer decides, and on the facts of today.

    Raises:
        DomainError: `awards.not_now`, `awards.same_person`, `awards.own_award`, `awards.not_delegated` with `badge`,
            `awards.no_longer_met`.
    """
    award = _held(award, AwardState.PROPOSED)
    if award.proposed_by_id == by:
        raise DomainError("awards.same_person")
    _ensure_not_own(award.person_id, by)
    ensure_may_issue(award.achievement, award.organisation_id)
    facts, decision = decision_for(award.person_id, award.achievement, now=now)
    if not decision.is_met and not award.reason:
        raise DomainError("awards.no_longer_met")
    award.facts = facts_to_keep(facts, decision)
    award.state = AwardState.OFFERED
    award.approved_by_id = by
    award.approved_at = award.offered_at = now
    # A coordinator invites the staff of new houses and approves what they propose. The trail says where both hold:
    # whoever hands an invitation over could have used it.
    _note("award.approved", award, by, invited_proposer=account(award.proposed_by_id).invited_by_id == by)


def refuse(award: Award, *, reason: str, by: int) -> Award:
    """Do not give this badge, proposed or offered; the reason is kept for the proposer. It can be proposed anew.

    Raises:
        DomainError: `awards.not_now`, `awards.refusal_needs_reason`.
    """
    award = _held(award, AwardState.PROPOSED, AwardState.OFFERED)
    if not reason.strip():
        raise DomainError("awards.refusal_needs_reason")
    award.state = AwardState.REFUSED
    award.refusal = reason.strip()
    _note("award.refused", award, by)
    return award


def take_back(award: Award, *, by: int) -> None:
    """The proposer takes back their own proposal, before anybody approved it. It can be proposed anew.

    Raises:
        DomainError: `awards.not_now`, `awards.not_proposer`.
    """
    award = _held(award, AwardState.PROPOSED)
    if award.proposed_by_id != by:
        raise DomainError("awards.not_proposer")
    award.state = AwardState.TAKEN_BACK
    _note("award.taken_back", award, by)


def accept(award: Award, acceptance: Acceptance, *, by: int, now: datetime) -> None:
    """The holder wants the badge, and chose the name it shows. Only from here on may anything be signed.

    Raises:
        DomainError: `awards.not_now`; `awards.not_holder` when somebody else answers without the holder;
            `awards.name_unreadable` when nobody could read the name on the badge.
    """
    award = _held(award, AwardState.OFFERED)
    _ensure_holder_or_present(award, by, in_person=acceptance.in_person)
    person = db.session.execute(select(Person).where(Person.id == award.person_id)).scalar_one()
    shown = shown_as(acceptance.name_shown, person.first_name, person.last_name)
    if shown and not is_name(shown):
        raise DomainError("awards.name_unreadable")
    award.state = AwardState.ACCEPTED
    award.accepted_by_id = by
    award.accepted_at = now
    award.awarded_on = clock.day_of(now)
    award.name_shown = acceptance.name_shown
    award.shown_as = shown
    _note("award.accepted", award, by, in_person=acceptance.in_person)


def decline(award: Award, *, by: int, in_person: bool, now: datetime) -> Award:
    """The holder does not want the badge. Nothing of it is ever public; they may think again for a while.

    Raises:
        DomainError: `awards.not_now`, `awards.not_holder`.
    """
    award = _held(award, AwardState.OFFERED)
    _ensure_holder_or_present(award, by, in_person=in_person)
    award.state = AwardState.DECLINED
    award.declined_at = now
    _note("award.declined", award, by, in_person=in_person)
    return award


def offer_again(award: Award, *, by: int, in_person: bool, now: datetime) -> None:
    """The holder thought again: what was approved is offered once more, and they say yes or no.

    Raises:
        DomainError: `awards.not_now`, `awards.not_holder`; `awards.too_late_to_think_again`; `awards.already_there`
            with `name` when it was proposed anew meanwhile.
    """
    award = _held(award, AwardState.DECLINED)
    _ensure_holder_or_present(award, by, in_person=in_person)
    if not may_think_again(award.state, award.offered_at, now=now):
        raise DomainError("awards.too_late_to_think_again")
    if find_living_award(award.person_id, award.achievement_id):
        raise DomainError("awards.already_there", name=award.person.first_name)
    award.state = AwardState.OFFERED
    award.declined_at = None
    _note("award.offered_again", award, by, in_person=in_person)


def sign(award: Award, folder: KeyFolder, *, now: datetime) -> Edition:
    """Sign an accepted award, once: the second to come finds it issued.

    Raises:
        DomainError: `awards.not_now`; `awards.no_key`, which leaves it accepted, to be signed later.
    """
    award = _held(award, AwardState.ACCEPTED)
    (edition,) = signing.sign_editions([award], signing.signer_of(award.achievement.issuer, folder), now=now)
    award.state = AwardState.ISSUED
    _note("award.issued", award, award.accepted_by_id, edition=edition.number)
    return edition


def sign_again(
    award_ids: Sequence[int], folder: KeyFolder, signers: dict[int, signing.Signer], *, now: datetime
) -> Outcome:
    """A next edition for badges whose key was stolen after they were registered.

    They stayed valid here, but strangers believe that key no more. The former edition is withdrawn as replaced. What
    somebody else signed again meanwhile, or withdrew, is passed over, so that no badge gets two new editions. Where an
    issuer lacks a key, its badges are refused, and hold up no other issuer's.
    """
    # Every badge is held before any key, and keys before any list, as in a withdrawal: two that wait for one another
    # would never end.
    held = [award_for_update(award_id) for award_id in sorted(award_ids)]
    due = set(awards_to_sign_again(among=award_ids))
    waiting = [award for award in held if award.id in due]
    ready = signing.ready_signers((award.achievement.issuer for award in waiting), folder, signers)
    can_be_signed, refusals = signing.split_by_signer(waiting, ready)
    formers = [(award, former) for award in can_be_signed if (former := current_edition(award))]
    lists = [signing.locked_list(number) for number in sorted({former.status_list_id for _, former in formers})]
    for award, former in formers:
        former.revoked_at = now
        (edition,) = signing.sign_editions([award], ready[award.achievement.issuer_id], now=now)
        _note("award.signed_again", award, None, edition=edition.number)
    for listed in lists:
        signing.sign_list(listed, ready[listed.issuer_id], now=now)
    return Outcome(tuple(award.id for award, _ in formers), refusals)


def publish_list(number: int, folder: KeyFolder, *, now: datetime) -> None:
    """Sign a list that misses a withdrawal (`signing.stale_lists`), because no key was ready when it was made. In a
    transaction of its own: an issuer without a key keeps no other's withdrawals back.

    Raises:
        DomainError: `awards.no_key`.
    """
    signer = signing.signer_of(signing.issuer_of_list(number), folder)
    signing.sign_list(signing.locked_list(number), signer, now=now)


def accept_and_sign(award: Award, acceptance: Acceptance, folder: KeyFolder, *, by: int, now: datetime) -> Award:
    """Accept, then sign at once when a key is ready; the state of what is returned says whether it was.

    Without a key the acceptance stands: `flask awards issue` signs it later.

    Raises:
        DomainError: as `accept`.
    """
    accept(award, acceptance, by=by, now=now)
    try:
        sign(award, folder, now=now)
    except DomainError as refused:
        if refused.code != "awards.no_key":
            raise
    return award


def suspend(award: Award, *, reason: str, by: int) -> Award:
    """Set a badge aside while something is looked into: its page, files and the verification say so at once.

    The published list has bits for withdrawals only, so strangers who check the signature alone do not see it. The
    reason stays inside.

    Raises:
        DomainError: `awards.not_now`, `awards.suspension_needs_reason`.
    """
    award = _held(award, AwardState.ISSUED)
    if not reason.strip():
        raise DomainError("awards.suspension_needs_reason")
    award.state = AwardState.SUSPENDED
    award.suspended_because = reason.strip()
    _note("award.suspended", award, by)
    return award


def restore(award: Award, *, by: int) -> None:
    """Let a suspended badge count again.

    Raises:
        DomainError: `awards.not_now`.
    """
    award = _held(award, AwardState.SUSPENDED)
    award.state = AwardState.ISSUED
    award.suspended_because = ""
    _note("award.restored", award, by)


def revoke(award: Award, folder: KeyFolder, *, reason: RevocationReason, by: int | None, now: datetime) -> Award:
    """Withdraw a badge: register, status bit and published list at once. Its address stays, and says so kindly.

    A missing key does not stop a withdrawal: the register counts at once, and the list follows with the next key.

    Raises:
        DomainError: `awards.not_now`.
    """
    award = _held(award, AwardState.ACCEPTED, AwardState.ISSUED, AwardState.SUSPENDED)
    award.state = AwardState.REVOKED
    award.revoked_at = now
    award.revocation_reason = reason
    _note("award.revoked", award, by, reason=reason.value)
    edition = current_edition(award)
    if edition is None:
        return award
    edition.revoked_at = now
    db.session.flush()
    _publish(edition, award.achievement.issuer, folder, now)
    return award


def end_for_erasure(award: Award, folder: KeyFolder, *, by: int | None, now: datetime) -> None:
    """Its holder is erased: a badge that was given is withdrawn, one under way is given up. What was over stays so.

    The words and bytes of the badge are not this step's business: they go with the person's.
    """
    held = award_for_update(award.id)
    if held.state in {AwardState.ACCEPTED, AwardState.ISSUED, AwardState.SUSPENDED}:
        revoke(held, folder, reason=RevocationReason.HOLDER_ASKED, by=by, now=now)
    elif held.state not in {AwardState.PROPOSED, AwardState.OFFERED}:
        return
    held.state = AwardState.ERASED
    db.session.flush()


def withdraw_own(award: Award, folder: KeyFolder, *, by: int, now: datetime) -> Award:
    """The holder has their own badge withdrawn, without giving a reason.

    Raises:
        DomainError: `awards.not_now`, `awards.not_holder`.
    """
    _ensure_holder_or_present(award, by, in_person=False)
    return revoke(award, folder, reason=RevocationReason.HOLDER_ASKED, by=by, now=now)


def _publish(edition: Edition, issuer: IssuerProfile, folder: KeyFolder, now: datetime) -> None:
    """Without a key the list is marked: somebody who signed it while this one waited may have done so at a later moment
    than that of the withdrawal, and then no comparison would find it."""
    signer = signing.ready_signers([issuer], folder, {}).get(issuer.id)
    listed = signing.locked_list(edition.status_list_id)
    if signer is None:
        listed.signed_at = None
    else:
        signing.sign_list(listed, signer, now=now)


def _held(award: Award, *states: AwardState) -> Award:
    """The award's row, locked, when it stands where this step starts."""
    held = award_for_update(award.id)
    if held.state not in states:
        raise DomainError("awards.not_now")
    return held


def _ensure_holder_or_present(award: Award, by: int, *, in_person: bool) -> None:
    if not in_person and _person_of(by) != award.person_id:
        raise DomainError("awards.not_holder")


def _ensure_not_own(person_id: int, by: int) -> None:
    if is_person(by, person_id):
        raise DomainError("awards.own_award")


def _person_of(account_id: int) -> int | None:
    return db.session.execute(select(Account.person_id).where(Account.id == account_id)).scalar_one()


def _note(action: str, award: Award, by: int | None, **details: str | int | bool | None) -> None:
    audit.record(db.session(), action, award, account_id=by, organisation_id=award.organisation_id, **details)
