"""The words of a result: levels said as the person would, needs and never why."""

from typing import Any

from flask_babel import lazy_gettext as _l

from peerlearn.diagnoses.rules import Interest

LEVEL_WORDS: dict[int, Any] = {
    1: _l("I am discovering"),
    2: _l("I am beginning"),
    3: _l("I get by"),
    4: _l("I am at ease"),
}
INTEREST_WORDS: dict[Interest, Any] = {
    Interest.YES: _l("Would like to help colleagues learn"),
    Interest.MAYBE: _l("May like to help colleagues learn"),
}
# A questionnaire of another version shows a question mark where it has no picture yet.
PICTURES = {
    "E1": "phone",
    "E2": "phone",
    "E3": "sync",
    "E4": "book",
    "A1": "phone",
    "A2": "call",
    "A3": "sync",
    "A4": "mail",
    "A5": "download",
    "A6": "camera",
    "A7": "bus",
    "A8": "lock",
    "A9": "building",
    "A10": "search",
    "P1": "explain",
}
ANSWER_ICONS = {"0": "cross", "1": "help", "2": "alone", "3": "explain", "skip": "next"}
