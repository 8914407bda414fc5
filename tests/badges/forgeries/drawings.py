"""SVG pictures: entities, encodings, and badges that stand in two places or say two things."""

from __future__ import annotations

import gzip
from functools import partial

import badges
from badges import Reason, proofs
from tests.badges.specimen import AWARD, ISSUED

from .case import Case, Family, Handed, Honest, unknown
from .ours import ASSERTION, ED, THIEF, believed, entry, token

MALFORMED, TOO_LARGE = Reason.MALFORMED, Reason.TOO_LARGE
SVG = "http://www.w3.org/2000/svg"
OB2 = "http://openbadges.org"
OB3 = "https://purl.imsglobal.org/ob/v3p0"
TOKEN = token()
JSON = proofs.sign_credential(AWARD, ED, created=ISSUED).decode()
HOSTED = badges.write_json(ASSERTION).decode()
BY_TOKEN = f'<openbadges:credential verify="{TOKEN}"></openbadges:credential>'
BY_JSON = f"<openbadges:credential><![CDATA[{JSON}]]></openbadges:credential>"
BY_HOST = f'<openbadges:assertion verify="{AWARD.assertion_url}"><![CDATA[{HOSTED}]]></openbadges:assertion>'


def _handed(picture: str | bytes) -> Handed:
    known = believed(
        entry(TOKEN, digests=frozenset({badges.digest(TOKEN), badges.digest(JSON)})),
        entry(HOSTED, AWARD.assertion_url, document=HOSTED.encode()),
    )
    return Handed(document=picture if isinstance(picture, bytes) else picture.encode(), trust=known)


def _svg(inside: str = BY_TOKEN, *, before: str = "", root: str = f'xmlns:openbadges="{OB3}"') -> Handed:
    """A picture with this inside its root, and something before it."""
    return _handed(f'{before}<svg xmlns="{SVG}" {root}>{inside}<path d="M0 0"/></svg>')


def _old(inside: str = BY_HOST) -> Handed:
    """The same with the namespace of 2.0."""
    return _svg(inside, root=f'xmlns:openbadges="{OB2}"')


def _declared(encoding: str, inside: str = BY_TOKEN) -> Handed:
    return _svg(inside, before=f'<?xml version="1.0" encoding="{encoding}"?>')


def _with_doctype(subset: str, inside: str = BY_TOKEN) -> Handed:
    return _svg(inside, before=f"<!DOCTYPE svg {subset}>")


def _encoded(encoding: str) -> Handed:
    picture = f'<svg xmlns="{SVG}" xmlns:openbadges="{OB3}">{BY_TOKEN}</svg>'
    return _handed(picture.encode(encoding))


def _zipped() -> Handed:
    return _handed(gzip.compress(f'<svg xmlns="{SVG}" xmlns:openbadges="{OB3}">{BY_TOKEN}</svg>'.encode(), mtime=0))


LAUGHS = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))

HONEST = (
    Honest("a token in its attribute", _svg),
    Honest("a badge with a proof in CDATA", partial(_svg, BY_JSON)),
    Honest("a hosted one", _old),
    Honest("an encoding declared that is the right one", partial(_declared, "utf-8")),
    Honest("the library's own baking", lambda: _handed(badges.bake_svg(
        f'<svg xmlns="{SVG}"><path d="M0 0"/></svg>'.encode(), TOKEN, keyword=badges.OB3_KEYWORD))),
    Honest("a script beside the badge, which nobody runs here", partial(_svg, f"{BY_TOKEN}<script>1</script>")),
    Honest("a comment before the badge", partial(_svg, f"<!-- <openbadges:credential/> -->{BY_TOKEN}")),
    Honest("a token as the text of its element", partial(_svg,
           f"<openbadges:credential>{TOKEN}</openbadges:credential>")),
)  # fmt: skip

