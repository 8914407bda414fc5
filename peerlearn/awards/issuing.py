"""Signing many badges: each once, whoever else signs at that moment, and what cannot be signed holds up no other."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import select, update

from peerlearn.awards import signing
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Achievement, Award
from peerlearn.awards.queries import awards_for_update
from peerlearn.awards.rules import AwardState, Outcome, Refusal
from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError


def issue_due(
    award_ids: Sequence[int], folder: KeyFolder, signers: dict[int, signing.Signer], *, now: datetime
) -> Outcome:
    """Sign those of these awards that are accepted and not signed; the rows are held until the transaction ends.

    `signers` keeps the keys from one batch to the next, as long as they are in use. What somebody else signed meanwhile
    is passed over.
    """
    due = [award for award in awards_for_update(award_ids) if award.state is AwardState.ACCEPTED]
    ready = signing.ready_signers((award.achievement.issuer for award in due), folder, signers)
    can_be_signed, refusals = signing.split_by_signer(due, ready)
    signed = (_signed(awards, ready[issuer_id], now) for issuer_id, awards in _by_issuer(can_be_signed))
    return sum(signed, Outcome((), refusals))


def _by_issuer(awards: Iterable[Award]) -> list[tuple[int, list[Award]]]:
    by_id = sorted(awards, key=lambda award: (award.achievement.issuer_id, award.id))
    return [(issuer_id, [*group]) for issuer_id, group in groupby(by_id, _issuer_id)]


def _issuer_id(award: Award) -> int:
    achievement: Achievement = award.achievement
    return achievement.issuer_id


def _signed(awards: Sequence[Award], signer: signing.Signer, now: datetime) -> Outcome:
    """All at once; when one of them cannot be signed, each by itself, to find out which."""
    try:
        with db.session.begin_nested():
            editions = signing.sign_editions(awards, signer, now=now)
    except DomainError as refused:
        if len(awards) == 1:
            return Outcome((), (Refusal(awards[0].id, refused.code),))
        return sum((_signed([award], signer, now) for award in awards), Outcome())
    numbers = [edition.number for edition in editions]
    ids = [award.id for award in awards]
    issued = update(Award).where(Award.id.in_(ids)).values(state=AwardState.ISSUED)
    db.session.execute(issued, execution_options={"synchronize_session": False})
    acts = [
        audit.Act(award.id, award.accepted_by_id, award.organisation_id, {"edition": number})
        for award, number in zip(awards, numbers, strict=True)
    ]
    audit.record_many(db.session(), "award.issued", Award, acts)
    return Outcome(tuple(ids), ())


def codes_of(award_ids: Sequence[int]) -> list[str]:
    """Their public codes, for whoever looks on in a terminal."""
    query = select(Award.public_code).where(Award.id.in_(award_ids)).order_by(Award.id)
    return list(db.session.execute(query).scalars())
