"""What a badge page costs whoever opens it for the first time, as the browser counted it, in every language."""

from playwright.sync_api import Browser, Page, Request

from tests.browser.demonstration import Demonstration
from tests.browser.scenes import code_of_badge

BUDGET = 60 * 1024
LANGUAGES = ("fr", "en", "ar", "uk", "es")


def test_a_first_view_weighs_at_most_60_kilobytes(demo: Demonstration, page: Page, browser: Browser) -> None:
    address = f"{demo.address}/b/{code_of_badge(demo, page, 'Remis')}"
    weights = {language: _weights(browser, f"{address}?lang={language}") for language in LANGUAGES}
    for language, fetched in weights.items():
        assert any(url.endswith(".png") for url in fetched), language
        assert any(".woff2" in url for url in fetched), language
    assert max(sum(fetched.values()) for fetched in weights.values()) <= BUDGET, weights


def test_in_arabic_no_latin_face_is_loaded_while_the_second_sheet_is_on_its_way(
    demo: Demonstration, page: Page
) -> None:
    address = f"{demo.address}/b/{code_of_badge(demo, page, 'Remis')}?lang=ar"
    page.context.clear_cookies()
    page.route("**/public.css*", lambda route: route.abort())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    faces = [url for url in asked if ".woff2" in url]
    assert faces
    assert [url for url in faces if "arabic" not in url] == []


def _weights(browser: Browser, address: str) -> dict[str, int]:
    """The bytes of each answer, body and headers, on a phone that never saw the site."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, device_scale_factor=3)
    page = context.new_page()
    fetched: list[Request] = []
    page.on("requestfinished", lambda request: fetched.append(request))  # noqa: PLW0108 - it marks what it is given
    page.goto(address, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    sizes = {request.url: request.sizes() for request in fetched}
    context.close()
    return {url: size["responseBodySize"] + size["responseHeadersSize"] for url, size in sizes.items()}
