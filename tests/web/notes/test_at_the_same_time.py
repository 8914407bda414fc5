"""Two signatures at the same moment, over HTTP, in two processes: one counts, and the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from peerlearn.notes.models import MeetingNote
from tests.cast import Cast
from tests.services.server import serving
from tests.stage import ClientOf
from tests.web.attendance.conftest import RowsOf, rows_of
from tests.web.attendance.test_races import Hand
from tests.web.notes.conftest import Sign, Write, seen_on

__all__ = ["rows_of"]


SignAtOnce = Callable[[dict[str, str]], list[int]]


@pytest.fixture
def sign_at_once(client_of: ClientOf, cast: Cast, database_url: str, tmp_path: Path) -> SignAtOnce:
    """`sign_at_once({"samira": draft, "sophie": draft})`: the status of each answer."""

    def sign(drafts: dict[str, str]) -> list[int]:
        names = [name.partition(" ")[0] for name in drafts]
        seen = [seen_on(client_of(name), draft) for name, draft in zip(names, drafts.values(), strict=True)]
        together = Barrier(len(drafts))
        with serving(database_url, tmp_path, workers=2) as address, ThreadPoolExecutor(len(drafts)) as pool:
            hands = [Hand(address, cast.identifiers[name]) for name in names]
            taps = [
                pool.submit(hand.tap, f"{draft}/signature", {"seen": mark}, on=draft, together=together)
                for hand, draft, mark in zip(hands, drafts.values(), seen, strict=True)
            ]
            return [tap.result() for tap in taps]

    return sign


def test_of_two_corrections_signed_at_once_one_wins_and_the_other_keeps_its_words(
    client_of: ClientOf, write: Write, sign: Sign, rows_of: RowsOf, sign_at_once: SignAtOnce
) -> None:
    first, drafts = sign(write()), {}
    for name in ("samira", "sophie"):
        asked = client_of(name).post(f"{first}/correction", data={"reason": f"Un oubli, dit {name}."})
        drafts[name] = asked.headers["Location"].removesuffix("/edit")
    answers = sign_at_once(drafts)
    assert sorted(answers) == [302, 422]
    lost = list(drafts)[answers.index(422)]
    assert f"Un oubli, dit {lost}." in client_of(lost).get(drafts[lost]).text
    signed = [one for one in rows_of(MeetingNote) if one.signed_at]
    assert [(one.version, one.replaces_id) for one in signed] == [(1, None), (2, signed[0].id)]


def test_one_draft_is_signed_once(write: Write, rows_of: RowsOf, sign_at_once: SignAtOnce) -> None:
    """In two windows."""
    assert sorted(sign_at_once(dict.fromkeys(("samira", "samira again"), write()))) == [302, 422]
    (row,) = rows_of(MeetingNote)
    assert len(row.sha256) == 64
