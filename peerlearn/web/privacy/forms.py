"""Forms about personal data. Nothing is chosen before the person chooses."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]
    DateField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from peerlearn.core import clock
from peerlearn.lifecycle.mentions import Mention
from peerlearn.people.notices import NoticeFacts
from peerlearn.people.rules import LegalBasis, Purpose, Way
from peerlearn.web.kit.forms import FormNumberField, Length, NoNir, PageForm, Printable, needed, short_text
from peerlearn.web.privacy.words import BASES, PURPOSES, WAYS

_LONGEST = 1000


def _words(message: str) -> list[object]:
    return [needed(message), Length(max=_LONGEST, message=_l("Use at most %(max)d characters.")), Printable(), NoNir()]


class NoticeForm(PageForm):
    """What an organisation says about personal data."""

    legal_basis = RadioField(
        _l("On what legal basis?"),
        description=_l("The organisation decides, nobody else. Its data protection officer knows."),
        choices=[
            SelectChoice(basis.value, _l("%(basis)s: %(plain)s", basis=label, plain=plain))
            for basis, (label, plain) in BASES.items()
        ],
        validators=[needed(_l("Choose the legal basis."))],
    )
    purposes = TextAreaField(_l("What is it for?"), validators=_words(_l("Say what the data is for.")))
    readers = TextAreaField(_l("Who sees what?"), validators=_words(_l("Say who sees what.")))
    contact = TextAreaField(
        _l("Whom to ask?"),
        description=_l("A name or a service, a phone number, an address: people will call."),
        validators=_words(_l("Say whom people can ask.")),
    )

    def facts(self) -> NoticeFacts:
        """What was typed, as the action takes it."""
        basis = LegalBasis(str(self.legal_basis.data))
        return NoticeFacts(basis, str(self.purposes.data), str(self.readers.data), str(self.contact.data))


class ConsentForm(PageForm):
    """What a person agreed to, how, and when."""

    PLACES: ClassVar = {"people.consent_to_come": "given_on"}
    purpose = RadioField(
        _l("What does the person agree to?"),
        choices=[SelectChoice(purpose.value, words[1]) for purpose, words in PURPOSES.items()],
        validators=[needed(_l("Choose what the person agrees to."))],
    )
    way = RadioField(
        _l("How did they say so?"),
        choices=[SelectChoice(way.value, WAYS[way]) for way in (Way.ORAL, Way.PAPER)],
        validators=[needed(_l("Choose how."))],
    )
    given_on = DateField(_l("On which day?"), default=clock.today, validators=[needed(_l("Choose the day."))])

    @property
    def chosen(self) -> tuple[Purpose, Way]:
        """What was chosen."""
        return Purpose(str(self.purpose.data)), Way(str(self.way.data))

    @property
    def day(self) -> date:
        """When the person said so."""
        assert self.given_on.data is not None  # noqa: S101 - the form refuses none
        return self.given_on.data


class CorrectionForm(PageForm):
    """What is wrong, in one's own words."""

    words = TextAreaField(
        _l("What is wrong, and what is right?"),
        description=_l("For example: my name is written with two p."),
        validators=_words(_l("Write what is wrong.")),
    )
    form_id = FormNumberField()


class AnswerForm(PageForm):
    """What was done about it."""

    answer = TextAreaField(
        _l("What did you do?"),
        description=_l("The person reads this in their own space."),
        validators=_words(_l("Say what was done, or why nothing was.")),
    )


class ErasureForm(PageForm):
    """Typed, not clicked: this cannot be undone."""

    PLACES: ClassVar = {"lifecycle.not_the_name": "typed"}
    reason = RadioField(
        _l("Why?"),
        choices=[
            SelectChoice("asked", _l("The person asks for it")),
            SelectChoice("objected", _l("The person objects to our keeping it")),
            SelectChoice("mistake", _l("It should never have been written down")),
        ],
        validators=[needed(_l("Choose why."))],
    )
    struck = SelectMultipleField(
        _l("Strike the name out here too?"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        choices=[],
    )
    typed = StringField(
        _l("Type the name as it stands above"),
        validators=[needed(_l("Type the name, to be sure that it is the right person.")), *short_text(longest=240)],
    )

    def offer(self, mentions: Sequence[Mention]) -> None:
        """The texts that name the person and may be struck from here."""
        self.struck.choices = [
            SelectChoice(one.key, " / ".join(one.words)) for one in mentions if one.where.can_be_struck
        ]
