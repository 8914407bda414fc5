"""Forms about notes."""

from collections.abc import Sequence
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectChoice, SelectField, StringField, TextAreaField  # type: ignore[attr-defined]  # the stubs are behind

from peerlearn.core import clock
from peerlearn.notes.rules import (
    LONGEST_AGREED,
    LONGEST_ANSWER,
    LONGEST_DONE,
    LONGEST_NEXT,
    LONGEST_REASON,
    LONGEST_WITH,
    NoteFacts,
)
from peerlearn.web.kit.forms import FormNumberField, PageForm, needed, optional, short_text
from peerlearn.web.kit.i18n import day_and_time, in_language
from peerlearn.workshops.models import Workshop

MET = "met"


def one_kind_of_line_end(value: str | None) -> str | None:
    """A browser ends lines in its own way: kept and fingerprinted is one."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def _words(longest: int, message: Any = None) -> dict[str, Any]:
    first = needed(message) if message else optional()
    return {"validators": [first, *short_text(longest=longest)], "filters": [one_kind_of_line_end]}


class WordsForm(PageForm):
    """What was done with one person, and what comes next."""

    PLACES: ClassVar = {
        "notes.met_to_come": "met_on",
        "notes.met_long_ago": "met_on",
        "notes.not_in_workshop": "about",
        "notes.workshop_needed": "about",
    }
    met_on = DateField(_l("When?"), default=clock.today, validators=[needed(_l("Write the day of the meeting."))])
    with_whom = StringField(_l("With whom?"), **_words(LONGEST_WITH, _l("Write who was there.")))
    done = TextAreaField(_l("What we did"), **_words(LONGEST_DONE, _l("Write what you did together.")))
    agreed = TextAreaField(_l("What we agreed"), **_words(LONGEST_AGREED))
    next_step = TextAreaField(_l("Next step"), **_words(LONGEST_NEXT))

    def facts(self) -> NoteFacts:
        """What was typed, as the action takes it."""
        assert self.met_on.data is not None  # noqa: S101 - the field is needed
        typed = (self.with_whom, self.done, self.agreed, self.next_step)
        return NoteFacts(self.met_on.data, *(field.data or "" for field in typed))


class NoteForm(WordsForm):
    """The same, and on which occasion."""

    about = SelectField(_l("On which occasion?"))
    form_id = FormNumberField()

    def offer(self, workshops: Sequence[Workshop], *, may_meet: bool) -> None:
        """The meeting of two where one may have met, and the workshops in which the person was."""
        met = [SelectChoice(MET, _("A meeting, the two of us"))] if may_meet else []
        found = [(one.public_id, in_language(one.module.title), one.starts_local) for one in workshops]
        self.about.choices = [
            *met,
            *(SelectChoice(code, f"{day_and_time(starts)} · {title}") for code, title, starts in found),
        ]

    @property
    def workshop(self) -> str:
        """The public id of the workshop, or nothing."""
        return "" if self.about.data == MET else str(self.about.data)


class CorrectionForm(PageForm):
    """Why there is another version."""

    reason = TextAreaField(
        _l("What is corrected, and why?"), **_words(LONGEST_REASON, _l("Say why: the person reads it."))
    )
    form_id = FormNumberField()


class WordForm(PageForm):
    """What the person says of it."""

    words = TextAreaField(_l("In their words"), **_words(LONGEST_ANSWER, _l("Write what the person says.")))
    disagrees = BooleanField(_l("They do not agree with what is written"))
    form_id = FormNumberField()