_ENTITIES = tuple(
    Case(f"a document type {name}", partial(_with_doctype, subset, *inside), MALFORMED, "form")
    for name, subset, inside in (
        ("with nothing in it", "", ()),
        ("of the standard, to be fetched", 'PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/svg11.dtd"', ()),
        ("on the forger's host", 'SYSTEM "https://thief.example/x.dtd"', ()),
        ("with a billion laughs", f'[<!ENTITY l0 "ha">{LAUGHS}]', (f"{BY_TOKEN}<text>&l9;</text>",)),
        ("with an entity that is a file", '[<!ENTITY x SYSTEM "file:/etc/passwd">]',
         (f"{BY_TOKEN}<text>&x;</text>",)),
        ("with an entity that is our badge", f'[<!ENTITY x "{TOKEN}">]',
         ('<openbadges:credential verify="&x;"></openbadges:credential>',)),
        ("with a parameter entity", '[<!ENTITY % x SYSTEM "https://thief.example/x"> %x;]', ()),
        ("with a default for verify", f'[<!ATTLIST openbadges:credential verify CDATA "{TOKEN}">]',
         ("<openbadges:credential></openbadges:credential>",)),
    )
)  # fmt: skip

_ENCODINGS = (
    Case("UTF-7 declared", partial(_declared, "UTF-7"), MALFORMED, "form"),
    Case("UTF-16 declared over UTF-8", partial(_declared, "UTF-16"), MALFORMED, "form"),
    Case("Latin-1 declared over UTF-8", partial(_declared, "ISO-8859-1"), MALFORMED, "form"),
    Case("an encoding declared that nobody knows", partial(_declared, "x-thief"), MALFORMED, "form"),
    Case("a drawing in UTF-16", partial(_encoded, "utf-16"), MALFORMED, "form"),
    Case("a drawing in UTF-16 without a mark", partial(_encoded, "utf-16-be"), MALFORMED, "form"),
    Case("a drawing in UTF-32", partial(_encoded, "utf-32"), MALFORMED, "form"),
    Case("a drawing compressed, as svgz", _zipped, MALFORMED, "form"),
    Case("NUL in a drawing", partial(_svg, f"{BY_TOKEN}\x00"), MALFORMED, "form"),
    Case("an entity that no document type defines", partial(_svg, f"{BY_TOKEN}&eacute;"), MALFORMED, "form"),
    Case("a drawing that does not end", partial(_svg, f"{BY_TOKEN}<g>"), MALFORMED, "form"),
    Case("a second root behind the first", lambda: _handed(
         f'<svg xmlns="{SVG}" xmlns:openbadges="{OB3}">{BY_TOKEN}</svg><svg xmlns="{SVG}"/>'), MALFORMED, "form"),
    Case("one attribute twice", partial(_svg, BY_TOKEN.replace("verify=", 'verify="x" verify=')), MALFORMED, "form"),
    Case("a prefix that nobody declares", partial(_svg, root=""), MALFORMED, "form"),
)  # fmt: skip

_PLACES = (
    Case("two badges in a drawing", partial(_svg, BY_TOKEN + BY_JSON), MALFORMED, "form"),
    Case("the same badge twice in a drawing", partial(_svg, BY_TOKEN + BY_TOKEN), MALFORMED, "form"),
    Case("the tag in the namespace of the forger", partial(_svg, root='xmlns:openbadges="https://thief.example"'),
         MALFORMED, "form"),
    Case("the tag of 3.0 in the namespace of 2.0", partial(_old, BY_TOKEN), MALFORMED, "form"),
    Case("the namespace with a slash at its end", partial(_svg, root=f'xmlns:openbadges="{OB3}/"'), MALFORMED, "form"),
    Case("the prefix declared anew on the tag", partial(_svg, BY_TOKEN.replace(" verify",
         ' xmlns:openbadges="https://thief.example" verify')), MALFORMED, "form"),
    Case("a badge inside a group", partial(_svg, f"<g>{BY_TOKEN}</g>"), MALFORMED, "form"),
    Case("a badge inside a drawing inside", partial(_svg, f'<svg xmlns="{SVG}">{BY_TOKEN}</svg>'), MALFORMED, "form"),
    Case("a badge inside what is never shown", partial(_svg, f"<metadata>{BY_TOKEN}</metadata>"), MALFORMED, "form"),
    Case("a badge inside a badge", partial(_svg, BY_TOKEN.replace("></", f">{BY_JSON}</", 1)), MALFORMED, "form"),
    Case("a comment inside that hides the half of it, and an element", partial(_svg,
         f"<openbadges:credential>{TOKEN}<g/></openbadges:credential>"), MALFORMED, "form"),
    Case("another root than svg", lambda: _handed(
         f'<x><!-- <svg --><openbadges:credential xmlns:openbadges="{OB3}" verify="{TOKEN}"/></x>'), MALFORMED, "form"),
    Case("svg in the namespace of nobody", lambda: _handed(
         f'<svg xmlns:openbadges="{OB3}">{BY_TOKEN}</svg>'), MALFORMED, "form"),
    unknown("no badge in a drawing", partial(_svg, ""), Reason.NOTHING_INSIDE, "form"),
    unknown("a badge in a comment alone", partial(_svg, f"<!-- {BY_TOKEN} -->"), Reason.NOTHING_INSIDE, "form"),
    unknown("a badge as a text of the drawing alone", partial(_svg, f"<text>{TOKEN}</text>"), Reason.NOTHING_INSIDE,
            "form"),
)  # fmt: skip

