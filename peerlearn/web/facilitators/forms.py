"""Forms about leading."""

from typing import ClassVar

from flask import abort
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, NumberRange

from peerlearn.tracks.rules import Level
from peerlearn.web.kit.forms import PageForm, optional, short_text


class ReviewForm(PageForm):
    """Two boxes; one of them is enough."""

    PLACES: ClassVar = {"facilitators.nothing_said": "went_well"}
    went_well = TextAreaField(_l("What went well?"), validators=[optional(), *short_text(longest=2000)])
    would_change = TextAreaField(
        _l("What would I do differently next time?"), validators=[optional(), *short_text(longest=2000)]
    )


class OwnLevelTap(PageForm):
    """Which skill, and where one places oneself."""

    skill = IntegerField(validators=[InputRequired(), NumberRange(min=1, max=99)])
    level = IntegerField(validators=[InputRequired(), NumberRange(min(Level), max(Level))])

    def sent(self) -> tuple[int, Level]:
        """The skill's number and the level; a request that no button of ours sends is answered 400."""
        if not self.validate_on_submit() or self.skill.data is None or self.level.data is None:
            abort(400)
        return self.skill.data, Level(self.level.data)
