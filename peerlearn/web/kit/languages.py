"""Which pages can be read in which language, and which one this answer takes."""

from flask import current_app, has_request_context, request
from flask_babel import get_locale

from peerlearn.core.permissions import Permission
from peerlearn.web.kit import session

# Each language by its own name.
NAMES = {"fr": "Français", "en": "English", "ar": "العربية", "uk": "Українська", "es": "Español"}
RIGHT_TO_LEFT = {"ar"}
# The areas that learners, employers and whoever leads a workshop open: in every language of the programme.
IN_EVERY_LANGUAGE = ("public", "account", "me", "field")
# And the pages among the office's that somebody opens about themselves, or when they lead.
OWN_PAGES = (
    *("awards.own_badge", "awards.decline_own", "awards.take_after_all", "awards.withdraw_own"),
    "awards.another_own_card",
    *("awards.correct_own_name", "awards.of_own_badge", "awards.invite_own_endorser", "awards.answer_own"),
    *("privacy.own", "privacy.own_data", "privacy.own_notice", "privacy.agree", "privacy.disagree", "privacy.ask"),
    *("resources.own", "resources.take_home"),
    *("facilitators.say", "facilitators.skills", "facilitators.place"),
    *("facilitators.proposals", "facilitators.propose_colleague", "facilitators.review"),
)
# But for those who write programs, and for who signs what a house says of somebody, as for the office.
IN_TWO_LANGUAGES = (
    *("public.verify_by_program", "public.openapi", "public.api_docs"),
    *("me.participation", "me.note_sheet"),
)
# What one chooses here holds for all one's pages.
_ACCOUNT_PAGES = ("account.show", "account.change_secret")
# All other pages are for the office.
OF_THE_OFFICE = ("fr", "en")


def offered_here() -> tuple[str, ...]:
    """The languages of this page: the programme's, or those of the office. A refusal without a page has them all."""
    languages: tuple[str, ...] = current_app.config["LANGUAGES"]
    if not has_request_context():
        return languages
    if _is_in_every_language(request.blueprint, request.endpoint) and not _is_account_of_the_office():
        return languages
    return tuple(code for code in languages if code in OF_THE_OFFICE)


def _is_account_of_the_office() -> bool:
    """Whether the page is the account of somebody whose other pages are the office's: it promises no other language."""
    if request.endpoint not in _ACCOUNT_PAGES:
        return False
    account = session.find_account()
    return account is not None and not account.may(Permission.SEE_OWN_PATH)


def _is_in_every_language(area: str | None, endpoint: str | None) -> bool:
    if endpoint in IN_TWO_LANGUAGES:
        return False
    return area is None or area in IN_EVERY_LANGUAGE or endpoint in OWN_PAGES


def languages_here() -> list[tuple[str, str, str]]:
    """For the links of a page: each language offered on it, by its code, its own name and its direction."""
    return [(code, NAMES[code], direction_of(code)) for code in offered_here()]


def chosen() -> str:
    """`?lang=`, else the account's language, else what the browser asks for; where it is not offered, French."""
    if not has_request_context():
        return "en"  # a command refuses in the language in which it speaks
    offered = offered_here()
    asked = request.args.get("lang", "")
    if asked in offered:
        return asked
    if request.endpoint and not request.endpoint.startswith("public.") and (account := session.find_account()):
        return account.language if account.language in offered else "fr"
    return request.accept_languages.best_match(offered, default="fr") or "fr"


def language() -> str:
    """The two-letter code of the language of this answer."""
    locale = get_locale()
    return "fr" if locale is None else str(locale.language)


def direction_of(code: str) -> str:
    """The writing direction of a language: "ltr" or "rtl"."""
    return "rtl" if code in RIGHT_TO_LEFT else "ltr"


def isolated(text: str) -> str:
    """A name, code or number that keeps its own direction inside a sentence written the other way."""
    return f"\u2068{text}\u2069" if text and language() in RIGHT_TO_LEFT else text


def left_to_right(text: str) -> str:
    """The same for what is always read from the left: numbers of telephones, codes, addresses."""
    return f"\u2066{text}\u2069" if text and language() in RIGHT_TO_LEFT else text
