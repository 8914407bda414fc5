"""A house that wrote what it does with people's data: before that, nobody can agree to anything."""

from peerlearn.core import clock
from peerlearn.organisations.models import Organisation
from peerlearn.people import notices
from peerlearn.people.models import PrivacyNotice
from peerlearn.people.notices import NoticeFacts
from peerlearn.people.rules import LegalBasis


def written_notice(house: Organisation) -> PrivacyNotice:
    """The notice of that house."""
    facts = NoticeFacts(LegalBasis.PUBLIC_TASK, "Pour apprendre", "Qui accompagne", "Samira, 03 20 12 34 56")
    return notices.write_notice(house, facts, by=None, now=clock.now())
