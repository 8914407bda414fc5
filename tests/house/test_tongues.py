"""Pages that learners, employers and whoever leads a workshop open speak Arabic, Ukrainian and Spanish as well.

Their catalogues hold what these pages can show, whole, and nothing else. `make messages` brings in what is new.
"""

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from logging import INFO

import pytest
from babel.messages.catalog import Catalog, Message
from flask import Flask
from sqlalchemy import select

from peerlearn.awards.models import Achievement
from peerlearn.commands.catalogues import PARTIAL, file_of, in_every_language
from peerlearn.core import scope
from peerlearn.core.db import db
from peerlearn.core.scope import Scope
from peerlearn.tracks.models import Module, Skill
from peerlearn.web.kit.languages import IN_TWO_LANGUAGES, OWN_PAGES, offered_here
from tests.house.catalogue import FRENCH, forms, read
from tests.house.story import Story, routes
from tests.stage import ClientOf

# The same in that language as in English or in French, and right.
_IN_BOTH = {"SIRET", "%(house)s, SIRET %(siret)s", "%(title)s, %(when)s"}
SAME = {
    "ar": {"%(label)s: %(error)s"},
    "es": _IN_BOTH
    | {
        *("%(day)s, %(place)s: %(level)s, %(who)s", "%(label)s: %(error)s", "%(training)s, %(step)s"),
        *("{hours} h {minutes} min", "{name}, {time}", "%(size)s MB", "%(size)s kB", "no", "Good"),
        *("A Chromebook", "A Mac", "An iPad", "An iPhone"),
        *("%(hours)s h", "%(hours)s h %(minutes)s min", "%(minutes)s min", "%(function)s, %(organisation)s"),
    },
    "uk": _IN_BOTH
    | {
        *("%(day)s, %(place)s: %(level)s, %(who)s", "%(label)s: %(error)s", "%(training)s, %(step)s"),
        *("{name}, {time}", "%(function)s, %(organisation)s"),
    },
}


@pytest.fixture(scope="module")
def shown(words: Catalog) -> Catalog:
    """What the pages in every language can show."""
    return in_every_language(words)


@pytest.mark.parametrize("language", PARTIAL)
def test_it_knows_what_its_pages_can_show_and_nothing_else(language: str, shown: Catalog) -> None:
    assert {one.id for one in read(file_of(language), language)} == {one.id for one in shown} | {""}


@pytest.mark.parametrize("language", PARTIAL)
def test_nothing_of_it_is_untranslated_or_unsure(language: str) -> None:
    catalogue = read(file_of(language), language)
    assert [one.id for one in _said(catalogue) if one.fuzzy or not all(forms(one))] == []
    assert [one.id for one in _said(catalogue) if one.pluralizable and len(forms(one)) != catalogue.num_plurals] == []


@pytest.mark.parametrize("language", PARTIAL)
def test_it_fills_in_the_same_places(language: str) -> None:
    """Only the forms that stand for one or two may say the number in a word."""
    assert [one.id for one in _said(read(file_of(language), language)) if not _fills_the_same(one)] == []


@pytest.mark.parametrize("language", PARTIAL)
def test_no_english_or_french_was_left_in_it(language: str) -> None:
    french = read(FRENCH)
    left = {
        _all(one.id)[0]
        for one in _said(read(file_of(language), language))
        for form in forms(one)
        if form in {*_all(one.id), *forms(french[one.id])}
    }
    assert left == SAME[language]


def test_each_page_named_for_its_languages_is_an_address(app: Flask) -> None:
    assert {*OWN_PAGES, *IN_TWO_LANGUAGES} <= set(app.view_functions)


def test_pages_in_arabic_lack_no_word_and_say_what_is_in_french(
    app: Flask, story: Story, client_of: ClientOf, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever is asked of them, with nothing filled in too. What modules say, they have in French."""
    caplog.set_level(INFO, "peerlearn.web.kit.i18n")
    french = _content(app)
    clients = [client_of(name) for name in ("awa", "moussa", "samira")]
    opened: set[str] = set()
    said: set[tuple[str, str]] = set()
    unsaid: set[tuple[str, str]] = set()
    for rule, method in routes(app):
        with app.test_request_context(story.address(app, rule), method=method):
            is_offered = "ar" in offered_here()
        for client in clients if is_offered else ():
            answer = client.open(f"{story.address(app, rule)}?lang=ar", method=method)
            if answer.status_code == 200 and b'<html lang="ar"' in answer.data:
                opened.add(rule.endpoint)
                for language, shown in _read_aloud(answer.text):
                    found = {(rule.endpoint, text) for text in french if text in shown}
                    (said if language == "fr" else unsaid).update(found)
    assert {"me.home", "field.app", "public.badge", "public.verify", "account.sign_in", "privacy.own"} - opened == set()
    assert {record.getMessage() for record in caplog.records} == set()
    assert {endpoint for endpoint, _ in said} >= {"me.home", "me.plan", "awards.own_badge"}
    assert unsaid == set()


def _content(app: Flask) -> set[str]:
    """What modules, skills and badges are called, and what they say."""
    with app.app_context():
        scope.enter(db.session(), Scope.everything("their words"))
        words = [one.title for one in db.session.scalars(select(Module))]
        words += [text for one in db.session.scalars(select(Skill)) for text in (one.label, one.observable)]
        words += [text for one in db.session.scalars(select(Achievement)) for text in (one.name, one.description)]
        scope.leave(db.session())
        return {text["fr"] for text in words}


class _Reader(HTMLParser):
    """The texts of a page, each with the language it is said to be in."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, str]] = []
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"br", "hr", "img", "input", "link", "meta", "path", "use"}:
            before = self._open[-1][1] if self._open else ""
            self._open.append((tag, dict(attrs).get("lang") or before))

    def handle_endtag(self, tag: str) -> None:
        if tag in {name for name, _ in self._open}:
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] not in {"title", "script", "style"}:
            self.found.append((self._open[-1][1], " ".join(data.split())))


def _read_aloud(page: str) -> list[tuple[str, str]]:
    reader = _Reader()
    reader.feed(page)
    return reader.found


def _said(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _fills_the_same(message: Message) -> bool:
    asked = set().union(*map(_places, _all(message.id)))
    filled = [_places(form) for form in forms(message)]
    if message.pluralizable:
        return all(asked - {"%(num)d", "{n}"} <= places <= asked for places in filled) and filled[-1] == asked
    return filled == [asked]


def _places(said: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|\{\w+\}", said))


def _all(key: str | Sequence[str]) -> Sequence[str]:
    return (key,) if isinstance(key, str) else key
