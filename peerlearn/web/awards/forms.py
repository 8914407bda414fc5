"""Forms of the badges."""

from datetime import UTC, datetime
from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectChoice, TextAreaField  # type: ignore[attr-defined]  # the stubs are behind

from peerlearn.awards.actions import Acceptance
from peerlearn.awards.rules import NameShown, RevocationReason
from peerlearn.web.awards.words import NamePreview
from peerlearn.web.kit.badge_ends import REVOCATION_REASONS
from peerlearn.web.kit.forms import FormNumberField, PageForm, needed, optional, short_text

_LONGEST_REASON = 400


class ProposeForm(PageForm):
    """Why, when the rule is not met."""

    PLACES: ClassVar = {"awards.reason_needed": "reason"}
    reason = TextAreaField(
        _l("Why this badge, all the same?"),
        description=_l("Whoever approves it reads this. What was seen, by whom? It is kept, and never public."),
        validators=[optional(), *short_text(longest=_LONGEST_REASON)],
    )


class RefuseForm(PageForm):
    """Why not."""

    reason = TextAreaField(
        _l("What is missing?"),
        description=_l("The person who proposed it reads this. It is never public."),
        validators=[needed(_l("Say what is missing.")), *short_text(longest=_LONGEST_REASON)],
    )


class AcceptForm(PageForm):
    """The name that the holder wants to be shown."""

    name_shown = RadioField(_l("Which name to show?"), validators=[needed(_l("A name has to be chosen."))])

    def offer(self, previews: list[NamePreview]) -> None:
        """Offer each name exactly as it will be shown."""
        self.name_shown.choices = [SelectChoice(preview.choice.value, preview.label) for preview in previews]

    def acceptance(self, *, in_person: bool) -> Acceptance:
        """What was chosen."""
        return Acceptance(NameShown(self.name_shown.data), in_person=in_person)


class ConfirmForm(PageForm):
    """Asked once more: nothing to fill in."""


class TogetherForm(PageForm):
    """Asked for many badges: sent twice, it counts once."""

    form_id = FormNumberField()


class SigningForm(TogetherForm):
    """Sign what waited when the page was read."""

    read_at = HiddenField()

    def moment_read(self) -> datetime | None:
        """When that was; None of a form that does not say it."""
        try:
            read_at = datetime.fromisoformat(self.read_at.data or "")
            # Here and not where it is asked of the database: the first and the last day of all have no other zone.
            return read_at.astimezone(UTC) if read_at.tzinfo else None
        except (ValueError, OverflowError):
            return None


class SuspendForm(PageForm):
    """What is being looked into."""

    reason = TextAreaField(
        _l("What has to be checked?"),
        description=_l("It is kept with the badge, and never public."),
        validators=[needed(_l("Say what has to be checked.")), *short_text(longest=_LONGEST_REASON)],
    )


class RevokeForm(PageForm):
    """Why a badge is withdrawn: each reason has kind words on the public page."""

    reason = RadioField(
        _l("Why is this badge withdrawn?"),
        choices=[SelectChoice(reason.value, label) for reason, label in REVOCATION_REASONS.items()],
        validators=[needed(_l("Choose a reason."))],
    )

    def chosen(self) -> RevocationReason:
        """The reason."""
        return RevocationReason(self.reason.data)
