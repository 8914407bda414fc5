"""The words of personal data: bases in law, what one may agree to, and how."""

from typing import Any

from flask_babel import lazy_gettext as _l

from peerlearn.people.rules import LegalBasis, Purpose, Way

# As the list of choices says it, and as the notice says it to a person.
BASES: dict[LegalBasis, tuple[Any, Any]] = {
    LegalBasis.PUBLIC_TASK: (
        _l("Public task (article 6, 1, e)"),
        _l("We do it for a mission of public interest."),
    ),
    LegalBasis.LEGITIMATE_INTERESTS: (
        _l("Legitimate interests (article 6, 1, f)"),
        _l("We do it because our work needs it, and your rights weigh as much."),
    ),
    LegalBasis.LEGAL_OBLIGATION: (
        _l("Legal obligation (article 6, 1, c)"),
        _l("We do it because a law asks us to."),
    ),
    LegalBasis.CONTRACT: (
        _l("Contract (article 6, 1, b)"),
        _l("We do it because the contract between you and us needs it."),
    ),
    LegalBasis.CONSENT: (
        _l("Consent (article 6, 1, a)"),
        _l("We do it because you said yes. You may change your mind at any time."),
    ),
    LegalBasis.VITAL_INTERESTS: (
        _l("Vital interests (article 6, 1, d)"),
        _l("We do it to protect someone’s life."),
    ),
}

PURPOSES: dict[Purpose, tuple[Any, Any, str]] = {
    Purpose.PHOTO: (_l("Photos"), _l("To be in photos of the workshops."), "camera"),
    Purpose.AUDIO: (_l("Recordings"), _l("To be recorded: voice or video."), "speaker"),
    Purpose.TESTIMONY: (_l("Testimony"), _l("To be quoted in what we publish."), "chat"),
    Purpose.CONTACT_AFTER: (_l("News later"), _l("To be contacted after the programme."), "call"),
}

WAYS: dict[Way, Any] = {
    Way.ORAL: _l("Said aloud"),
    Way.PAPER: _l("On paper, signed"),
    Way.SELF: _l("In their own space"),
}

PROPOSED_PURPOSES = _l(
    "To organise workshops on using a smartphone, advise the right ones, note who was there and what each can do, and "
    "give badges to those who want them."
)
PROPOSED_READERS = _l(
    "Those who accompany you in the organisation see your file. Who leads a workshop sees your first name and your "
    "needs. Your team leader never sees your answers. Other participants never see your contact details."
)


def find_purpose(word: str) -> Purpose | None:
    """The purpose that a button names."""
    return next((one for one in Purpose if one.value == word), None)
