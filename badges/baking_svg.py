"""Badges baked into SVG pictures (OB 2.0 baking; OB 3.0, Open Badges document formats).

The two versions give one prefix two namespaces, so one SVG holds one badge. The prefix is written literally
`openbadges`: old readers look for the tag, not for its namespace. Everything else in the file keeps its bytes.
Nothing is drawn, run or fetched, and there is no document type, hence no entity.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers.expat import ExpatError, ParserCreate

from . import strict_json
from .baking import KEYWORDS, MAX_IMAGE, MAX_TEXT, OB2_KEYWORD, OB3_KEYWORD
from .errors import Malformed, TooLarge

_SVG = "http://www.w3.org/2000/svg"
_NAMESPACES = {OB2_KEYWORD: "http://openbadges.org", OB3_KEYWORD: "https://purl.imsglobal.org/ob/v3p0"}
_TAGS = {OB2_KEYWORD: "openbadges:assertion", OB3_KEYWORD: "openbadges:credential"}
_LOCAL = {OB2_KEYWORD: "assertion", OB3_KEYWORD: "credential"}
_MAX_DEPTH = 100
_MAX_ELEMENTS = 100_000
_MAX_ATTRIBUTES = 200_000

_JWS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_LINK = re.compile(r"https?://[\x21\x23-\x3b\x3d\x3f-\x7e]+")
# From the `<` of a start tag to its `>`; possessive, so that no input makes it try twice.
_START_TAG = re.compile(rb"""<(?:[^"'<>]|"[^"]*+"|'[^']*+')*+>""")
_ATTRIBUTE = re.compile(rb"""(\s++)([^\s=]++)\s*+=\s*+(?:"[^"]*+"|'[^']*+')""")

_ACTIVE = {"script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler", "listener"}
_OWN_REFERENCE = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif|webp);base64,)")
_ANIMATED = re.compile(r"href$|src$|style$|on", re.IGNORECASE)
_FOREIGN_URL = r"url\(\s*+[\"']?+(?!#|data:image/(?:png|jpeg|gif|webp);base64,)|image-set\("
_FOREIGN_VALUE = re.compile(_FOREIGN_URL, re.IGNORECASE)
_FOREIGN_STYLE = re.compile(rf"{_FOREIGN_URL}|@import|image-set|//|\\", re.IGNORECASE)


@dataclass
class _Baked:
    """The element of a badge as it stands in the file; `start` and `end` are offsets in bytes."""

    keyword: str
    start: int
    verify: str | None
    end: int = 0
    pieces: list[str] = field(default_factory=list)
    size: int = 0

    def text(self) -> str:
        """Return what the element says, which must be one thing."""
        body = "".join(self.pieces).strip(" \t\r\n")
        if not body:
            if self.verify and (_JWS.fullmatch(self.verify) or self._may_be(self.verify)):
                return self.verify
            raise Malformed("the badge of the picture is empty", code="baking_text")
        if self.verify is not None and not (self._may_be(self.verify) and self._names_itself(body)):
            raise Malformed("attribute and body of the badge say two things", code="baking_twice")
        return body

    def _may_be(self, address: str) -> bool:
        # Only a hosted 2.0 badge points to where it lives (OB 2.0 baking, SVG).
        return self.keyword == OB2_KEYWORD and _LINK.fullmatch(address) is not None

    def _names_itself(self, body: str) -> bool:
        badge = strict_json.read(body)
        return isinstance(badge, dict) and badge.get("id") == self.verify


