"""Texts in another language than their page: plain text anywhere, and in a page they say which language they are in."""

from collections.abc import Mapping
from typing import Self

from markupsafe import Markup

from peerlearn.web.kit.languages import direction_of


class Foreign(str):
    """A text that is in another language, or some part of it. A template writes its `html`, all else the text."""

    __slots__ = ("html",)
    html: Markup

    @classmethod
    def made(cls, text: str, html: Markup) -> Self:
        """The text, and how a page writes it."""
        made = cls(text)
        made.html = html
        return made

    def __html__(self) -> Markup:
        return self.html


def foreign(text: str, language: str) -> Foreign:
    """A text that is all in this other language."""
    span = Markup('<span lang="{}" dir="{}">{}</span>')
    return Foreign.made(text, span.format(language, direction_of(language), text))


def filled(phrase: str, values: Mapping[str, object]) -> str:
    """A message of ours with its values in it; what of them is in another language still says so."""
    text = phrase % values if values else phrase
    if not any(isinstance(value, Foreign) for value in values.values()):
        return text
    return Foreign.made(text, Markup(phrase) % values)  # noqa: S704  # our own words; the values are escaped


def plain(text: str) -> str:
    """For an attribute, which cannot say what language a part of it is in."""
    return "".join(text)
