"""A drill: keys rotated twice, those in the middle stolen, and badges from before, between and after, as people hold
them.

    day -60  keys A            -50  badges of A
        -40  keys B            -30  badges of B, before the theft
        -20  the theft         -10  badges of B, since the theft
         -5  the theft is noticed: keys C
         -4  badges of C        -3  withdrawals and suspensions
         -2  the first of what B signed before the theft is signed again, then the run is stopped
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask

from peerlearn.awards import actions, issuers
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.models import Award
from peerlearn.awards.rules import AwardState, KeyState, RevocationReason
from peerlearn.core import clock, scope
from peerlearn.core.db import db, transaction
from peerlearn.core.scope import Scope
from peerlearn.core.settings import Settings
from peerlearn.people import actions as people
from peerlearn.people.actions import PersonFacts
from peerlearn.tracks.rules import TrackCode
from tests.cast import Cast
from tests.factories import awards as made

ENDINGS = {"ob3_jwt": ".jwt", "ob3_di": ".json", "ob2_signed": ".jws", "ob2_hosted": ".ob2.json"}
_DAYS = {"A": -50, "B before": -30, "B since": -10, "C": -4}


@dataclass(frozen=True)
class Held:
    """A badge as somebody has it: the bytes that its address served when they fetched it."""

    number: int
    keys: str
    fate: str
    form: str
    code: str
    content: bytes


@dataclass
class Drill:
    """The installation after the drill: its keys by generation, and the badges that people hold."""

    app: Flask
    settings: Settings
    kids: dict[str, list[str]]
    held: list[Held]

    def do(self, step: Callable[[KeyFolder], object], why: str = "a step of the drill") -> None:
        """Let something happen in the installation, in one transaction."""
        with _inside(self.app, why):
            step(KeyFolder.of(self.settings))


def play(
    app: Flask, settings: Settings, cast: Cast, badges: Iterable[tuple[int, str, str, str]], *, also_ob2: bool
) -> Drill:
    """Play the drill with these badges: number, keys (A, B before, B since, C), fate, and the form that is held.

    A fate: `kept`, `withdrawn`, `suspended`; `replaced` and `renewed` are both signed again, and held before or after.
    `also_ob2`: the key of 2.0 is rotated as well; otherwise it is one key from the beginning until the theft.
    """
    wanted, today = list(badges), clock.now()
    drill, awards, fetched = Drill(app, settings, {}, []), dict[int, tuple[int, str]](), dict[int, bytes]()
    for generation, day, eras in (("A", -60, ("A",)), ("B", -40, ("B before", "B since")), ("C", -5, ("C",))):
        _make_keys(drill, cast, generation, today + timedelta(days=day), also_ob2=also_ob2)
        if generation == "C":
            _notice_the_theft(drill, since=today - timedelta(days=20), now=today - timedelta(days=5))
        for era in eras:
            of_era = [one for one in wanted if one[1] == era]
            awards |= _give(drill, cast, of_era, today + timedelta(days=_DAYS[era]))
            fetched |= {number: _fetch(app, awards[number][1], form) for number, _, _, form in of_era}
    _end_some(drill, cast, {awards[number][0]: fate for number, _, fate, _ in wanted}, today - timedelta(days=3))
    again = [awards[number][0] for number, _, fate, _ in wanted if fate in {"replaced", "renewed"}]
    drill.do(lambda folder: actions.sign_again(again, folder, {}, now=today - timedelta(days=2)))
    fetched |= {number: _fetch(app, awards[number][1], form) for number, _, fate, form in wanted if fate == "renewed"}
    drill.held = [Held(*one, awards[one[0]][1], fetched[one[0]]) for one in wanted]
    return drill


def _make_keys(drill: Drill, cast: Cast, generation: str, now: datetime, *, also_ob2: bool) -> None:
    def make(folder: KeyFolder) -> None:
        issuer = made.issuer(cast, drill.settings)
        if generation == "A":
            for key in issuers.keys_of(issuer):
                key.active_from = now
        else:
            issuers.rotate_keys(issuer, folder, now=now, also_ob2=also_ob2)
        db.session.flush()
        in_use = [key for key in issuers.keys_of(issuer) if key.state is KeyState.ACTIVE]
        drill.kids[generation] = [key.kid for key in in_use]

    drill.do(make)


def _give(
    drill: Drill, cast: Cast, wanted: Sequence[tuple[int, str, str, str]], now: datetime
) -> dict[int, tuple[int, str]]:
    given: dict[int, tuple[int, str]] = {}

    def give(_: KeyFolder) -> None:
        for number, *_rest in wanted:
            name = f"person {number}"
            facts, house = PersonFacts(f"Personne {number}"), cast.organisations["tilleuls"]
            found = people.register(facts, organisation_id=house, by=None, now=now, on=now.date())
            cast.people[name] = found.id
            award = made.award_at(cast, drill.settings, AwardState.ISSUED, name=name, track=TrackCode.LEARNER, now=now)
            db.session.flush()
            given[number] = (award.id, award.public_code)

    drill.do(give)
    return given


def _end_some(drill: Drill, cast: Cast, fates: dict[int, str], now: datetime) -> None:
    carole = cast.accounts["carole"]

    def end(folder: KeyFolder) -> None:
        for award_id, fate in fates.items():
            award = db.session.get_one(Award, award_id)
            if fate == "withdrawn":
                actions.revoke(award, folder, reason=RevocationReason.MISTAKE, by=carole, now=now)
            if fate == "suspended":
                actions.suspend(award, reason="Une feuille est à vérifier", by=carole)

    drill.do(end)


def _notice_the_theft(drill: Drill, *, since: datetime, now: datetime) -> None:
    def notice(folder: KeyFolder) -> None:
        for key in issuers.keys_of(issuers.issuers()[0]):
            if key.kid in drill.kids["B"]:
                issuers.mark_compromised(key, folder, since=since, now=now)

    drill.do(notice)


def _fetch(app: Flask, code: str, form: str) -> bytes:
    answer = app.test_client().get(f"/b/{code}{ENDINGS[form]}")
    assert answer.status_code == 200, (code, form, answer.status_code)
    return bytes(answer.data)


@contextmanager
def _inside(app: Flask, why: str) -> Iterator[None]:
    with app.app_context():
        scope.enter(db.session(), Scope.everything(why))
        with transaction():
            yield
        scope.leave(db.session())
        db.session.remove()