class _Reader:
    """Walks one SVG; what it finds is in `root_end` (after the root's start tag), `badges` and `foreign`."""

    def __init__(self, svg: bytes) -> None:
        self.badges: list[_Baked] = []
        self.foreign = False
        self.root_end = 0
        self._svg = svg
        self._depth = self._elements = 0
        self._open: _Baked | None = None
        self._style: list[str] | None = None
        # The attributes of every element that is open, the innermost last.
        self._around: list[dict[str, str]] = []
        # defusedxml tells no positions; what it forbids is forbidden here in the same way, by refusing the DOCTYPE.
        self._parser = ParserCreate("utf-8")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.XmlDeclHandler = self._declaration
        self._parser.ProcessingInstructionHandler = self._instruction
        self._parser.CommentHandler = self._comment
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def read(self) -> None:
        """Walk the whole file, given in one piece: in many, expat looks at a long token again and again."""
        if len(self._svg) > MAX_IMAGE:
            raise TooLarge("the picture is over 5 MB")
        # Expat takes seconds for a tag with a million attributes, before it hands over the first.
        if self._svg.count(b"=") > _MAX_ATTRIBUTES:
            raise TooLarge("the picture has too many attributes")
        try:
            # A mark of UTF-16 would win over the encoding the parser is told.
            self._svg.decode()
            self._parser.Parse(self._svg, True)
        except (ExpatError, ValueError) as error:
            raise Malformed("not an SVG", code="not_svg") from error
        finally:
            # It calls us and we hold it: what it took, up to 60 MB, would stay until the collector comes round.
            del self._parser

    def _doctype(self, *_: object) -> None:
        raise Malformed("an SVG with a document type is not read", code="svg_doctype")

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
            raise Malformed("only SVG in UTF-8 is read", code="svg_encoding")

    def _instruction(self, *_: object) -> None:
        self.foreign = True
        self._comment()

    def _comment(self, *_: object) -> None:
        if self._open is not None:
            # Some readers take the text before it, others all of it.
            raise Malformed("a comment inside the badge", code="baking_text")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > _MAX_DEPTH or self._elements > _MAX_ELEMENTS:
            raise TooLarge("the picture is too deep or has too many elements")
        if self._depth == 1:
            self._start_root(name, attributes)
        if self._open is not None:
            raise Malformed("an element inside the badge", code="baking_text")
        self._around.append(attributes)
        self._open = self._badge(name, attributes)
        local = _local(name).lower()
        self.foreign = self.foreign or (self._open is None and _is_foreign(local, attributes))
        if local == "style":
            self._style = []

    def _start_root(self, name: str, attributes: dict[str, str]) -> None:
        prefix, _, local = name.rpartition(":")
        if local != "svg" or attributes.get(f"xmlns:{prefix}" if prefix else "xmlns") != _SVG:
            raise Malformed("not an SVG", code="not_svg")
        self.root_end = self._tag_end(self._parser.CurrentByteIndex)

    def _badge(self, name: str, attributes: dict[str, str]) -> _Baked | None:
        prefix, _, local = name.rpartition(":")
        if local not in _LOCAL.values():
            return None
        declared = f"xmlns:{prefix}" if prefix else "xmlns"
        namespace = next((around[declared] for around in reversed(self._around) if declared in around), None)
        keyword = next((word for word in KEYWORDS if namespace == _NAMESPACES[word] and local == _LOCAL[word]), None)
        if keyword is None:
            if name in _TAGS.values():
                # Old readers look for the tag alone and would see a badge where others see none.
                raise Malformed("the tag of a badge in another namespace", code="baking_namespace")
            return None
        if self._depth != 2:
            raise Malformed("the badge does not stand right under the root", code="baking_place")
        return _Baked(keyword, self._parser.CurrentByteIndex, attributes.get("verify"))

    def _end(self, _name: str) -> None:
        if self._style is not None:
            self.foreign = self.foreign or bool(_FOREIGN_STYLE.search("".join(self._style)))
            self._style = None
        if self._open is not None:
            self._open.end = self._badge_end(self._open.start)
            self.badges.append(self._open)
            self._open = None
        self._around.pop()
        self._depth -= 1

    def _badge_end(self, start: int) -> int:
        after_start = self._tag_end(start)
        if self._svg[after_start - 2 : after_start] == b"/>":
            return after_start
        return self._svg.index(b">", self._parser.CurrentByteIndex) + 1

    def _characters(self, text: str) -> None:
        if self._open is not None:
            self._open.size += len(text)
            if self._open.size > MAX_TEXT:
                raise TooLarge("the text is over 200 kB")
            self._open.pieces.append(text)
        elif self._style is not None:
            self._style.append(text)

    def _tag_end(self, start: int) -> int:
        found = _START_TAG.match(self._svg, start)
        if found is None:
            raise Malformed("a tag that does not end", code="not_svg")
        return found.end()


