"""Forms of the diagnosis: the options come from the questionnaire, so that a new version needs no new page."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]  # the stubs are behind
    RadioField,
    SelectChoice,
    SelectMultipleField,
    SubmitField,
    TextAreaField,
)
from wtforms.form import BaseForm
from wtforms.validators import Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from peerlearn.diagnoses.actions import SEEN_BY_STAFF
from peerlearn.diagnoses.rules import LEVELS, Need, Question, Questions
from peerlearn.web.diagnoses.words import LEVEL_WORDS
from peerlearn.web.kit.forms import Length, NoNir, PageForm, Printable, needed
from peerlearn.web.kit.i18n import in_language
from peerlearn.web.kit.needs import NEED_WORDS


class _AnsweredOrPassed:
    """Nobody has to answer; but a question is passed because somebody says so, not by a tap that missed."""

    def __call__(self, form: BaseForm, field: RadioField) -> None:
        """Raise StopValidation when there is neither an answer nor the wish to pass."""
        if field.data and not form.passed.data:  # type: ignore[attr-defined]
            return
        field.errors = []
        raise StopValidation("" if form.passed.data else _("No answer is noted yet."))  # type: ignore[attr-defined]


class AnswerForm(PageForm):
    """One question, answered or passed."""

    answer = RadioField(_l("Answer"), validators=[_AnsweredOrPassed()])
    passed = SubmitField()

    def offer(self, question: Question) -> None:
        """The options of this question."""
        self.answer.choices = _options(question)


class EndForm(PageForm):
    """The end of the conversation: what staff noticed themselves."""

    seen = SelectMultipleField(
        _l("Did you notice something that would help?"),
        choices=[SelectChoice(need.value, NEED_WORDS[need]) for need in SEEN_BY_STAFF],
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )

    def noticed(self) -> list[Need]:
        """The needs that were ticked."""
        return [Need(value) for value in self.seen.data or ()]


class LevelForm(PageForm):
    """Another level, and why."""

    PLACES: ClassVar[Mapping[str, str]] = {"diagnoses.reason_needed": "because"}

    level = RadioField(_l("Which level fits better?"), coerce=int)
    because = TextAreaField(
        _l("Why?"),
        validators=[needed(_l("Say in a few words why.")), Length(max=500), Printable(), NoNir()],
    )

    def offer(self) -> None:
        """The four levels in words."""
        self.level.choices = [SelectChoice(level, str(LEVEL_WORDS[level])) for level in LEVELS]


class PaperForm(PageForm):
    """All questions on one page, to type back what was ticked on paper. One field a question, made by `paper_form`."""

    def answers(self) -> dict[str, str]:
        """Question code → option code, of what was ticked."""
        return {field.name: field.data for field in self if isinstance(field, RadioField) and field.data}


def paper_form(questions: Questions) -> PaperForm:
    """The form for this questionnaire."""
    fields = {
        question.code: RadioField(in_language(question.label), choices=_options(question), validators=[Optional()])
        for question in questions.questions
    }
    form: PaperForm = type("TypedBack", (PaperForm,), fields)()
    return form


def _options(question: Question) -> list[SelectChoice]:
    return [SelectChoice(option.code, in_language(option.label)) for option in question.options]


def unanswered(questions: Questions, answers: Iterable[str]) -> str:
    """ "3 questions without an answer"; nothing when every question has one."""
    left = len({question.code for question in questions.questions} - set(answers))
    return str(_("Questions without an answer: %(left)s", left=left)) if left else ""
