"""A badge under another name: its next edition, signed anew. The one before says that it was replaced.

Signed bytes never change, so whoever kept the former file reads, when it is checked, that there is a later one.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from peerlearn.accounts.queries import is_person
from peerlearn.awards import endorsing, signing
from peerlearn.awards.actions import Acceptance
from peerlearn.awards.endorsements import endorsements_of
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award, Edition
from peerlearn.awards.queries import award_for_update, current_edition
from peerlearn.awards.rules import AwardState, shown_as
from peerlearn.awards.stolen import is_void
from peerlearn.core import audit
from peerlearn.core.db import db
from peerlearn.core.errors import DomainError
from peerlearn.core.texts import is_name
from peerlearn.people.models import Person

# Editions of one badge that its holder has signed in a day.
MOST_A_DAY = 3
_A_DAY = timedelta(days=1)


def correct(award: Award, choice: Acceptance, folder: KeyFolder, *, by: int, now: datetime) -> Edition:
    """Show the name that the holder chooses now, as their own record spells it today.

    Raises:
        DomainError: `awards.not_now` unless the badge is issued, and by a key that was safe: another name makes nothing
            good that nobody can vouch for; `awards.not_holder` when somebody else chooses without the holder;
            `awards.corrected_enough` when the holder did so again and again today; `awards.name_unreadable`;
            `awards.nothing_to_correct` when the badge says so already; `awards.no_key`.
    """
    held = award_for_update(award.id)
    former = current_edition(held)
    _ensure_seldom(held, by=by, now=now)
    if held.state is not AwardState.ISSUED or former is None or is_void(former):
        raise DomainError("awards.not_now")
    if not choice.in_person and not is_person(by, held.person_id):
        raise DomainError("awards.not_holder")
    name = _name_now(held, choice)
    signer = signing.signer_of(held.achievement.issuer, folder)
    listed = signing.locked_list(former.status_list_id)
    held.name_shown, held.shown_as = choice.name_shown, name
    # The card with the former name proves nothing any more, as one that was printed anew.
    held.holder_code_hash = held.holder_code_at = None
    former.revoked_at = now
    (edition,) = signing.sign_editions([held], signer, now=now)
    signing.sign_list(listed, signer, now=now)
    # Who recommended the badge recommended the person, under whichever name: signed anew, of this edition.
    of_it = [one.id for one in endorsements_of(held.id)]
    endorsing.sign_due(of_it, folder, {signer.issuer_id: signer}, now=now)
    audit.record(
        db.session(),
        "award.corrected",
        held,
        account_id=by,
        organisation_id=held.organisation_id,
        in_person=choice.in_person,
        edition=edition.number,
    )
    return edition


def _ensure_seldom(held: Award, *, by: int, now: datetime) -> None:
    """Each correction is signed and kept for ever: who changes their mind all day waits. Staff may always help."""
    query = select(func.count()).select_from(Edition).where(Edition.award_id == held.id, Edition.number > 1)
    today = db.session.execute(query.where(Edition.registered_at > now - _A_DAY)).scalar_one()
    if today >= MOST_A_DAY and is_person(by, held.person_id):
        raise DomainError("awards.corrected_enough", most=MOST_A_DAY)


def _name_now(held: Award, choice: Acceptance) -> str:
    person = db.session.execute(select(Person).where(Person.id == held.person_id)).scalar_one()
    name = shown_as(choice.name_shown, person.first_name, person.last_name)
    if name and not is_name(name):
        raise DomainError("awards.name_unreadable")
    if name == held.shown_as:
        raise DomainError("awards.nothing_to_correct")
    return name
