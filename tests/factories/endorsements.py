"""Recommendations of a badge at each point of their life: invited by Samira, read by Carole, agreed beside Samira."""

from sqlalchemy import select

from peerlearn.accounts.rules import token_hash
from peerlearn.awards import endorsing
from peerlearn.awards.endorsement_rules import Sentence
from peerlearn.awards.endorsing import Given
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award, Endorsement, EndorsementCredential
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.settings import Settings
from tests.cast import Cast

NAME, FUNCTION, ORGANISATION = "Jeanne Marchal", "Responsable d’exploitation", "Transports Marchal"
WORDS = "Les chauffeurs lui demandent conseil."
GIVEN = Given((Sentence.HELPED, Sentence.CLEAR), NAME, FUNCTION, ORGANISATION, "732 829 320 00074", WORDS)
# The same, as the form sends it.
SENT = {
    "sentences": ["helped", "clear"],
    "name": NAME,
    "function": FUNCTION,
    "organisation": ORGANISATION,
    "siret": "732 829 320 00074",
    "words": WORDS,
}


def invited(cast: Cast, award: Award, *, by: str = "samira") -> str:
    """A link, by its token."""
    return endorsing.invite(award, by=cast.accounts[by], now=clock.now())


def given(cast: Cast, award: Award, said: Given = GIVEN) -> Endorsement:
    """Jeanne has sent hers: it waits to be read."""
    hashed = token_hash(invited(cast, award))
    one = db.session.execute(select(Endorsement).where(Endorsement.token_hash == hashed)).scalar_one()
    return endorsing.give(one, said, now=clock.now())


def offered(cast: Cast, award: Award, said: Given = GIVEN) -> Endorsement:
    """Carole has read it: Moussa decides."""
    return endorsing.approve(given(cast, award, said), by=cast.accounts["carole"], now=clock.now())


def shown(cast: Cast, award: Award, settings: Settings) -> EndorsementCredential:
    """Moussa agreed, beside Samira: signed."""
    one = offered(cast, award)
    endorsing.agree(one, KeyFolder.of(settings), by=cast.accounts["samira"], in_person=True, now=clock.now())
    query = select(EndorsementCredential).where(EndorsementCredential.endorsement_id == one.id)
    return db.session.execute(query).scalar_one()


def last_signed(award: Award) -> EndorsementCredential:
    """The last signature of what is said of this badge."""
    query = select(EndorsementCredential).join(EndorsementCredential.endorsement)
    query = query.where(Endorsement.award_id == award.id).order_by(EndorsementCredential.id.desc()).limit(1)
    return db.session.execute(query).scalar_one()
