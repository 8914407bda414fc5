"""The tag under a badge leads back to its page, even from a screenshot."""

from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

import badges
from badges import Template
from badges.artwork_text import fitted_tag

LINK = "https://badges.tremplin-nord.example/b/K7MX4RQD"
WAY_BACK = badges.WayBack(code="K7MX4RQD", link=LINK, shown="badges.tremplin-nord.example/b/")


def _draw(template: Template, fonts: list[Path], way_back: badges.WayBack = WAY_BACK, size: int = 512) -> Image.Image:
    png = badges.draw_badge(
        template, title="Smartphone", subtitle="Main à main 2026", fonts=fonts, size=size, way_back=way_back
    )
    return Image.open(BytesIO(png)).convert("RGBA")


def _screenshot(badge: Image.Image, *, ground: str, width: int, quality: int) -> Image.Image:
    """The badge on a page, made smaller, and sent through a messenger that knows JPEG only."""
    page = Image.new("RGB", (badge.width + 80, badge.height + 80), ground)
    page.paste(badge, (40, 40), badge)
    file = BytesIO()
    small = page.resize((width, page.height * width // page.width), Image.Resampling.BILINEAR)
    small.save(file, "JPEG", quality=quality)
    return Image.open(file)


@pytest.mark.parametrize("template", Template)
@pytest.mark.parametrize("ground", ["#f7f3ec", "#15181f"])
@pytest.mark.parametrize("width", [320, 410, 720])
def test_a_screenshot_leads_back(template: Template, ground: str, width: int, fonts: list[Path]) -> None:
    screenshot = _screenshot(_draw(template, fonts), ground=ground, width=width, quality=60)

    assert [code.text for code in zxingcpp.read_barcodes(screenshot)] == [LINK]


def test_a_small_picture_on_a_telephone_leads_back(fonts: list[Path]) -> None:
    assert [code.text for code in zxingcpp.read_barcodes(_draw(Template.STAFF, fonts, size=320))] == [LINK]


def test_the_tag_makes_the_picture_higher_and_leaves_the_badge_alone(fonts: list[Path]) -> None:
    tagged = _draw(Template.FACILITATOR, fonts, size=240)

    assert tagged.size == (240, 356)
    plain = badges.draw_badge(
        Template.FACILITATOR, title="Smartphone", subtitle="Main à main 2026", fonts=fonts, size=240
    )
    box = (0, 0, 240, 230)
    with Image.open(BytesIO(plain)) as picture:
        before, after = _on_white(picture, box), _on_white(tagged, box)
    # The colours of the whole picture share one table of 256, so an edge may be a shade off.
    assert max(abs(one - other) for one, other in zip(before, after, strict=True)) <= 24


def _on_white(picture: Image.Image, box: tuple[int, int, int, int]) -> bytes:
    page = Image.new("RGBA", picture.size, "#ffffff")
    page.alpha_composite(picture.convert("RGBA"))
    return page.convert("L").crop(box).tobytes()


def test_drawing_again_gives_the_same_bytes(fonts: list[Path]) -> None:
    assert _draw(Template.LEARNER, fonts).tobytes() == _draw(Template.LEARNER, fonts).tobytes()


def test_a_code_stands_in_groups_of_four(fonts: list[Path]) -> None:
    assert [line.text for line in fitted_tag("K7MX 4RQD", "a.example/b/", fonts=fonts)] == [
        "K7MX",
        "4RQD",
        "a.example/b/",
    ]
    assert [line.text for line in fitted_tag("K7MX4RQD2", "", fonts=fonts)] == ["K7MX", "4RQD", "2"]


def test_a_long_address_is_broken_before_a_dot_or_a_slash(fonts: list[Path]) -> None:
    lines = fitted_tag("K7MX4RQD", "badges.tremplin-nord.example/b/", fonts=fonts)

    assert [line.text for line in lines[2:]] == ["badges.tremplin-nord", ".example/b/"]
    assert all(line.size >= 7.5 for line in lines)


@pytest.mark.parametrize(("code", "shown"), [("", ""), ("K7MX4RQDK7MX4", ""), ("K7MX", "x" * 60), ("漢", "")])
def test_a_tag_nobody_could_read_is_refused(code: str, shown: str, fonts: list[Path]) -> None:
    with pytest.raises(badges.ArtworkRefused):
        _draw(Template.LEARNER, fonts, badges.WayBack(code=code, link=LINK, shown=shown))


def test_a_link_too_long_for_the_tag_is_refused(fonts: list[Path]) -> None:
    with pytest.raises(badges.ContentRefused):
        _draw(Template.LEARNER, fonts, badges.WayBack(code="K7MX4RQD", link=LINK + "x" * 80))
