"""The words of a result: levels said as the person would, needs and never why."""

from typing import Any

from flask_babel import lazy_gettext as _l

from peerlearn.diagnoses.rules import Interest, Need

LEVEL_WORDS: dict[int, Any] = {
    1: _l("I am discovering"),
    2: _l("I am beginning"),
    3: _l("I get by"),
    4: _l("I am at ease"),
}
NEED_WORDS: dict[Need, Any] = {
    Need.EQUIPMENT: _l("A smartphone on loan"),
    Need.SHARED_PHONE: _l("A phone that is shared: find the right moment"),
    Need.CHECK_DEVICE: _l("Look together which phone it is"),
    Need.DATA_LOW: _l("Little internet: use the Wi-Fi of the room"),
    Need.DATA_NONE: _l("No internet on the phone: use the Wi-Fi of the room"),
    Need.PLAIN_TEXT: _l("Short texts, and time to read"),
    Need.AUDIO: _l("Listen rather than read"),
    Need.LARGE_TEXT: _l("Large letters"),
    Need.QUIET_PLACE: _l("A quiet place"),
}
NEED_ICONS: dict[Need, str] = {
    Need.EQUIPMENT: "loan",
    Need.SHARED_PHONE: "pair",
    Need.CHECK_DEVICE: "search",
    Need.DATA_LOW: "offline",
    Need.DATA_NONE: "offline",
    Need.PLAIN_TEXT: "document",
    Need.AUDIO: "speaker",
    Need.LARGE_TEXT: "book",
    Need.QUIET_PLACE: "place",
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
