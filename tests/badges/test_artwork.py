"""The picture of a badge."""

from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image

import badges
from badges import Palette, Template
from badges.artwork_text import WIDTH, fitted_plate, load_font

SUBTITLE = "Main à main 2026"


def _draw(template: Template, fonts: list[Path], **choices: object) -> bytes:
    given = {"title": "Smartphone", "subtitle": SUBTITLE, "fonts": fonts, "size": 120, **choices}
    return badges.draw_badge(template, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("template", Template)
def test_a_badge_is_a_png_of_the_size_asked_for_on_a_transparent_ground(template: Template, fonts: list[Path]) -> None:
    with Image.open(BytesIO(_draw(template, fonts, size=180))) as picture:
        assert picture.format == "PNG"
        assert picture.size == (180, 180)
        opacity = picture.convert("RGBA").getchannel("A")
        assert opacity.getpixel((2, 2)) == 0
        assert opacity.getpixel((90, 175)) == 255


def test_drawing_again_gives_the_same_bytes(fonts: list[Path]) -> None:
    assert _draw(Template.STAFF, fonts) == _draw(Template.STAFF, fonts)


def test_the_grounds_of_the_three_templates_are_told_apart_in_grey(fonts: list[Path]) -> None:
    greys = []
    for template in Template:
        with Image.open(BytesIO(_draw(template, fonts))) as picture:
            greys.append(picture.convert("RGBA").convert("L").tobytes()[17 * 120 + 60])

    assert all(abs(one - other) > 25 for one, other in combinations(greys, 2))


def test_a_drawn_badge_can_be_baked(fonts: list[Path]) -> None:
    baked = badges.bake(_draw(Template.LEARNER, fonts), "x", keyword=badges.OB3_KEYWORD)

    assert badges.unbake(baked) == {badges.OB3_KEYWORD: "x"}


def test_a_short_title_stands_large_on_one_line(fonts: list[Path]) -> None:
    plate = fitted_plate("Animation", SUBTITLE, fonts=fonts)

    assert [line.size for line in plate.lines] == [36, pytest.approx(22, abs=1)]
    assert not plate.is_tall


@pytest.mark.parametrize(
    "title",
    [
        "Accompagnement numérique",
        "Accompagnement à l’usage du smartphone",
        "Démarches en ligne",
        "Écoute et médiation numérique",
        "Référente ou référent numérique",
    ],
)
def test_a_long_french_title_takes_two_lines_and_stays_legible(title: str, fonts: list[Path]) -> None:
    plate = fitted_plate(title, SUBTITLE, fonts=fonts)

    *titles, subtitle = plate.lines
    assert " ".join(line.text for line in titles) == title
    assert len(titles) == 2
    assert all(line.size >= 18 for line in titles)
    assert subtitle.size >= 13


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Accompagnement socio-numérique", ["Accompagnement", "socio-numérique"]),
        ("Smart\u00adphone", ["Smartphone"]),
        ("Accompagnement\u00adnumériques", ["Accompagnement-", "numériques"]),
        ("Vice-médiatrice\u00advolontaire", ["Vice-médiatrice-", "volontaire"]),
        ("Qui est là aujourd’hui ?", ["Qui est là", "aujourd’hui ?"]),
        ("Apprendre « à deux »", ["Apprendre", "« à deux »"]),
    ],
)
def test_a_title_is_broken_where_french_breaks_it(title: str, lines: list[str], fonts: list[Path]) -> None:
    assert [line.text for line in fitted_plate(title, SUBTITLE, fonts=fonts).lines[:-1]] == lines


@pytest.mark.parametrize("title", ["Smartphone", "Accompagnement numérique", "هاتف ذكي", "ÉÀÇ jpqy"])
def test_no_letter_leaves_the_plate_or_touches_the_next_line(title: str, fonts: list[Path]) -> None:
    plate = fitted_plate(title, SUBTITLE, fonts=fonts)

    top = 155.0 if plate.is_tall else 164.0
    for line in plate.lines:
        left, above, right, below = load_font(line.font, line.size * 10).getbbox(line.text, anchor="ms")
        assert line.baseline + above / 10 >= top - 0.5
        assert right - left <= WIDTH * 10 + 5
        top = line.baseline + below / 10
    assert top <= 230


@pytest.mark.parametrize("title", ["Smartphone", "Accompagnement numérique"])
def test_a_long_subtitle_takes_two_lines(title: str, fonts: list[Path]) -> None:
    plate = fitted_plate(title, "Réseau Tremplin Nord, promotion 2026", fonts=fonts)

    assert [line.text for line in plate.lines[-2:]] == ["Réseau Tremplin Nord,", "promotion 2026"]
    assert plate.is_tall
    top = 155.0
    for line in plate.lines:
        left, above, right, below = load_font(line.font, line.size * 10).getbbox(line.text, anchor="ms")
        assert line.baseline + above / 10 >= top - 0.5
        assert right - left <= WIDTH * 10 + 5
        top = line.baseline + below / 10
    assert top <= 230


def test_decomposed_accents_are_composed(fonts: list[Path]) -> None:
    assert _draw(Template.STAFF, fonts, title="De\u0301marches") == _draw(Template.STAFF, fonts, title="D\u00e9marches")


@pytest.mark.parametrize(
    "title", ["", " ", "x" * 81, "Accompagnementnumériquedespublics", "a\x00b", "a\u202eb", "漢字"], ids=ascii
)
def test_a_title_nobody_could_read_is_refused(title: str, fonts: list[Path]) -> None:
    with pytest.raises(badges.ArtworkRefused):
        _draw(Template.LEARNER, fonts, title=title)


@pytest.mark.parametrize("size", [0, 95, 1025])
def test_another_size_is_refused(size: int, fonts: list[Path]) -> None:
    with pytest.raises(badges.ArtworkRefused):
        _draw(Template.LEARNER, fonts, size=size)


@pytest.mark.parametrize("accent", ["#88aaff", "#ffffff", "blue", "#24459", "#24459b\n"])
def test_a_colour_that_cannot_be_seen_is_refused(accent: str) -> None:
    with pytest.raises(badges.ArtworkRefused):
        Palette(accent=accent)


def test_contrast_is_that_of_wcag() -> None:
    assert badges.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert badges.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_another_palette_changes_the_picture(fonts: list[Path]) -> None:
    green = Palette(accent="#1b5e3b")

    assert _draw(Template.LEARNER, fonts, palette=green) != _draw(Template.LEARNER, fonts)
