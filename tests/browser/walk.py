"""Every page a person can reach by links from their home page, one or two of each kind."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

_MOST_OF_A_KIND = 2
_DOWNLOADS = (".png", ".json", ".jwt", ".csv", ".pdf", ".svg")


def pages_from(page: Page, start: str, routes: Map) -> Iterator[tuple[str, str]]:
    """Bring the page to one address after the other, breadth first from `start`; at most two for each endpoint.

    Yields address and endpoint.
    """
    seen: set[str] = set()
    kinds: Counter[str] = Counter()
    waiting = [start]
    while waiting:
        address = waiting.pop(0)
        kind = _kind(address, routes)
        if address in seen or kind is None or kinds[kind] >= _MOST_OF_A_KIND:
            continue
        seen.add(address)
        kinds[kind] += 1
        answer = page.goto(address)
        assert answer is not None, address
        assert answer.status < 500, f"{address}: {answer.status}"
        pages = "a[href]:not([download])"
        hrefs = page.eval_on_selector_all(pages, "links => links.map(link => link.getAttribute('href'))")
        waiting += [_absolute(address, href) for href in hrefs if _is_page(address, href)]
        yield address, kind


def _kind(address: str, routes: Map) -> str | None:
    try:
        endpoint, _ = routes.bind("localhost").match(urlsplit(address).path, method="GET")
    except HTTPException:
        return None
    return None if endpoint == "static" else str(endpoint)


def _is_page(address: str, href: str) -> bool:
    target = urlsplit(_absolute(address, href))
    is_ours = target.netloc == urlsplit(address).netloc and target.scheme in {"http", "https"}
    return is_ours and not target.path.endswith(_DOWNLOADS)


def _absolute(address: str, href: str) -> str:
    return urljoin(address, href).split("#")[0]