def bake_svg(svg: bytes, text: str, *, keyword: str) -> bytes:
    """Return the SVG with the badge as first child of its root: `<openbadges:assertion>` or `<openbadges:credential>`.

    A badge that was there, of either version, is replaced. Baking the same text again gives the same bytes.

    Args:
        svg: UTF-8, at most 5 MB.
        text: a compact JWS, which goes into `verify`, or the JSON of the badge, which goes into CDATA: `]]>` is
            written `]]\\u003e` there, the same value. A hosted 2.0 assertion also names its address in `verify`.
        keyword: `OB2_KEYWORD` or `OB3_KEYWORD`, as for PNG.

    Raises:
        TooLarge: a picture over 5 MB, before or after, over 100 deep, 100,000 elements or 200,000 attributes, or a
            text over 200 kB.
        Malformed: not an SVG in UTF-8, one with a DOCTYPE, one that runs scripts or refers to anything outside
            itself, a text that is neither JWS nor JSON, or another keyword.
    """
    if keyword not in KEYWORDS:
        raise Malformed("not a keyword of Open Badges", code="baking_keyword")
    element = _element(text, keyword)
    reader = _Reader(svg)
    reader.read()
    if reader.foreign:
        raise Malformed("the picture has scripts or refers to something outside itself", code="svg_foreign")
    root = svg[: reader.root_end]
    if root.endswith(b"/>"):
        raise Malformed("the picture is empty", code="not_svg")
    opened, at = _with_namespace(root, keyword), reader.root_end
    kept: list[bytes] = []
    for badge in reader.badges:
        kept.append(svg[at : badge.start])
        at = badge.end
    result = b"".join([opened, element, *kept, svg[at:]])
    if len(result) > MAX_IMAGE:
        raise TooLarge("the baked picture is over 5 MB")
    return result


def unbake_svg(svg: bytes) -> dict[str, str]:
    """Return the baked text by keyword: one at most, empty when there is none. Everything else is ignored.

    Returns:
        A compact JWS, the JSON of the badge, or for old hosted 2.0 badges its address.

    Raises:
        TooLarge: a picture over 5 MB, over 100 deep, 100,000 elements or 200,000 attributes, or a text over 200 kB.
        Malformed: not an SVG in UTF-8, one with a DOCTYPE, two badges, or a badge that says two things or nothing.
    """
    reader = _Reader(svg)
    reader.read()
    if len(reader.badges) > 1:
        # Two readers would pick different ones: the picture would say two things.
        raise Malformed("two badges in one picture", code="baking_twice")
    texts = {badge.keyword: badge.text() for badge in reader.badges}
    if any(len(text.encode()) > MAX_TEXT for text in texts.values()):
        raise TooLarge("the text is over 200 kB")
    return texts


def _element(text: str, keyword: str) -> bytes:
    tag = _TAGS[keyword]
    if len(text) > MAX_TEXT:
        raise TooLarge("the text is over 200 kB")
    if _JWS.fullmatch(text):
        return f'<{tag} verify="{text}"></{tag}>'.encode()
    badge = strict_json.read(text, max_bytes=MAX_TEXT)
    verify = ""
    if keyword == OB2_KEYWORD:
        address = badge.get("id") if isinstance(badge, dict) else None
        if not isinstance(address, str) or not _LINK.fullmatch(address):
            raise Malformed("a hosted badge needs the address where it lives", code="baking_text")
        verify = f' verify="{address.replace("&", "&amp;")}"'
    elif not isinstance(badge, dict):
        raise Malformed("a badge is a JSON object", code="baking_text")
    # Both only occur inside strings, where the escape is the same value. XML knows no U+FFFE and U+FFFF.
    body = text.replace("]]>", "]]\\u003e").replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
    return f"<{tag}{verify}><![CDATA[{body}]]></{tag}>".encode()


def _with_namespace(root: bytes, keyword: str) -> bytes:
    # Only the blank that stands there with our own spelling goes too.
    bare = _ATTRIBUTE.sub(lambda one: one[1][:-1] if one[2] == b"xmlns:openbadges" else one[0], root)
    return bare[:-1] + f' xmlns:openbadges="{_NAMESPACES[keyword]}">'.encode()


def _is_foreign(local: str, attributes: dict[str, str]) -> bool:
    """Whether an element runs something or refers to anything outside the file."""
    return local in _ACTIVE or any(_leads_out(name, value) for name, value in attributes.items())


def _leads_out(name: str, value: str) -> bool:
    if name == "xmlns" or name.startswith("xmlns:"):
        return False
    attribute = _local(name).lower()
    if attribute in ("href", "src"):
        return _OWN_REFERENCE.match(value) is None
    if attribute == "attributename":
        # An animation could turn an own reference into a foreign one.
        return _ANIMATED.match(_local(value.strip())) is not None
    if attribute == "style":
        return _FOREIGN_STYLE.search(value) is not None
    # Colours and the like may be written as CSS, where a backslash could hide the word url.
    is_hidden = "\\" in value and "(" in value
    return is_hidden or attribute.startswith("on") or attribute == "base" or bool(_FOREIGN_VALUE.search(value))


def _local(name: str) -> str:
    return name.rpartition(":")[2]
