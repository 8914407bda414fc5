"""The short form of badges that were signed before there was one: added beside what is there, which stays as it is."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from peerlearn.awards import signing
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award, Credential, Edition
from peerlearn.awards.queries import award_for_update, current_edition
from peerlearn.awards.rules import AwardState, Form, Outcome
from peerlearn.core.db import db


def awards_without_summary() -> Sequence[int]:
    """Badges in force whose edition has the long forms alone, the oldest first."""
    short = select(Credential.edition_id).where(Credential.form == Form.SUMMARY)
    query = (
        select(Award.id)
        .join(Edition, Edition.award_id == Award.id)
        .where(Award.state == AwardState.ISSUED, Edition.revoked_at.is_(None), Edition.id.not_in(short))
        .order_by(Award.id)
    )
    return db.session.execute(query).scalars().all()


def add_summaries(
    award_ids: Sequence[int], folder: KeyFolder, signers: dict[int, signing.Signer], *, now: datetime
) -> Outcome:
    """Sign the short form of these badges. Passed over: what somebody else did meanwhile; refused: what lacks a key."""
    held = [award_for_update(award_id) for award_id in sorted(award_ids)]
    still = set(awards_without_summary())
    due = [award for award in held if award.id in still]
    ready = signing.ready_signers((award.achievement.issuer for award in due), folder, signers)
    can_be_signed, refusals = signing.split_by_signer(due, ready)
    for award in can_be_signed:
        _add(award, ready[award.achievement.issuer_id], now)
    return Outcome(tuple(award.id for award in can_be_signed), refusals)


def _add(award: Award, signer: signing.Signer, now: datetime) -> None:
    edition = current_edition(award)
    assert edition is not None  # noqa: S101 - it is in force
    query = select(Credential.body).where(Credential.edition_id == edition.id, Credential.form == Form.OB3_DI)
    document = db.session.execute(query).scalar_one()
    summary = signing.sign_summary(award, edition, document, signer.jwt)
    signing.keep_forms([signing.form_of(edition, Form.SUMMARY, summary, kid=signer.jwt.kid, now=now)])
