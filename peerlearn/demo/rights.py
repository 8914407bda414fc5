"""What people of the demonstration were told about their data, and said: notices, agreements, a correction, silence."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.phones import phone_as_said
from peerlearn.demo.registry import World
from peerlearn.lifecycle.retention import announce
from peerlearn.people import actions as people
from peerlearn.people import consents, corrections, notices
from peerlearn.people.actions import PersonFacts
from peerlearn.people.models import Person
from peerlearn.people.notices import NoticeFacts
from peerlearn.people.rules import Channel, LegalBasis, Purpose, Way

_SILENT_HOUSE = "val-escaut"
_BASES = {"tilleuls": LegalBasis.LEGITIMATE_INTERESTS}
_PURPOSES = (
    "Organiser des ateliers sur le smartphone, vous conseiller les bons, noter qui était là et ce que vous savez "
    "faire, et vous remettre un badge si vous en voulez un."
)
_READERS = (
    "Les personnes qui vous accompagnent ici voient votre dossier.\nQui anime un atelier voit votre prénom et vos "
    "besoins.\nVotre chef d’équipe ne voit jamais vos réponses.\nLes autres participants ne voient jamais vos "
    "coordonnées."
)
_CONTACTS = {
    "tilleuls": "Claire Bertin, au bureau\n03 20 55 01 42, le matin\nclaire@example.org",
    "relais-port": "L’accueil du Relais du Port\n03 21 55 04 80",
}
_TOLD = ("Awa Diop", "Ibrahim Diallo", "Nadège Lefèvre", "Malika Toumi")
_AGREED = (
    ("Awa Diop", Purpose.PHOTO, Way.ORAL, 40),
    ("Awa Diop", Purpose.TESTIMONY, Way.PAPER, 12),
    ("Nadège Lefèvre", Purpose.CONTACT_AFTER, Way.PAPER, 30),
    ("Malika Toumi", Purpose.PHOTO, Way.ORAL, 25),
)
# Nobody has seen them for almost two years.
_SILENT = (("Josiane", "Carlier", 712), ("Mickaël", "Dufour", 721))
_MONTHS = 24


def tell(world: World, *, now: datetime) -> None:
    """Every house with people wrote its notice; people of Les Tilleuls heard it, and some agreed to more."""
    claire = world.office["claire"].id
    for key, house in world.organisations.items():
        if world.people[key]:
            contact = _CONTACTS.get(key) or f"{house.name}, à l’accueil\n{phone_as_said(str(house.phone))}"
            facts = NoticeFacts(_BASES.get(key, LegalBasis.PUBLIC_TASK), _PURPOSES, _READERS, contact)
            with clock.standing_at(now - timedelta(days=60)) as then:
                notices.write_notice(house, facts, by=world.office["nadia"].id, now=then)
    notice = notices.find_notice(world.organisations["tilleuls"].id)
    assert notice is not None  # noqa: S101 - written a line above
    for name in _TOLD:
        notices.give_notice(_called(world, name), notice, by=claire, now=now - timedelta(days=45))
    for name, purpose, way, days in _AGREED:
        with clock.standing_at(now - timedelta(days=days)) as then:
            consents.consent(_called(world, name), purpose, way=way, on=then.date(), by=claire, now=then)
    withdrawn = consents.consents_of(_called(world, "Malika Toumi").id)[0]
    consents.withdraw_consent(withdrawn, way=Way.ORAL, by=claire, now=now - timedelta(days=8))
    _ask(world, now=now)
    _fall_silent(world, now=now)
    db.session.flush()


def _ask(world: World, *, now: datetime) -> None:
    awa = _called(world, "Awa Diop")
    by, then = world.accounts[awa.id].id, now - timedelta(days=2)
    words = "Mon téléphone a changé. Le nouveau : 06 39 98 12 47."
    corrections.ask_for_correction(awa, words, form_id=uuid5(NAMESPACE_URL, "peerlearn/demo"), by=by, now=then)


def _fall_silent(world: World, *, now: datetime) -> None:
    home = world.organisations[_SILENT_HOUSE].id
    for first, last, days in _SILENT:
        with clock.standing_at(now - timedelta(days=days)) as then:
            facts = PersonFacts(first, last, channel=Channel.PAPER)
            people.register(facts, organisation_id=home, by=None, now=then, on=then.date())
    announce(months=_MONTHS, today=clock.day_of(now))


def _called(world: World, name: str) -> Person:
    return next(person for person in world.people["tilleuls"] if person.full_name == name)
