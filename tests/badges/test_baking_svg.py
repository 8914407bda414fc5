"""Badges inside SVG pictures."""

import json
import time
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

import badges
from badges import OB2_KEYWORD, OB3_KEYWORD

JWS = "eyJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl"
HOSTED = '{"id": "https://host.example/1.json?a=1&b=2", "name": "É ]]> <b>"}'
SECURED = '{"id": "urn:uuid:1", "name": "É ]]> <b> & \\"x\\""}'
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- drawn by hand -->\n'
ROOT = b"<svg xmlns='http://www.w3.org/2000/svg'  viewBox=\"0 0 1 1\" data-odd='a > b xmlns:openbadges=\"x\"' >"
INSIDE = "\n  <title>Été &amp; &#233;</title><path d='M0 0'/>\n".encode()
PICTURE = HEAD + ROOT + INSIDE + b"</svg>\n"
OB2 = b' xmlns:openbadges="http://openbadges.org"'
OB3 = b' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'


def _first_child(svg: bytes) -> Element:
    root: Element = ElementTree.fromstring(svg)
    return root[0]


def _svg(inside: bytes, *, root: bytes = b"") -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg"' + root + b">" + inside + b"</svg>"


def test_a_signed_badge_stands_in_an_attribute_of_the_first_child() -> None:
    two = badges.bake_svg(PICTURE, JWS, keyword=OB2_KEYWORD)
    three = badges.bake_svg(PICTURE, JWS, keyword=OB3_KEYWORD)

    assert b'<openbadges:assertion verify="' + JWS.encode() + b'"></openbadges:assertion>' in two
    assert b'<openbadges:credential verify="' + JWS.encode() + b'"></openbadges:credential>' in three
    assert _first_child(two).tag == "{http://openbadges.org}assertion"
    assert _first_child(three).tag == "{https://purl.imsglobal.org/ob/v3p0}credential"
    assert badges.unbake_svg(two) == {OB2_KEYWORD: JWS}
    assert badges.unbake_svg(three) == {OB3_KEYWORD: JWS}


def test_a_json_badge_stands_in_cdata_with_the_same_values() -> None:
    two = badges.bake_svg(PICTURE, HOSTED, keyword=OB2_KEYWORD)
    three = badges.bake_svg(PICTURE, SECURED, keyword=OB3_KEYWORD)

    assert _first_child(two).get("verify") == "https://host.example/1.json?a=1&b=2"
    assert json.loads(_first_child(two).text or "") == json.loads(HOSTED)
    assert _first_child(three).get("verify") is None
    assert json.loads(badges.unbake_svg(three)[OB3_KEYWORD]) == json.loads(SECURED)
    assert b"]]\\u003e" in three


def test_everything_else_keeps_its_bytes() -> None:
    baked = badges.bake_svg(PICTURE, JWS, keyword=OB3_KEYWORD)

    element = f'<openbadges:credential verify="{JWS}"></openbadges:credential>'.encode()
    assert baked == HEAD + ROOT[:-1] + OB3 + b">" + element + INSIDE + b"</svg>\n"


@pytest.mark.parametrize("first", [(JWS, OB2_KEYWORD), (HOSTED, OB2_KEYWORD), (SECURED, OB3_KEYWORD)])
def test_baking_again_replaces_a_badge_of_either_version(first: tuple[str, str]) -> None:
    before = badges.bake_svg(PICTURE, first[0], keyword=first[1])

    for keyword in (OB2_KEYWORD, OB3_KEYWORD):
        assert badges.bake_svg(before, JWS, keyword=keyword) == badges.bake_svg(PICTURE, JWS, keyword=keyword)


def test_a_badge_baked_by_others_is_replaced_wherever_it_stands_under_the_root() -> None:
    other = _svg(b"<g/><ob:assertion xmlns:ob='http://openbadges.org' verify='" + JWS.encode() + b"'/><g></g>")

    assert badges.unbake_svg(other) == {OB2_KEYWORD: JWS}
    baked = badges.bake_svg(other, "a.b.c", keyword=OB2_KEYWORD)
    assert baked == _svg(b'<openbadges:assertion verify="a.b.c"></openbadges:assertion><g/><g></g>', root=OB2)


