"""Badges inside pictures."""

import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import badges
from badges import OB2_KEYWORD, OB3_KEYWORD

from .pictures import END, HEADER, PIXELS, SIGNATURE, chunk, itxt, png


def test_both_badges_live_in_one_picture() -> None:
    baked = badges.bake(badges.bake(png(), "deux", keyword=OB2_KEYWORD), "trois", keyword=OB3_KEYWORD)

    assert badges.unbake(baked) == {OB2_KEYWORD: "deux", OB3_KEYWORD: "trois"}


def test_the_order_of_baking_does_not_show() -> None:
    one = badges.bake(badges.bake(png(), "2", keyword=OB2_KEYWORD), "3", keyword=OB3_KEYWORD)
    two = badges.bake(badges.bake(png(), "3", keyword=OB3_KEYWORD), "2", keyword=OB2_KEYWORD)

    assert one == two


def test_baking_again_replaces_whatever_was_there() -> None:
    old = png(itxt(b"openbadges", b"old"), chunk(b"tEXt", b"openbadges\x00older"), PIXELS)

    assert badges.bake(old, "new", keyword=OB2_KEYWORD) == badges.bake(png(PIXELS), "new", keyword=OB2_KEYWORD)
    assert badges.unbake(badges.bake(old, "new", keyword=OB2_KEYWORD)) == {OB2_KEYWORD: "new"}


def test_other_chunks_and_pixels_stay_as_they_are() -> None:
    comment = chunk(b"tEXt", b"Comment\x00made by hand")

    baked = badges.bake(png(comment), "x", keyword=OB2_KEYWORD)

    assert comment in baked
    assert baked.replace(itxt(b"openbadges", b"x"), b"") == png(comment)


def test_the_picture_still_opens_and_shows_the_same() -> None:
    plain = png()

    baked = badges.bake(plain, "é" * 1_000, keyword=OB3_KEYWORD)

    with Image.open(BytesIO(plain)) as before, Image.open(BytesIO(baked)) as after:
        assert before.tobytes() == after.tobytes()
        assert after.info[OB3_KEYWORD] == "é" * 1_000


def test_a_picture_without_badge_holds_nothing() -> None:
    assert badges.unbake(png(chunk(b"tEXt", b"Comment\x00openbadges"))) == {}


def test_legacy_text_and_compressed_text_are_read() -> None:
    legacy = png(chunk(b"tEXt", b"openbadges\x00https://old.example/1.json"))
    packed = png(itxt(b"openbadges", zlib.compress("é".encode()), compressed=True, language=b"fr"))

    assert badges.unbake(legacy) == {OB2_KEYWORD: "https://old.example/1.json"}
    assert badges.unbake(packed) == {OB2_KEYWORD: "é"}


HOSTILE = {
    "not a PNG": b"GIF89a",
    "nothing": b"",
    "signature only": SIGNATURE,
    "no header": SIGNATURE + PIXELS + END,
    "two headers": SIGNATURE + HEADER + HEADER + PIXELS + END,
    "a short header": SIGNATURE + chunk(b"IHDR", b"x") + PIXELS + END,
    "no pixels": SIGNATURE + HEADER + END,
    "no end": SIGNATURE + HEADER + PIXELS,
    "an end with a body": SIGNATURE + HEADER + PIXELS + chunk(b"IEND", b"x"),
    "something after the end": png() + b"PK\x03\x04",
    "a wrong CRC": png(itxt(b"openbadges", b"x")[:-1] + b"\x00"),
    "a length beyond the file": SIGNATURE + HEADER + b"\x00\xff\xff\xffIDAT" + bytes(50),
    "the largest length": SIGNATURE + HEADER + b"\xff\xff\xff\xffIDAT" + bytes(50),
    "a type that is no letters": png(chunk(b"12\x00\n")),
    "the keyword twice": png(itxt(b"openbadges", b"x"), itxt(b"openbadges", b"y")),
    "the keyword in two kinds of chunk": png(itxt(b"openbadges", b"x"), chunk(b"tEXt", b"openbadges\x00y")),
    "zTXt": png(chunk(b"zTXt", b"openbadges\x00\x00" + zlib.compress(b"x"))),
    "no text": png(itxt(b"openbadges", b"")),
    "NUL in the text": png(itxt(b"openbadges", b"a\x00b")),
    "not UTF-8": png(itxt(b"openbadges", b"\xff")),
    "fields missing": png(chunk(b"iTXt", b"openbadges\x00\x00\x00fr")),
    "nothing after the keyword": png(chunk(b"iTXt", b"openbadges\x00")),
    "the keyword without its end": png(chunk(b"iTXt", b"openbadges")),
    "an unknown flag": png(chunk(b"iTXt", b"openbadges\x00\x02\x00\x00\x00x")),
    "an unknown method": png(chunk(b"iTXt", b"openbadges\x00\x01\x01\x00\x00x")),
    "a text that does not inflate": png(itxt(b"openbadges", b"xyz", compressed=True)),
    "a compressed text cut short": png(itxt(b"openbadges", zlib.compress(b"x" * 99)[:-5], compressed=True)),
    "a text that is a bomb": png(itxt(b"openbadges", zlib.compress(bytes(60_000_000)), compressed=True)),
    "a text over 200 kB": png(itxt(b"openbadges", b"x" * 200_001)),
    "a picture over 5 MB": png(chunk(b"teSt", bytes(5_000_000))),
    "too many chunks": png(*[chunk(b"teSt")] * 20_001),
}


