"""The archive of badges, opened from a folder by a browser whose network is cut."""

from pathlib import Path

from playwright.sync_api import Page

from tests.web.public.conftest import archive as archive  # noqa: PLC0414 - fixtures, for pytest to see
from tests.web.public.conftest import archives as archives  # noqa: PLC0414


def test_a_badge_is_read_from_a_folder_with_pictures_signs_and_languages(page: Page, archive: Path) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("requestfailed", lambda request: problems.append(request.url))
    code = next(archive.glob("b/*.jwt")).stem
    page.set_viewport_size({"width": 360, "height": 740})
    page.context.set_offline(True)
    page.goto(f"file://{archive}/b/{code}/index.html")
    page.get_by_role("heading", name="Ce badge est authentique").wait_for()
    assert page.locator("img.badge-art").evaluate("picture => picture.naturalWidth") == 512
    sign = page.locator(".checks .icon use").first
    assert sign.evaluate("drawn => drawn.getBBox().width") > 0
    assert page.evaluate("document.fonts.check('1em Atkinson Hyperlegible')")
    page.get_by_role("link", name="English").click()
    page.get_by_role("heading", name="This badge is authentic").wait_for()
    page.get_by_role("link", name="PeerLearn").click()
    page.get_by_role("heading", level=1, name="Une archive de badges").wait_for()
    page.get_by_role("link", name="Vérifier une carte, même sans réseau").click()
    page.get_by_role("heading", name="Vérifier une carte, même sans réseau").wait_for()
    page.context.set_offline(False)
    assert problems == []
