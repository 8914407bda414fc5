"""A short hunt through every reader, and proof that the hunt finds what it is for."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import process_time

import pytest

from .fuzzing.__main__ import SEED, in_a_process, table
from .fuzzing.hunt import Hunt, Tally, read_case, room
from .fuzzing.shapes import Case
from .fuzzing.targets import TARGETS, Target

_MB = 1_000_000


def _hunt(read: Callable[[Case], str], folder: Path, *, seconds: float = 60.0) -> Tally:
    target = Target(name="planted", read=read, seeds=lambda: [{"": b'{"id":"urn:x:1","type":["a"]}'}])
    held, most = room()
    # Other tests may have taken room before: only what is taken from here on counts.
    more = most - held + 50 * _MB
    return Hunt(target, _choices(), folder=folder, baseline=held, seconds=seconds, most=more).run(300)


def _choices() -> Random:
    return Random(7)  # noqa: S311 - choices, not secrets


def test_no_reader_breaks_runs_long_or_takes_much_room_whatever_it_is_given() -> None:
    seed = int(os.environ.get(SEED, "1"))
    tallies = in_a_process(2_000, seed)

    told = f"{SEED}={seed}\n{table(tallies)}"
    assert not [find for tally in tallies for find in tally.finds], told
    assert {tally.target for tally in tallies} == {target.name for target in TARGETS}, told
    assert sum(tally.inputs for tally in tallies) >= 2_000, told


def test_every_reader_accepts_some_and_refuses_some_so_that_the_hunt_gets_past_its_door(tmp_path: Path) -> None:
    for target in TARGETS:
        tally = Hunt(target, _choices(), folder=tmp_path, baseline=room()[0]).run(60, with_ugly=False)
        assert tally.accepted, target.name
        assert tally.refused or target.name == "recognise", target.name


def test_a_reader_that_breaks_is_found_with_the_input_that_broke_it(tmp_path: Path) -> None:
    def careless(case: Case) -> str:
        return str(case[""][20])

    tally = _hunt(careless, tmp_path)
    assert [find.what.split(" at ")[0] for find in tally.finds] == ["crash: IndexError"]
    with pytest.raises(IndexError):
        careless(read_case(Path(tally.finds[0].file)))


def test_a_reader_that_expects_a_text_in_its_place_is_found(tmp_path: Path) -> None:
    kinds: dict[object, int] = {"a": 1}

    def trusting(case: Case) -> str:
        try:
            document = json.loads(case[""])
        except ValueError:
            return "refused"
        return str(kinds.get(document.get("type")) if isinstance(document, dict) else None)

    assert "TypeError" in _hunt(trusting, tmp_path).finds[0].what


def test_a_slow_reader_is_found(tmp_path: Path) -> None:
    long: list[bytes] = []

    def slow(case: Case) -> str:
        begun = process_time()
        if len(case[""]) > 1_000 and not long:
            long.append(case[""])
            while process_time() < begun + 0.2:
                pass
        return "read"

    tally = _hunt(slow, tmp_path, seconds=0.1)
    assert tally.finds[0].what.startswith("slow")
    assert read_case(Path(tally.finds[0].file)) == {"": long[0]}


def test_a_reader_that_takes_much_room_is_found(tmp_path: Path) -> None:
    kept: list[bytes] = []
    held, most = room()
    # Room that other tests gave back is taken first, and nobody sees it: so more than they ever had.
    piece = max(4 * _MB, (most - held) // 20)

    def hoarding(case: Case) -> str:
        kept.append(b"\1" * piece)
        return "read"

    assert _hunt(hoarding, tmp_path).finds[0].what.startswith("memory")


def test_a_sober_reader_is_left_in_peace(tmp_path: Path) -> None:
    tally = _hunt(lambda case: str(len(case[""]) > 9), tmp_path)
    assert (tally.finds, tally.inputs, tally.accepted) == ([], 300, 300)


def test_a_hunt_that_never_ends_is_a_find_as_well() -> None:
    (tally,) = in_a_process(1_000_000, 1, seconds=0)
    assert "timed out" in tally.finds[0].what


def test_the_same_seed_makes_the_same_choices(tmp_path: Path) -> None:
    seen: list[list[bytes]] = [[], []]
    for inputs in seen:

        def watched(case: Case, inputs: list[bytes] = inputs) -> str:
            inputs.append(case[""])
            return str(len(case[""]) % 3)

        _hunt(watched, tmp_path)
    assert seen[0] == seen[1]
