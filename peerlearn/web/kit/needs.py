"""What people need to take part, in words and as pictograms: the same in a diagnosis and in the room."""

from typing import Any

from flask_babel import lazy_gettext as _l

from peerlearn.diagnoses.rules import Need

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
