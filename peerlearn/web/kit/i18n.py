"""Languages, and dates as people say them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from logging import getLogger
from typing import Any

from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from flask import Flask
from flask_babel import Babel, Domain
from flask_babel import gettext as _
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from peerlearn.core import clock
from peerlearn.core.settings import Settings
from peerlearn.web.kit.elision import elided
from peerlearn.web.kit.foreign import Foreign, filled, foreign
from peerlearn.web.kit.languages import OF_THE_OFFICE, RIGHT_TO_LEFT, chosen, direction_of, isolated, language

_log = getLogger(__name__)
# English stands in the code, and the French catalogue holds every word.
_WHOLE = {"en", "fr"}
# A day and a month as people say them, where it is not simply one word after the other.
_DAY = {"es": "EEEE d 'de' MMMM", "uk": "EEEE, d MMMM"}
_OF_YEAR = {"es": " 'de' y"}


def arm(app: Flask, settings: Settings) -> None:
    """French first; the account's language, or `?lang=`, or what the browser asks for among those offered."""
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(app.config["TRANSLATIONS"])
    app.config["LANGUAGES"] = settings.languages
    babel = Babel(app, locale_selector=chosen)
    babel.domain_instance = words = Words()
    app.jinja_env.globals.update(gettext=words.in_page, ngettext=words.count_in_page)
    app.jinja_env.filters.update(
        day=day,
        month=month,
        day_and_time=day_and_time,
        hour=hour,
        span=span,
        in_language=in_language,
        number=number,
        each_in_language=each_in_language,
    )
    app.jinja_env.filters.update(duration=duration)


