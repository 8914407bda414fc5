"""QR codes, read back by another library."""

from io import BytesIO

import pytest
import zxingcpp
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import badges
from badges.qr import MAX_LINK

LINK = "https://badges.example/b/K7MX4RQD"


def _read(png: bytes) -> str:
    with Image.open(BytesIO(png)) as picture:
        found = zxingcpp.read_barcodes(picture.convert("L"))
    assert len(found) == 1
    return str(found[0].text)


def _drawn(path: str, side: int) -> Image.Image:
    """The picture of an SVG path made of M, h, v, h, z."""
    picture = Image.new("1", (side, side), 1)
    for step in path.split("z")[:-1]:
        x, rest = step[1:].split(" ")
        y, length = rest.split("v")[0].split("h")
        picture.paste(0, (int(x), int(y), int(x) + int(length), int(y) + 1))
    return picture


def test_another_library_reads_the_link() -> None:
    assert _read(badges.make_qr(LINK).png(scale=4)) == LINK


def test_the_longest_link_is_version_14() -> None:
    link = LINK + "#" + "x" * (MAX_LINK - len(LINK) - 1)

    code = badges.make_qr(link)

    assert len(code.rows) == 73
    assert code.side == 81
    assert code.smallest_print() == 40.5
    assert _read(code.png(scale=4)) == link


def test_the_svg_holds_the_same_modules_and_a_title() -> None:
    code = badges.make_qr(LINK)

    root = ElementTree.fromstring(code.svg(title="Vérifier <Awa>"))

    assert root[0].text == "Vérifier <Awa>"
    assert _drawn(root[2].attrib["d"], code.side).tobytes() == code.picture().tobytes()


def test_the_same_link_gives_the_same_bytes() -> None:
    assert badges.make_qr(LINK).png() == badges.make_qr(LINK).png()
    assert badges.make_qr(LINK).svg(title="") == badges.make_qr(LINK).svg(title="")


@pytest.mark.parametrize(
    "link",
    ["", "x", "javascript:alert(1)", "https://é.example/", "https://a.example/ b", LINK + "\n", LINK + "x" * 362],
)
def test_what_is_no_link_or_too_long_is_refused(link: str) -> None:
    with pytest.raises(badges.ContentRefused):
        badges.make_qr(link)


@pytest.mark.parametrize("scale", [0, -1, 200])
def test_a_size_nobody_needs_is_refused(scale: int) -> None:
    with pytest.raises(badges.ContentRefused):
        badges.make_qr(LINK).png(scale=scale)


@given(st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=300))
def test_any_link_comes_back(rest: str) -> None:
    assert _read(badges.make_qr("https://a.example/" + rest).png(scale=3)) == "https://a.example/" + rest