def test_a_byte_order_mark_moves_nothing() -> None:
    marked = b"\xef\xbb\xbf" + PICTURE

    assert badges.bake_svg(marked, JWS, keyword=OB2_KEYWORD)[3:] == badges.bake_svg(PICTURE, JWS, keyword=OB2_KEYWORD)


def test_an_old_hosted_badge_is_its_address() -> None:
    old = _svg(b'<openbadges:assertion verify="https://old.example/1"/>', root=OB2)

    assert badges.unbake_svg(old) == {OB2_KEYWORD: "https://old.example/1"}


def test_a_picture_without_badge_holds_nothing() -> None:
    assert badges.unbake_svg(PICTURE) == {}
    assert badges.unbake_svg(_svg(b"<assertion/><g><credential/></g>", root=OB2)) == {}


FOREIGN = {
    "a script": b"<script>1</script>",
    "a script under a prefix": b"<x:ScRiPt xmlns:x='http://www.w3.org/2000/svg'/>",
    "an event": b"<g onload='x()'/>",
    "HTML": b"<foreignObject/>",
    "a link": b"<a href='https://a.example/'/>",
    "a link without scheme": b"<image href='picture.png'/>",
    "an old link": b"<use xlink:href='//a.example/x.svg#y' xmlns:xlink='http://www.w3.org/1999/xlink'/>",
    "an SVG inside a link": b"<image href='data:image/svg+xml;base64,PHN2Zy8+'/>",
    "a script link": b"<a href=' javascript:x()'/>",
    "an animated link": b"<set attributeName='xlink:href' to='#x'/>",
    "an animated event": b"<set attributeName='onload' to='#x'/>",
    "a colour from outside": b"<g fill='url(https://a.example/#x)'/>",
    "a colour from outside, quoted": b"<g fill='URL( \"https://a.example/#x\")'/>",
    "a colour from outside, hidden": b"<g fill='u\\72l(https://a.example/#x)'/>",
    "a style from outside": b"<style>@import 'x.css';</style>",
    "a style with a picture": b"<style>g { background: image-set('x.png' 1x) }</style>",
    "a style in CDATA": b"<style><![CDATA[ g { fill: url(x.svg#y) } ]]></style>",
    "a style attribute": b"<g style='fill: url(x.svg#y)'/>",
    "a style sheet": b"<?xml-stylesheet href='x.css'?>",
    "another base": b"<g xml:base='https://a.example/'/>",
}


@pytest.mark.parametrize("inside", FOREIGN.values(), ids=FOREIGN.keys())
def test_what_runs_or_refers_outside_is_refused_when_baking_and_ignored_when_reading(inside: bytes) -> None:
    badge = b'<openbadges:credential verify="a.b.c"/>'
    with pytest.raises(badges.Malformed):
        badges.bake_svg(_svg(inside), JWS, keyword=OB3_KEYWORD)

    assert badges.unbake_svg(_svg(badge + inside, root=OB3)) == {OB3_KEYWORD: "a.b.c"}


def test_a_badge_whose_namespace_ends_before_it_is_none() -> None:
    inside = b'<g xmlns:o="https://purl.imsglobal.org/ob/v3p0"/><o:credential xmlns:o="urn:x" verify="x.y.z"/>'

    assert badges.unbake_svg(_svg(inside)) == {}


def test_own_references_are_welcome() -> None:
    inside = (
        b"<style>g { fill: url(#a); stroke: url( '#b' ) }</style><use href='#a'/><g fill='url(\"#a\")'/>"
        b"<image href='data:image/png;base64,iVBO'/><metadata><c resource='http://purl.org/dc'/></metadata>"
    )

    assert inside in badges.bake_svg(_svg(inside), JWS, keyword=OB3_KEYWORD)


