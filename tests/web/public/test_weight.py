"""What a first view of a badge page costs an employer on a poor network."""

import gzip
import re

from tests.stage import ClientOf
from tests.web.public.conftest import Shown

FONTS = ("fonts/atkinson-400.woff2", "fonts/atkinson-700.woff2")
BUDGET = 60 * 1024


def test_all_of_a_first_view_weighs_at_most_60_kilobytes(shown: Shown) -> None:
    weights = {address: _weight(shown, address) for address in [shown.page, *_parts(shown)]}
    assert sum(weights.values()) <= BUDGET, weights


def test_two_requests_at_most_hold_up_the_first_line(shown: Shown) -> None:
    page = shown.browser.get(shown.page).text
    assert page.count('rel="stylesheet"') == 2
    assert "<script" not in page


def test_the_pictograms_are_inside_the_page_and_no_others(shown: Shown) -> None:
    page = shown.browser.get(shown.page).text
    used = set(re.findall(r'<use href="#([^"]+)"', page))
    assert used == set(re.findall(r'<symbol id="([^"]+)"', page)) != set()
    assert "icons.svg" not in page


def _parts(shown: Shown) -> set[str]:
    page = shown.browser.get(shown.page).text
    linked = re.findall(r'<link rel="(?:stylesheet|icon)" href="([^"]+)"', page)
    pictures = re.findall(r'<img[^>]+src="([^"]+)"', page)
    return {*linked, *pictures, *(f"/static/{font}" for font in FONTS)}


def _weight(shown: Shown, address: str) -> int:
    """The bytes that travel: body and headers, as a browser asks for them."""
    with shown.browser.get(address, headers={"Accept-Encoding": "gzip, deflate, br"}) as answer:
        assert answer.status_code == 200, address
        return len(answer.data) + len(str(answer.headers))


def test_what_travels_compressed_is_the_same_and_is_known_again(shown: Shown) -> None:
    address = f"{shown.page}.jwt"
    packed = shown.browser.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data).decode() == shown.token
    assert "Accept-Encoding" in packed.headers["Vary"]
    wishes = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    assert shown.browser.get(address, headers=wishes).status_code == 304


def test_a_personal_page_is_never_compressed(client_of: ClientOf) -> None:
    answer = client_of("samira").get("/", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
