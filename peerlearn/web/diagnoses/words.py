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
