"""French joins words with the names after them, on every page, without anybody having to think of it."""

import pytest
from flask import Flask
from flask_babel import force_locale, gettext, ngettext
from markupsafe import Markup

from peerlearn.web.kit.elision import elided, is_elided_before
from tests.cast import Cast
from tests.stage import ClientOf


@pytest.mark.parametrize(
    "name",
    ["Ibrahim", "awa", "ÉLODIE", "Élodie", "Östen", "Œdipe", "Ángel", "Oumar", "Eugène", "Hélène", "Hugo", "henri",
     "Honoré", "Hortense", "Yves", "Yvonne", "E\u0301tienne", " Ali"],
)  # fmt: skip
def test_the_e_goes_before_a_vowel_that_is_heard(name: str) -> None:
    assert is_elided_before(name)


@pytest.mark.parametrize(
    "name",
    ["Claire", "Hassan", "Hicham", "Hamza", "Harry", "Youssef", "Yasmina", "Yannick", "Ouarda", "Ouissem", "Y", "Ø.",
     "李", "Олена", "محمد", "8 mars", "—", ""],
)  # fmt: skip
def test_the_e_stays_before_anything_else(name: str) -> None:
    assert not is_elided_before(name)


@pytest.mark.parametrize(
    ("phrase", "values", "said"),
    [
        ("Diagnostic de %(name)s", {"name": "Ibrahim"}, "Diagnostic d’Ibrahim"),
        ("Diagnostic de %(name)s", {"name": "Claire"}, "Diagnostic de Claire"),
        ("De %(name)s", {"name": "Awa"}, "D’Awa"),
        ("noté que %(name)s n’anime plus", {"name": "Awa"}, "noté qu’Awa n’anime plus"),
        ("Une personne de %(organisation)s", {"organisation": "Les Tilleuls"}, "Une personne des Tilleuls"),
        ("Une personne de %(organisation)s", {"organisation": "Le Relais du Port"}, "Une personne du Relais du Port"),
        ("Une personne de %(organisation)s", {"organisation": "Atelier Garonne"}, "Une personne d’Atelier Garonne"),
        ("Une personne de %(organisation)s", {"organisation": "La Recyclerie"}, "Une personne de La Recyclerie"),
        ("suivie à %(organisation)s", {"organisation": "Les Tilleuls"}, "suivie aux Tilleuls"),
        ("Bilan de %(name)s", {"name": "Le Van Minh"}, "Bilan de Le Van Minh"),
        ("Plus de %(count)s mots", {"count": 11}, "Plus de 11 mots"),
        ("Rien de « %(title)s »", {"title": "Images"}, "Rien de « Images »"),
        ("de %(organisation)s (%(organisation)s)", {"organisation": "Le Relais"}, "du Relais (Le Relais)"),
    ],
)  # fmt: skip
def test_a_phrase_is_joined_with_what_fills_it(phrase: str, values: dict[str, object], said: str) -> None:
    joined, filled = elided(phrase, values)
    assert joined % filled == said


def test_a_message_in_code_is_joined_in_french_alone(app: Flask) -> None:
    with app.test_request_context(), force_locale("fr"):
        assert gettext("Diagnosis of %(name)s", name="Ibrahim") == "Diagnostic d’Ibrahim"
        assert ngettext("%(num)d badge", "%(num)d badges", 2) == "2 badges"
    with app.test_request_context(), force_locale("en"):
        assert gettext("Diagnosis of %(name)s", name="Ibrahim") == "Diagnosis of Ibrahim"


def test_what_fills_a_message_on_a_page_is_still_escaped(app: Flask) -> None:
    words = '{% autoescape true %}{{ _("Diagnosis of %(name)s", name=name) }}{% endautoescape %}'
    template = app.jinja_env.from_string(words)
    with app.test_request_context(), force_locale("fr"):
        assert template.render(name="<b>Ali") == "Diagnostic de &lt;b&gt;Ali"
        assert template.render(name="A&B") == "Diagnostic d’A&amp;B"
        assert template.render(name=Markup("<bdi>Ali</bdi>")) == "Diagnostic de <bdi>Ali</bdi>"


def test_a_page_says_it_right(client_of: ClientOf, cast: Cast) -> None:
    page = client_of("samira").get(f"/people/{cast.person_ids['awa']}/privacy").text
    assert "Données personnelles d’Awa" in page
    assert "de Awa" not in page
