"""What one process of a run makes, the others find."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

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
