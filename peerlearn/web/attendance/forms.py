"""One tap is one form: what a button may send."""

from typing import TypeVar

from flask import abort
from wtforms import Field, Form, IntegerField, StringField
from wtforms.validators import AnyOf, NumberRange, Optional, StopValidation

from peerlearn.attendance.rules import PresenceState
from peerlearn.tracks.rules import Level
from peerlearn.web.kit.forms import PageForm, optional

_LONGEST_HALF_DAY = 720
Tap = TypeVar("Tap", bound="_Tap")


def _sent(_form: Form, field: Field) -> None:
    """Empty takes a mark back, so it must be said and not just be missing."""
    if not field.raw_data:
        raise StopValidation(f"{field.name} is not sent")


class _Tap(PageForm):
    """A button sends what it was drawn with; anything else was made by hand, and there is no page to show again."""

    def sent(self: Tap) -> Tap:
        """The form itself; a request that no button of ours sends is answered 400."""
        if not self.validate_on_submit():
            abort(400)
        return self


class PresenceTap(_Tap):
    """A state, with minutes for who came late or left early; no state takes the mark back."""

    state = StringField(validators=[_sent, Optional(), AnyOf(list(PresenceState))])
    minutes = IntegerField(validators=[optional(), NumberRange(0, _LONGEST_HALF_DAY)])

    @property
    def chosen(self) -> PresenceState | None:
        """The state, or none."""
        return PresenceState(self.state.data) if self.state.data else None


class LevelTap(_Tap):
    """A level, 0 to 3; none takes the mark back."""

    level = IntegerField(validators=[_sent, optional(), NumberRange(min(Level), max(Level))])

    @property
    def chosen(self) -> Level | None:
        """The level, or none."""
        return None if self.level.data is None else Level(self.level.data)