def _baked(inside: bytes, root: bytes = OB3) -> bytes:
    return _svg(b"<openbadges:credential" + inside + b"</openbadges:credential>", root=root)


HOSTILE = {
    "nothing": b"",
    "not XML": b"\x89PNG",
    "not SVG": b"<html/>",
    "SVG in no namespace": b"<svg/>",
    "SVG in another namespace": b"<svg xmlns='x'/>",
    "cut short": PICTURE[:-8],
    "two roots": PICTURE + b"<svg/>",
    "a document type": b"<!DOCTYPE svg>" + _svg(b""),
    "an entity": b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + _svg(b"&a;"),
    "an outside entity": b"<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:" + b"///etc/passwd'>]>" + _svg(b"&a;"),
    "an unknown entity": _svg(b"&a;"),
    "another encoding": b"<?xml version='1.0' encoding='iso-8859-1'?>" + _svg(b""),
    "UTF-16": _svg(b"").decode().encode("utf-16"),
    "not UTF-8": _svg(b"\xff"),
    "two badges": _svg(b'<openbadges:credential verify="a.b.c"/>' * 2, root=OB3),
    "one badge of each version": _svg(
        b'<openbadges:credential verify="a.b.c"/><o:assertion xmlns:o="http://openbadges.org" verify="a.b.c"/>',
        root=OB3,
    ),
    "a badge further down": _svg(b'<g><openbadges:credential verify="a.b.c"/></g>', root=OB3),
    "a badge further down, in a namespace declared there": _svg(
        b'<g xmlns:o="https://purl.imsglobal.org/ob/v3p0"><o:credential verify="x.y.z"/></g>'
        b'<openbadges:credential verify="a.b.c"/>',
        root=OB3,
    ),
    "a badge further down, in the default namespace there": _svg(
        b'<g xmlns="http://openbadges.org"><assertion verify="x.y.z"/></g><openbadges:assertion verify="a.b.c"/>',
        root=OB2,
    ),
    "a comment in the badge": _baked(b">https://a.example/1<!-- -->0"),
    "an instruction in the badge": _baked(b">https://a.example/1<?x y?>0"),
    "the tag in another namespace": _svg(b'<openbadges:credential verify="a.b.c"/>', root=OB2),
    "the tag in no namespace": _svg(b'<openbadges:assertion verify="a.b.c"/>'),
    "an empty badge": _baked(b">"),
    "a blank badge": _baked(b" verify=''> \n"),
    "an address for 3.0": _baked(b" verify='https://a.example/'>"),
    "attribute and body": _baked(b" verify='a.b.c'>{}"),
    "an element in the badge": _baked(b"><g/>"),
    "another address in the body": _svg(
        b'<openbadges:assertion verify="https://a.example/1">{"id":"https://a.example/2"}</openbadges:assertion>',
        root=OB2,
    ),
    "a body that is no JSON": _svg(
        b'<openbadges:assertion verify="https://a.example/1">x</openbadges:assertion>', root=OB2
    ),
    "a text over 200 kB": _baked(b">" + b"x" * 200_001),
    "letters over 200 kB": _baked(b">" + "é".encode() * 100_001),
    "an attribute over 200 kB": _baked(b" verify='a.b." + b"x" * 200_000 + b"'>"),
    "too deep": _svg(b"<g>" * 100 + b"</g>" * 100),
    "too many": _svg(b"<g/>" * 100_000),
    "too many attributes": _svg(b"".join(b"<g a=''/>" for _ in range(200_001))),
    "over 5 MB": _svg(b" " * 5_000_000),
}