_TEXTS = (
    Case("attribute and body say two tokens", partial(_svg,
         f'<openbadges:credential verify="{TOKEN}">{token(key=THIEF)}</openbadges:credential>'), MALFORMED, "form"),
    Case("a token in the attribute, another badge in CDATA", partial(_svg,
         f'<openbadges:credential verify="{TOKEN}"><![CDATA[{JSON}]]></openbadges:credential>'), MALFORMED, "form"),
    Case("the address in the attribute is not the one in CDATA", partial(_old, BY_HOST.replace(
         f'verify="{AWARD.assertion_url}"', 'verify="https://thief.example/1.json"')), MALFORMED, "form"),
    Case("an address beside a badge of 3.0", partial(_svg,
         f'<openbadges:credential verify="https://thief.example"><![CDATA[{JSON}]]></openbadges:credential>'),
         MALFORMED, "form"),
    Case("an address alone as a badge of 3.0", partial(_svg,
         '<openbadges:credential verify="https://thief.example"></openbadges:credential>'), MALFORMED, "form"),
    Case("a script in the attribute", partial(_old,
         '<openbadges:assertion verify="javascript:alert(1)"></openbadges:assertion>'), MALFORMED, "form"),
    Case("an empty badge in a drawing", partial(_svg, "<openbadges:credential/>"), MALFORMED, "form"),
    Case("a badge of blanks in a drawing", partial(_svg, "<openbadges:credential> \n </openbadges:credential>"),
         MALFORMED, "form"),
    Case("a badge in a drawing that is no badge", partial(_svg,
         "<openbadges:credential>{}</openbadges:credential>"), MALFORMED, "form"),
    Case("a body with its id twice", partial(_old, BY_HOST.replace('{"@context"', '{"id":"x","@context"')), MALFORMED,
         "form"),
    Case("a forged token in a drawing", partial(_svg, BY_TOKEN.replace(TOKEN, token(key=THIEF))), Reason.ALTERED,
         "signature"),
    Case("an altered badge in CDATA", partial(_svg, BY_JSON.replace("Smartphone", "Smartphones")), Reason.ALTERED,
         "signature"),
    Case("an altered hosted one in CDATA", partial(_old, BY_HOST.replace("2025-03-01", "2015-03-01")), Reason.ALTERED,
         "contents"),
    Case("two halves of CDATA that make another text", partial(_svg, BY_JSON.replace("Smartphone",
         "Smart]]>X<![CDATA[phone")), Reason.ALTERED, "signature"),
)  # fmt: skip

_LARGE = (
    Case("a drawing of 200 levels", partial(_svg, f"{BY_TOKEN}{'<g>' * 200}{'</g>' * 200}"), TOO_LARGE, "form"),
    Case("a drawing of 100,001 elements", lambda: _svg(BY_TOKEN + "<g/>" * 100_001), TOO_LARGE, "form"),
    Case("a drawing of a million attributes", lambda: _svg(f"{BY_TOKEN}<g {'a=' * 500_000}/>"), TOO_LARGE, "form"),
    Case("a badge of 300 kB in a drawing", lambda: _svg(
         f"<openbadges:credential>{'x' * 300_000}</openbadges:credential>"), TOO_LARGE, "form"),
    Case("a badge of 300 kB in an attribute", lambda: _svg(BY_TOKEN.replace(TOKEN, TOKEN + "A" * 300_000)), TOO_LARGE,
         "form"),
    Case("a drawing of over 5 MB", lambda: _svg(f"{BY_TOKEN}<!-- {'x' * 5_000_000} -->"), TOO_LARGE, "form"),
)  # fmt: skip

FAMILY = Family("drawings", HONEST, (*_ENTITIES, *_ENCODINGS, *_PLACES, *_TEXTS, *_LARGE))
