"""What one process of a run makes, the others find."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from tests.services.run import Run


def test_of_many_who_need_it_at_once_one_makes_it_and_the_others_wait(tmp_path: Path) -> None:
    made: list[int] = []

    def make() -> None:
        time.sleep(0.05)  # long enough for the others to come
        made.append(1)

    def need(_: int) -> int:
        Run(tmp_path).once("bread", make)
        return len(made)

    with ThreadPoolExecutor(4) as people:
        assert list(people.map(need, range(4))) == [1, 1, 1, 1]


def test_what_could_not_be_made_is_tried_again_by_the_next(tmp_path: Path) -> None:
    made: list[int] = []

    def burn() -> None:
        raise RuntimeError("burnt")

    with pytest.raises(RuntimeError, match="burnt"):
        Run(tmp_path).once("bread", burn)
    Run(tmp_path).once("bread", lambda: made.append(1))
    assert made == [1]


def test_what_one_found_is_nothing_new_to_another(tmp_path: Path) -> None:
    assert Run(tmp_path).adds_to("words", {"a", "b\nc"})
    assert not Run(tmp_path).adds_to("words", {"b\nc"})
    assert Run(tmp_path).adds_to("words", {"a", "d"})
    assert Run(tmp_path).adds_to("numbers", {"a"})


def test_who_comes_first_opens_it_for_all_and_closes_it_after_the_last(tmp_path: Path) -> None:
    happened: list[str] = []
    came, second_is_in = Event(), Event()

    @contextmanager
    def house() -> Iterator[dict[str, str]]:
        happened.append("opened")
        yield {"address": "here"}
        happened.append("closed")

    def come_and_go() -> None:
        with Run(tmp_path).together("house", house):
            came.set()
            second_is_in.wait()

    with ThreadPoolExecutor(1) as others:
        first = others.submit(come_and_go)
        came.wait()
        with Run(tmp_path).together("house", house) as told:
            second_is_in.set()
            with pytest.raises(TimeoutError):
                first.result(timeout=0.2)
            assert (told, happened) == ({"address": "here"}, ["opened"])
        first.result(timeout=30)
    assert happened == ["opened", "closed"]
