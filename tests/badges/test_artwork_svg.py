"""The picture of a badge as outlines."""

from itertools import pairwise
from pathlib import Path

import pytest
from defusedxml import ElementTree
from fontTools.pens.boundsPen import BoundsPen
from fontTools.svgLib.path import parse_path
from PIL import Image, ImageDraw

import badges
from badges import Template
from badges.artwork_glyphs import joined, outline, visual_order
from badges.artwork_text import load_font

WAY_BACK = badges.WayBack(code="K7MX4RQD", link="https://badges.example/b/K7MX4RQD", shown="badges.example/b/")
SVG = "{http://www.w3.org/2000/svg}"


def _draw(template: Template, fonts: list[Path], **choices: object) -> bytes:
    given = {"title": "Smartphone", "subtitle": "Main à main 2026", "description": "Un téléphone.", "fonts": fonts}
    return badges.draw_badge_svg(template, **{**given, **choices})  # type: ignore[arg-type]


@pytest.mark.parametrize("template", Template)
@pytest.mark.parametrize("way_back", [None, WAY_BACK])
def test_the_picture_needs_nothing_from_outside(
    template: Template, way_back: badges.WayBack | None, fonts: list[Path]
) -> None:
    svg = _draw(template, fonts, way_back=way_back)

    elements = {element.tag.removeprefix(SVG) for element in ElementTree.fromstring(svg).iter()}
    assert elements <= {"svg", "title", "desc", "circle", "rect", "path"}
    assert badges.unbake_svg(badges.bake_svg(svg, "a.b.c", keyword=badges.OB3_KEYWORD)) == {badges.OB3_KEYWORD: "a.b.c"}


def test_a_screen_reader_hears_title_and_description(fonts: list[Path]) -> None:
    root = ElementTree.fromstring(_draw(Template.STAFF, fonts, title="Aider & guider"))

    assert root.attrib["role"] == "img"
    assert [child.text for child in root[:2]] == ["Aider & guider – Main à main 2026", "Un téléphone."]
    assert root.attrib["aria-labelledby"].split() == [child.attrib["id"] for child in root[:2]]


def test_drawing_again_gives_the_same_bytes(fonts: list[Path]) -> None:
    assert _draw(Template.STAFF, fonts, way_back=WAY_BACK) == _draw(Template.STAFF, fonts, way_back=WAY_BACK)


def test_a_badge_with_its_tag_stays_small(fonts: list[Path]) -> None:
    longest = _draw(Template.FACILITATOR, fonts, title="Accompagnement à l’usage du smartphone", way_back=WAY_BACK)

    assert len(longest) < 60_000


@pytest.mark.parametrize(
    ("text", "font"),
    [
        ("AVATAR, Toile. Yves", 0),
        ("Écoute et médiation", 0),
        ("مرافقة رقمية", 1),
        ("بين الزملاء", 1),
        ("يدا بيد 2026", 1),
        ("لا بلا (آلة)", 1),
        ("الإلكترونية", 1),
    ],
)
def test_outlines_stand_where_raqm_puts_its_letters(text: str, font: int, fonts: list[Path]) -> None:
    bounds = BoundsPen(None)
    parse_path(outline(text, fonts[font], size=500, x=2_600, baseline=700), bounds)
    drawn = Image.new("1", (5_200, 1_200))
    ImageDraw.Draw(drawn).text((2_600, 700), text, fill=1, font=load_font(fonts[font], 500), anchor="ms")

    # 3 % of the size: the Arabic face also kerns by context, which we leave.
    assert bounds.bounds == pytest.approx(drawn.getbbox(), abs=16)


def test_kerning_is_that_of_the_face(fonts: list[Path]) -> None:
    def width(text: str) -> float:
        bounds = BoundsPen(None)
        parse_path(outline(text, fonts[0], size=1_000, x=0, baseline=0), bounds)
        assert bounds.bounds is not None
        return float(bounds.bounds[2] - bounds.bounds[0])

    assert width("AV") < width("A") + width("V")


@pytest.mark.parametrize(
    ("text", "shaped"),
    [
        ("بيت", "\ufe91\ufef4\ufe96"),
        ("دار", "\ufea9\ufe8d\ufead"),
        ("لا", "\ufefb"),
        ("بلا", "\ufe91\ufefc"),
        ("سؤال", "\ufeb3\ufe86\ufe8d\ufedd"),
        ("ء", "\ufe80"),
        ("ب 2", "\ufe8f 2"),
        ("ـبـ", "ـ\ufe92ـ"),
        ("بَيْتٌ", "\ufe91\ufef4\ufe96"),
        ("لَا", "\ufefb"),
        ("Été", "Été"),
    ],
)
def test_arabic_letters_take_the_shape_of_their_place(text: str, shaped: str) -> None:
    assert joined(text) == shaped


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("abc (1)", "abc (1)"),
        ("אבג", "גבא"),
        ("אב 2026", "2026 בא"),
        ("אב (ג)", "(ג) בא"),
        ("אב PeerLearn גד", "דג PeerLearn בא"),
        ("PeerLearn אב 12", "PeerLearn 12 בא"),
        ("PeerLearn אב.", "PeerLearn בא."),
        ("12 אב", "בא 12"),
        ("", ""),
    ],
)
def test_both_directions_stand_in_one_line(text: str, seen: str) -> None:
    assert visual_order(text) == seen


@pytest.mark.parametrize("title", ["x\u0323\u0331", "漢字", "x" * 81])
def test_what_cannot_be_drawn_is_refused(title: str, fonts: list[Path]) -> None:
    with pytest.raises(badges.ArtworkRefused):
        _draw(Template.LEARNER, fonts, title=title)


def test_no_presentation_form_is_lost_in_the_arabic_face(fonts: list[Path]) -> None:
    letters = [chr(number) for number in range(0x0621, 0x064B) if number not in range(0x063B, 0x0641)]
    for first, second in pairwise(letters):
        assert outline(first + second + first, fonts[1], size=10, x=0, baseline=0)
