"""Notes of meetings in the demonstration: read, handed over on paper, corrected, not agreed with; and one draft.

An old demonstration that is moved to today leaves them where they are: what is signed never changes.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from peerlearn.accounts.queries import names_of
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.demo.registry import World
from peerlearn.notes import actions, answering
from peerlearn.notes.models import MeetingNote
from peerlearn.notes.queries import Reader, Told, note
from peerlearn.notes.rules import NoteFacts

_HOUSE = "tilleuls"
_MONDAY, _TUESDAY = "Awa appelle sa sœur en vidéo le lundi.", "Awa appelle sa sœur en vidéo le mardi, avec le wifi."


def write(world: World, *, now: datetime) -> None:
    """One story each, by the two who accompany people there."""
    claire, karim = (Reader(world.office[name].id, None, may_follow=True) for name in ("claire", "karim"))
    _of_awa(world, claire, now - timedelta(days=20))
    _of_ibrahim(world, karim, now - timedelta(days=13))
    _of_nadege(world, claire, now - timedelta(days=6))
    facts = _facts(claire, now - timedelta(days=1), "Nous avons regardé les messages de l’agence.", "", "")
    _begun(world, "Malika Toumi", facts, by=claire, at=now - timedelta(days=1))
    db.session.flush()


def _of_awa(world: World, claire: Reader, at: datetime) -> None:
    """Corrected a day later; she has read the newer one."""
    facts = _facts(claire, at, "Nous avons installé l’appel vidéo.", _MONDAY, "L’atelier sur les photos.")
    first = _signed(_begun(world, "Awa Diop", facts, by=claire, at=at), claire, at)
    later, reason = at + timedelta(days=1), "Le wifi n’est là que le mardi."
    with clock.standing_at(later) as then:
        newer = actions.correct(first, reason, form_id=_number("Awa Diop, encore"), by=claire, now=then)
        actions.change(newer.public_id, replace(facts, agreed=_TUESDAY), by=claire, now=then)
    told = _signed(newer, claire, later)
    with clock.standing_at(later + timedelta(days=2)) as then:
        answering.note_read(told, by=world.accounts[told.person_id].id, now=then)


def _of_ibrahim(world: World, karim: Reader, at: datetime) -> None:
    """Never online: on paper, from hand to hand."""
    facts = _facts(karim, at, "Nous avons cherché le trajet jusqu’au chantier.", "Le faire seul vendredi.", "")
    told = _signed(_begun(world, "Ibrahim Diallo", facts, by=karim, at=at), karim, at)
    answering.hand_over(told, by=karim.account_id, now=at + timedelta(hours=1))


def _of_nadege(world: World, claire: Reader, at: datetime) -> None:
    """She sees it in another way, and says so."""
    facts = _facts(claire, at, "Nous avons parlé de la suite.", "Venir à tous les ateliers.", "Choisir deux modules.")
    told = _signed(_begun(world, "Nadège Lefèvre", facts, by=claire, at=at), claire, at)
    words, form_id = "Je viens quand mon planning le permet, pas à tous.", _number("Nadège Lefèvre, son mot")
    said_at = at + timedelta(hours=2)
    answering.say(told, words, disagrees=True, form_id=form_id, by=claire.account_id, now=said_at)


def _facts(by: Reader, at: datetime, done: str, agreed: str, next_step: str) -> NoteFacts:
    return NoteFacts(clock.day_of(at), names_of({by.account_id})[by.account_id], done, agreed, next_step)


def _begun(world: World, name: str, facts: NoteFacts, *, by: Reader, at: datetime) -> MeetingNote:
    person = next(one for one in world.people[_HOUSE] if one.full_name == name)
    with clock.standing_at(at) as then:
        return actions.begin(person, facts, workshop="", form_id=_number(name), by=by, now=then)


def _signed(draft: MeetingNote, by: Reader, at: datetime) -> Told:
    with clock.standing_at(at + timedelta(minutes=5)) as then:
        actions.sign(draft.public_id, seen=note(draft.public_id, by).seen, by=by, now=then)
    return note(draft.public_id, by)


def _number(of: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"demo note {of}")
