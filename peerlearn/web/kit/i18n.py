"""Languages, and dates as people say them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal
from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, Domain, get_locale
from flask_babel import gettext as _
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from peerlearn.core import clock
from peerlearn.core.settings import Settings
from peerlearn.web.kit import session
from peerlearn.web.kit.elision import elided

RIGHT_TO_LEFT = {"ar"}


def arm(app: Flask, settings: Settings) -> None:
    """French first; the account's language, or `?lang=`, or what the browser asks for among those offered."""
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(app.config["TRANSLATIONS"])
    app.config["LANGUAGES"] = settings.languages
    babel = Babel(app, locale_selector=_chosen)
    babel.domain_instance = words = Words()
    app.jinja_env.globals.update(gettext=words.in_page, ngettext=words.count_in_page)
    app.jinja_env.filters.update(
        day=day, month=month, day_and_time=day_and_time, hour=hour, span=span, in_language=in_language, number=number
    )
    app.jinja_env.filters.update(duration=duration)


class Words(Domain):  # type: ignore[misc]
    """The catalogue of the program; in French, words are joined with the names that fill a message."""

    def gettext(self, string: str, **values: Any) -> str:
        """A message, filled in."""
        phrase, known = _joined(self.get_translations().ugettext(string), values)
        return phrase % known if known else phrase

    def ngettext(self, singular: str, plural: str, num: int, **values: Any) -> str:
        """The form of a message for a number, filled in."""
        phrase, known = _joined(self.get_translations().ungettext(singular, plural, num), {"num": num, **values})
        return phrase % known

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


def language() -> str:
    """The two-letter code of the language of this answer."""
    locale = get_locale()
    return "fr" if locale is None else str(locale.language)


def direction() -> str:
    """The writing direction of this answer: "ltr" or "rtl"."""
    return "rtl" if language() in RIGHT_TO_LEFT else "ltr"


def in_language(text: dict[str, str] | None) -> str:
    """The wording of a content text (module, skill, badge) in this answer's language, else French."""
    if not text:
        return ""
    return text.get(language()) or text.get("fr") or next(iter(text.values()))


def day(value: date | datetime, *, year: bool | None = None) -> str:
    """ "mardi 3 mars"; with the year when it is not this one (or when asked for)."""
    shown_year = value.year != clock.today().year if year is None else year
    code = language()
    if code == "fr":
        said = format_date(value, "EEEE d MMMM y" if shown_year else "EEEE d MMMM", locale="fr")
        name, _space, rest = said.replace(" 1 ", " 1er ").partition(" ")
        return name + " " + rest.replace(" ", "\u00a0", 1)
    return format_date(value, "EEEE d MMMM y" if shown_year else "EEEE d MMMM", locale=code)


def month(value: date) -> str:
    """ "mars 2026"."""
    return format_date(value, "LLLL y", locale=language())


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
    return format_list(list(names), locale=language())


def today_at(zone: str, now: datetime) -> date:
    """The day it is at a place at the instant `now`."""
    return clock.at_place(now, zone).date()


def _joined(phrase: str, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return elided(phrase, values) if language() == "fr" else (phrase, values)


def _chosen() -> str:
    if not has_request_context():
        return "en"  # a command refuses in the language in which it speaks
    offered: tuple[str, ...] = current_app.config["LANGUAGES"]
    asked = request.args.get("lang", "")
    if asked in offered:
        return asked
    if request.endpoint and not request.endpoint.startswith("public.") and (account := session.find_account()):
        return account.language
    return request.accept_languages.best_match(offered, default="fr") or "fr"
