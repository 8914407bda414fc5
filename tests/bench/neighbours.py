"""Others on the same server: they read and send, each again as soon as they are answered, until their input is closed.

`python -m tests.bench.neighbours` reads one line of JSON and prints how many answers each kind of them got: a process
of its own, so that what is measured waits for the server alone.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import cycle
from threading import Event, Thread

from tests.bench.room import SKILLS, Room
from tests.factories.attendance import Staged
from tests.factories.sending import PATIENCE, Hand, batch
from tests.services.keeper import PROJECT

# Who reads what, in turn: two of one office, one at her desk and one in the room.
_PAGES = {"samira": ("/", "/people", "/workshops"), "sophie": ("/field", "/api/v1/field/workshops", "/people/new")}
_WHO_SENDS = "moussa"


@contextmanager
def neighbours(room: Room, workshops: list[Staged]) -> Iterator[Counter[str]]:
    """Two who read and one who sends, until the block ends; then how often each was answered."""
    told = {
        "site": room.site,
        "identifiers": {name: room.cast.identifiers[name] for name in (*_PAGES, _WHO_SENDS)},
        "workshops": [asdict(one) for one in workshops],
    }
    command = [sys.executable, "-m", __name__]
    answered: Counter[str] = Counter()
    with subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as others:
        assert others.stdin is not None
        assert others.stdout is not None
        others.stdin.write(f"{json.dumps(told)}\n")
        others.stdin.flush()
        others.stdout.readline()  # all have signed in
        yield answered
        others.stdin.close()
        answered.update(json.loads(others.stdout.readline()))


def main() -> None:
    """Read and send until standard input is closed."""
    told = json.loads(sys.stdin.readline())
    hands = {name: Hand.of(told["site"], identifier) for name, identifier in told["identifiers"].items()}
    ended, answered = Event(), Counter[str]()
    workshops = [Staged(**one) for one in told["workshops"]]
    work = [Thread(target=_read, args=(hands[name], pages, ended, answered)) for name, pages in _PAGES.items()]
    work.append(Thread(target=_send, args=(hands[_WHO_SENDS], workshops, ended, answered)))
    for one in work:
        one.start()
    _tell({})
    sys.stdin.read()
    ended.set()
    for one in work:
        one.join()
    _tell(answered)


def _read(hand: Hand, pages: tuple[str, ...], ended: Event, answered: Counter[str]) -> None:
    for page in cycle(pages):
        if ended.is_set():
            return
        answer = hand.browser.get(f"{hand.site}{page}", timeout=PATIENCE, allow_redirects=False)
        assert answer.status_code == 200, f"{page}: {answer.status_code}"
        answered["pages"] += 1


def _send(hand: Hand, workshops: list[Staged], ended: Event, answered: Counter[str]) -> None:
    for workshop in cycle(workshops):
        if ended.is_set():
            return
        answer = hand.send(batch(workshop, skills=SKILLS))
        assert answer.status_code == 200, answer.text
        answered["batches"] += 1


def _tell(what: dict[str, int]) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