class FrenchInstead(NullTranslations):
    """What stands in for a word that a language lacks, and leaves a line about it in the log."""

    def __init__(self, french: NullTranslations) -> None:
        super().__init__()
        self._french = french

    def gettext(self, message: str) -> str:
        """The French of a message."""
        _log.info("no word in %s: %s", language(), message)
        return str(self._french.gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The French of a message for a number."""
        _log.info("no word in %s: %s", language(), msgid1)
        return str(self._french.ngettext(msgid1, msgid2, n))


class Words(Domain):  # type: ignore[misc]
    """The catalogue of the program, filled in as each language wants it: French joins its words with the names that
    follow, and a script from right to left keeps them apart. What a language lacks is said in French."""

    def get_translations(self) -> NullTranslations:
        """The words of this answer's language."""
        words: NullTranslations = super().get_translations()
        if isinstance(words, Translations) and language() not in _WHOLE and words._fallback is None:
            words.add_fallback(FrenchInstead(Translations.load(self.translation_directories[0], ["fr"])))
        return words

    def gettext(self, string: str, **values: Any) -> str:
        """A message, filled in."""
        return filled(*_joined(self.get_translations().ugettext(string), values))

    def ngettext(self, singular: str, plural: str, num: int, **values: Any) -> str:
        """The form of a message for a number, filled in."""
        return filled(*_joined(self.get_translations().ungettext(singular, plural, num), {"num": num, **values}))

    @pass_context
    def in_page(self, context: Context, string: str, **values: Any) -> str:
        """The same in a template, where what is filled in is escaped."""
        phrase, known = _joined(self.get_translations().ugettext(string), values)
        return (Markup(phrase) if context.eval_ctx.autoescape else phrase) % known  # noqa: S704  # our own words

    @pass_context
    def count_in_page(self, context: Context, singular: str, plural: str, num: int, **values: Any) -> str:
        """The same for a number, in a template."""
        phrase, known = _joined(self.get_translations().ungettext(singular, plural, num), {"num": num, **values})
        return (Markup(phrase) if context.eval_ctx.autoescape else phrase) % known  # noqa: S704  # our own words


def direction() -> str:
    """The writing direction of this answer: "ltr" or "rtl"."""
    return direction_of(language())


def in_language(text: dict[str, str] | None) -> str:
    """The wording of a content text (module, skill, badge) in this answer's language; else French, as a page says."""
    if not text:
        return ""
    here, code = language(), language_of(text)
    return text[code] if code == here or here in OF_THE_OFFICE else foreign(text[code], code)


def each_in_language(texts: dict[str, list[str]]) -> list[str]:
    """The same of several sentences that belong together."""
    code = language_of(texts)
    return [in_language({code: one}) for one in texts[code]]


def language_of(text: Mapping[str, object]) -> str:
    """The language that `in_language` takes."""
    return next((code for code in (language(), "fr") if text.get(code)), next(iter(text)))


def day(value: date | datetime, *, year: bool | None = None) -> str:
    """ "mardi 3 mars"; with the year when it is not this one (or when asked for)."""
    shown_year = value.year != clock.today().year if year is None else year
    code = language()
    if code == "fr":
        said = format_date(value, "EEEE d MMMM y" if shown_year else "EEEE d MMMM", locale="fr")
        name, _space, rest = said.replace(" 1 ", " 1er ").partition(" ")
        return name + " " + rest.replace(" ", "\u00a0", 1)
    pattern = _DAY.get(code, "EEEE d MMMM") + (_of_year(code) if shown_year else "")
    return format_date(value, pattern, locale=code)


def month(value: date) -> str:
    """ "mars 2026"."""
    return format_date(value, "LLLL" + _of_year(language()), locale=language())


def date_alone(value: date, *, year: bool = True) -> str:
    """ "3 mars 2026": for a fact, without the day of the week."""
    code = language()
    pattern = _DAY.get(code, "d MMMM").removeprefix("EEEE").lstrip(", ") + (_of_year(code) if year else "")
    text = format_date(value, pattern, locale=code)
    return f"1er{text[1:]}" if code == "fr" and value.day == 1 else text


def _of_year(code: str) -> str:
    return _OF_YEAR.get(code, " y")


def hour(value: datetime) -> str:
    """ "9 h", "9 h 30", "minuit": the wall clock of a local time, on 24 hours in English too."""
    if language() == "fr":
        if not value.hour and not value.minute:
            return "minuit"
        return f"{value.hour}\u00a0h\u00a0{value.minute:02d}" if value.minute else f"{value.hour}\u00a0h"
    return format_time(value, "HH:mm", locale=language())


def day_and_time(value: datetime, zone: str = clock.DEFAULT_ZONE) -> str:
    """ "mardi 3 mars à 9 h", at a place; a local (naive) time is taken as it is."""
    local = value if value.tzinfo is None else clock.at_place(value, zone)
    return str(_("%(day)s at %(hour)s", day=day(local), hour=hour(local)))


def number(value: int) -> str:
    """ "5 000" in French, "5,000" in English."""
    return format_decimal(value, locale=language())


def span(start: datetime, end: datetime) -> str:
    """ "9 h à 11 h": two local times of one day."""
    return str(_("%(start)s to %(end)s", start=hour(start), end=hour(end)))


def duration(minutes: int) -> str:
    """Minutes as people say them: "2 h", "3 h 30 min", "45 min"."""
    hours, left = divmod(minutes, 60)
    if hours and left:
        return str(_("%(hours)s h %(minutes)s min", hours=hours, minutes=f"{left:02d}"))
    return str(_("%(hours)s h", hours=hours) if hours else _("%(minutes)s min", minutes=left))


def listed(names: Iterable[str]) -> str:
    """ "Awa, Moussa et Rosa"."""
    found = list(names)
    places = {f"n{place}": name for place, name in enumerate(found)}
    return filled(format_list([f"%({place})s" for place in places], locale=language()), places)


def _joined(phrase: str, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    code = language()
    if code in RIGHT_TO_LEFT:
        return phrase, {name: _isolated(value) for name, value in values.items()}
    return elided(phrase, values) if code == "fr" else (phrase, values)


def _isolated(value: object) -> object:
    if isinstance(value, Foreign):
        return value
    if isinstance(value, Markup):
        return Markup(isolated(value))  # noqa: S704  # it was markup before, and two signs are none
    # An address runs from the left by itself, and somebody may copy it: nothing is put around it.
    return isolated(value) if isinstance(value, str) and "://" not in value else value
