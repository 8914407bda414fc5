"""Two taps at the same moment, over HTTP, in two processes: both are answered, one counts, both stay in the history."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from urllib.parse import urljoin

from peerlearn.attendance.models import Observation, Presence
from tests.cast import SECRET, Cast
from tests.services.server import browser, serving
from tests.web.attendance.conftest import RowsOf, Stage

ROUNDS, PATIENCE = 5, 60


class Hand:
    """Someone with a browser of their own, signed in through the page."""

    def __init__(self, address: str, identifier: str) -> None:
        self._address = address
        self._browser = browser()
        self.tap("/sign-in", {"identifier": identifier, "secret": SECRET}, on="/sign-in")

    def tap(
        self, path: str, sent: dict[str, str], *, on: str, together: Barrier | None = None, file: bytes = b""
    ) -> int:
        """Send what a button on the page `on` sends, with a file if there is one; the status of the answer, not of what
        it leads to."""
        token = re.search(
            r'name="csrf_token"[^>]*value="([^"]+)"', self._browser.get(self._at(on), timeout=PATIENCE).text
        )
        assert token
        if together is not None:
            together.wait(PATIENCE)
        told = {"csrf_token": token.group(1), **sent}
        files = {"file": ("file.txt", file)} if file else None
        answer = self._browser.post(self._at(path), data=told, files=files, allow_redirects=False, timeout=PATIENCE)
        return answer.status_code

    def look(self, path: str) -> int:
        """Open a page; the status of the answer."""
        return self._browser.get(self._at(path), timeout=PATIENCE).status_code

    def _at(self, path: str) -> str:
        return urljoin(self._address, path)


def tap_at_once(hands: list[Hand], path: str, sent: list[dict[str, str]], *, on: str) -> list[int]:
    together = Barrier(len(hands))
    with ThreadPoolExecutor(len(hands)) as pool:
        taps = [pool.submit(h.tap, path, s, on=on, together=together) for h, s in zip(hands, sent, strict=True)]
        return [tap.result() for tap in taps]


def test_of_two_simultaneous_marks_one_counts_and_both_are_kept(
    cast: Cast, stage: Stage, rows_of: RowsOf, database_url: str, tmp_path: Path
) -> None:
    staged = stage()
    with serving(database_url, tmp_path, workers=2) as address:
        hands = [Hand(address, cast.identifiers[name]) for name in ("samira", "sophie")]
        for _ in range(ROUNDS):
            states = [{"state": "present"}, {"state": "absent"}]
            assert tap_at_once(hands, staged.presence("awa"), states, on=staged.presence()) == [302, 302]
            levels = [{"level": "1"}, {"level": "3"}]
            assert tap_at_once(hands, staged.skill(1, "rosa"), levels, on=staged.skill(1)) == [302, 302]
    for kind in (Presence, Observation):
        rows = rows_of(kind)
        assert len(rows) == 2 * ROUNDS
        assert [row.is_current for row in rows].count(True) == 1
        assert rows[-1].is_current
