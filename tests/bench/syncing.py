"""How long a phone waits for its batch, beside others on the same processes; and what it asks the database."""

import json
import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.neighbours import neighbours
from tests.bench.room import HELLO, SKILLS, Room
from tests.cast import sign_in
from tests.counting import statements
from tests.factories.attendance import Staged
from tests.factories.sending import PATIENCE, Hand, batch

_HELLOS = 3  # for one batch: they are short


@dataclass(frozen=True)
class Waits:
    """Milliseconds: a batch, and a hello of the same server in the same seconds; what the others got meanwhile."""

    batches: list[float]
    hellos: list[float]
    others: dict[str, float]

    def ratio(self) -> float:
        """How many hellos one batch is worth."""
        return statistics.median(self.batches) / statistics.median(self.hellos)


def waits(room: Room, mine: list[Staged], others: list[Staged]) -> Waits:
    """Send a batch for each of my workshops, a few hellos between, while the others go on."""
    hand = Hand.of(room.site, room.cast.identifiers["moussa"])
    batches, hellos = [], []
    with neighbours(room, others) as answered:
        began = time.perf_counter()
        for workshop in mine:
            hellos += [_milliseconds(_greet, hand) for _ in range(_HELLOS)]
            content = batch(workshop, skills=SKILLS)
            batches.append(_milliseconds(_send, hand, content))
        spent = time.perf_counter() - began
    return Waits(batches, hellos, {kind: count / spent for kind, count in answered.items()})


def p95(values: list[float]) -> float:
    """Of twenty, the second longest."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def asked_of_the_database(room: Room, workshop: Staged) -> tuple[int, int, int]:
    """How many statements learn who sends, how many are the batch, and how many transactions write."""
    browser = sign_in(room.app, room.app.test_client(), room.cast.accounts["moussa"])
    content = json.dumps(batch(workshop, skills=SKILLS))
    with statements(room.app) as said:
        answer = browser.post("/api/v1/field/sync", data=content, content_type="application/json")
    assert Counter(one["answer"] for one in answer.get_json()["answers"]) == {"accepted": 8 * (SKILLS + 1)}
    begun = [place for place, one in enumerate(said) if one.startswith("BEGIN IMMEDIATE")]
    who = [one for one in said[: begun[0]] if not one.startswith("BEGIN")]
    return len(who), len(said) - begun[0] - len(begun), len(begun)


def _greet(hand: Hand) -> None:
    assert hand.browser.get(f"{hand.site}{HELLO}/", timeout=PATIENCE).text == "hello"


def _send(hand: Hand, content: object) -> None:
    answer = hand.send(content)
    assert answer.status_code == 200, answer.text


def _milliseconds(work: Callable[..., None], *given: object) -> float:
    began = time.perf_counter()
    work(*given)
    return (time.perf_counter() - began) * 1000