@pytest.mark.parametrize("picture", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_picture_is_refused(picture: bytes) -> None:
    with pytest.raises(badges.Malformed):
        badges.unbake_svg(picture)


LARGE = 4_990_000
SLOW = {
    "elements": _svg(b"<g/>" * (LARGE // 4)),
    "depth": b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * (LARGE // 3),
    "attributes": _svg(b"<g " + b" ".join(b"a%d=''" % number for number in range(199_000)) + b"/>"),
    "backslashes": _svg(b"<g a='" + b"\\(" * (LARGE // 2) + b"'/>"),
    "a long attribute": _svg(b"<g a='" + b"\\" * LARGE + b"'/>"),
    "an endless attribute": b"<svg xmlns='http://www.w3.org/2000/svg' a='" + b"x" * LARGE,
    "blanks in a style": _svg(b"<style>" + b"url(" * (LARGE // 4) + b"</style>"),
    "blanks in urls": _svg(b"<style>" + (b"url(" + b" " * 996) * (LARGE // 1_000) + b"</style>"),
    "references": _svg(b"&#65;" * (LARGE // 5)),
    "references in the badge": _baked(b">" + b"&#65;" * (LARGE // 5)),
    "CDATA": _baked(b">" + b"<![CDATA[]]>" * (LARGE // 12)),
    "comments": _svg(b"<!---->" * (LARGE // 7)),
    "instructions": _svg(b"<?a?>" * (LARGE // 5)),
    "root attributes": _svg(b"", root=b"".join(b" a%d=''" % number for number in range(199_000))),
}


@pytest.mark.parametrize("picture", SLOW.values(), ids=SLOW.keys())
def test_no_picture_takes_two_seconds(picture: bytes) -> None:
    started = time.process_time()
    for attempt in (badges.unbake_svg, lambda svg: badges.bake_svg(svg, JWS, keyword=OB3_KEYWORD)):
        try:
            attempt(picture)
        except badges.BadgeError:
            continue
    assert time.process_time() - started < 4


@pytest.mark.parametrize("keyword", [OB2_KEYWORD, OB3_KEYWORD])
@pytest.mark.parametrize(
    "text", ["", "x", "[]", '{"a": 1', "a.b.c\n", "https://a.example/", '"a.b.c"', "a." + "x" * 200_000 + ".b"]
)
def test_a_text_that_is_no_badge_is_not_baked(text: str, keyword: str) -> None:
    with pytest.raises(badges.Malformed):
        badges.bake_svg(PICTURE, text, keyword=keyword)


@pytest.mark.parametrize("text", ["{}", '{"id": 1}', '{"id": "urn:uuid:1"}', '{"id": "https://a.example/\\" x"}'])
def test_a_hosted_badge_without_address_is_not_baked(text: str) -> None:
    with pytest.raises(badges.Malformed):
        badges.bake_svg(PICTURE, text, keyword=OB2_KEYWORD)


def test_only_the_two_keywords_of_the_standards_are_baked() -> None:
    with pytest.raises(badges.Malformed):
        badges.bake_svg(PICTURE, JWS, keyword="Comment")


def test_an_empty_picture_is_not_baked() -> None:
    with pytest.raises(badges.Malformed):
        badges.bake_svg(b'<svg xmlns="http://www.w3.org/2000/svg"/>', JWS, keyword=OB3_KEYWORD)


@given(st.dictionaries(st.text(max_size=5), st.text(st.characters(codec="utf-8", exclude_characters="\x00"))))
def test_the_values_of_any_json_come_back(document: dict[str, str]) -> None:
    text = json.dumps({**document, "id": "https://a.example/?a=1&b='"}, ensure_ascii=False)
    try:
        badges.read_json(text)
    except badges.Malformed:
        return

    for keyword in (OB2_KEYWORD, OB3_KEYWORD):
        baked = badges.bake_svg(PICTURE, text, keyword=keyword)
        assert badges.read_json(badges.unbake_svg(baked)[keyword]) == badges.read_json(text)


@given(st.data())
def test_a_damaged_picture_never_ends_in_another_error(data: st.DataObject) -> None:
    damaged = bytearray(badges.bake_svg(PICTURE, SECURED, keyword=OB3_KEYWORD))
    damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        badges.unbake_svg(bytes(damaged))
        badges.bake_svg(bytes(damaged), JWS, keyword=OB2_KEYWORD)
    except badges.BadgeError:
        return