@pytest.mark.parametrize("picture", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_picture_is_refused(picture: bytes) -> None:
    with pytest.raises(badges.Malformed):
        badges.unbake(picture)


def test_a_picture_that_is_a_bomb_stays_closed() -> None:
    huge = chunk(b"IHDR", b"\x7f\xff\xff\xff\x7f\xff\xff\xff\x08\x06\x00\x00\x00")

    assert badges.unbake(SIGNATURE + huge + itxt(b"openbadges", b"x") + PIXELS + END) == {OB2_KEYWORD: "x"}


@pytest.mark.parametrize("text", ["", "a\x00b", "\ud800", "x" * 200_001])
def test_a_text_that_cannot_be_baked_is_refused(text: str) -> None:
    with pytest.raises(badges.Malformed):
        badges.bake(png(), text, keyword=OB3_KEYWORD)


def test_only_the_two_keywords_of_the_standards_are_baked() -> None:
    with pytest.raises(badges.Malformed):
        badges.bake(png(), "x", keyword="Comment")


def test_a_picture_that_would_grow_over_5_mb_is_refused() -> None:
    large = png(chunk(b"teSt", bytes(4_900_000)))

    with pytest.raises(badges.TooLarge):
        badges.bake(large, "x" * 150_000, keyword=OB3_KEYWORD)


printable = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1)


@given(printable, printable)
def test_any_two_texts_come_back(two: str, three: str) -> None:
    baked = badges.bake(badges.bake(png(), two, keyword=OB2_KEYWORD), three, keyword=OB3_KEYWORD)

    assert badges.unbake(baked) == {OB2_KEYWORD: two, OB3_KEYWORD: three}


@given(st.data())
def test_a_damaged_picture_is_refused_or_says_the_same(data: st.DataObject) -> None:
    baked = bytearray(badges.bake(png(), "the badge", keyword=OB2_KEYWORD))
    at = data.draw(st.integers(0, len(baked) - 1))
    baked[at] ^= data.draw(st.integers(1, 255))

    with pytest.raises(badges.Malformed):
        badges.unbake(bytes(baked))


def test_a_prepared_picture_bakes_both_badges_at_once() -> None:
    plain = png(chunk(b"tEXt", b"Comment\x00made by hand"))
    one_by_one = badges.bake(badges.bake(plain, "trois", keyword=OB3_KEYWORD), "deux", keyword=OB2_KEYWORD)

    prepared = badges.prepare(plain)

    assert prepared.bake(ob2="deux", ob3="trois") == one_by_one
    assert prepared.bake(ob2="deux", ob3="trois") == one_by_one
    assert prepared.bake() == plain


def test_a_prepared_picture_keeps_the_badge_it_is_not_told_to_replace() -> None:
    prepared = badges.prepare(badges.bake(png(), "deux", keyword=OB2_KEYWORD))

    assert badges.unbake(prepared.bake(ob3="trois")) == {OB2_KEYWORD: "deux", OB3_KEYWORD: "trois"}
    assert badges.unbake(prepared.bake(ob2="zwei")) == {OB2_KEYWORD: "zwei"}


def test_two_badges_under_one_keyword_are_replaced_and_never_kept() -> None:
    doubled = png(itxt(b"openbadges", b"x"), itxt(b"openbadges", b"y"))

    assert badges.unbake(badges.bake(doubled, "z", keyword=OB2_KEYWORD)) == {OB2_KEYWORD: "z"}
    with pytest.raises(badges.Malformed):
        badges.bake(doubled, "z", keyword=OB3_KEYWORD)


def test_a_picture_over_what_is_remembered_is_baked_as_well() -> None:
    large = png(chunk(b"teSt", bytes(300_000)))

    assert badges.unbake(badges.bake(large, "x", keyword=OB3_KEYWORD)) == {OB3_KEYWORD: "x"}


@pytest.mark.parametrize("picture", [value for name, value in HOSTILE.items() if name in {"a wrong CRC", "no end"}])
def test_an_unsound_picture_is_not_prepared(picture: bytes) -> None:
    with pytest.raises(badges.Malformed):
        badges.prepare(picture)
