"""Forms of the people. A first name is enough; they check shape only."""

from collections.abc import Sequence
from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import (  # type: ignore[attr-defined]
    DateField,
    Field,
    Form,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.form import BaseForm
from wtforms.validators import NumberRange, StopValidation

from peerlearn.core import clock
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Role
from peerlearn.core.phones import find_phone
from peerlearn.organisations.models import Organisation
from peerlearn.people.actions import PersonFacts, Sent
from peerlearn.people.rules import Channel, Position
from peerlearn.web.kit.errors import message_of
from peerlearn.web.kit.forms import FormNumberField, Length, NoNir, PageForm, email, needed, optional, short_text
from peerlearn.web.kit.labels import choices_of

_OLDEST, _YOUNGEST = 1920, 2020
CHANGED, MISTAKEN = "changed", "mistaken"


def _words_of(code: str) -> str:
    """The words the action would refuse with: said here already, so that all that is wrong is said at once."""
    return message_of(DomainError(code))


class _NeededFor:
    """The field may stay empty, unless the person is to be told things by it."""

    def __init__(self, code: str, *channels: Channel) -> None:
        self.code, self.channels = code, channels

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Raise StopValidation when nothing was typed: in words when the chosen channel needs it."""
        if field.data is None and not field.process_errors:
            raise StopValidation(_words_of(self.code) if form["channel"].data in self.channels else "")


def _real_phone(_form: Form, field: Field) -> None:
    if find_phone(str(field.data)) is None:
        raise StopValidation(_words_of("people.phone_wrong"))


def _four_digits(_form: Form, field: Field) -> None:
    if field.process_errors:
        field.errors = []
        raise StopValidation(str(_l("Write four digits, such as 1984.")))


_PHONE = _NeededFor("people.channel_needs_phone", Channel.SMS, Channel.CALL)
_EMAIL = _NeededFor("people.channel_needs_email", Channel.EMAIL)


class PersonForm(PageForm):
    """What is written down about a person."""

    PLACES: ClassVar = {
        "people.phone_wrong": "phone",
        "people.channel_needs_phone": "phone",
        "people.channel_needs_email": "email",
        "people.day_too_far": "contract_ends_on",
    }
    first_name = StringField(_l("First name"), validators=[needed(_l("Write a first name.")), *short_text()])
    last_name = StringField(_l("Last name"), validators=[optional(), *short_text()])
    position = RadioField(_l("In the organisation"), choices=choices_of(*Position), default=Position.EMPLOYEE)
    channel = RadioField(_l("How to tell them something"), choices=choices_of(*Channel), default=Channel.PAPER)
    phone = StringField(_l("Phone"), validators=[_PHONE, *short_text(longest=40), _real_phone])
    email = StringField(_l("E-mail"), validators=[_EMAIL, Length(max=254), email(), NoNir()])
    birth_year = IntegerField(
        _l("Year of birth"),
        validators=[
            optional(),
            _four_digits,
            NumberRange(
                _OLDEST, _YOUNGEST, message=_l("Write four digits, between %(min)s and %(max)s, such as 1984.")
            ),
        ],
    )

    contract_ends_on = DateField(_l("End of the contract"), validators=[optional()])
    # From whom the person was told apart: the button that says so sends it.
    different_from = StringField(validators=[optional(), *short_text(longest=400)])

    def facts(self) -> PersonFacts:
        """What was typed, as the action takes it."""
        return PersonFacts(
            first_name=str(self.first_name.data),
            last_name=self.last_name.data,
            birth_year=self.birth_year.data,
            channel=Channel(str(self.channel.data)),
            phone=self.phone.data,
            email=self.email.data,
            position=Position(str(self.position.data)),
            contract_ends_on=self.contract_ends_on.data,
        )

    @property
    def told_apart(self) -> list[str]:
        """Public ids of those who were looked at and are somebody else."""
        return (self.different_from.data or "").split()

    @property
    def look_alikes(self) -> Sequence[str]:
        """Public ids of those about whom the action asks: are they the same person?"""
        if self.refused is None or self.refused.code != "people.looks_like":
            return ()
        found: Sequence[str] = self.refused.details["people"]
        return found

    @property
    def says_more(self) -> bool:
        """Whether the folded part must be open: something in it is wrong, or the action refused the whole."""
        return bool(set(self.errors) - {"first_name", "organisation"})


class KnownPersonForm(PersonForm):
    """Of somebody known one says besides, when they are something else now, whether it changed or was a mistake."""

    PLACES: ClassVar = PersonForm.PLACES | {
        "lifecycle.position_to_come": "since",
        "lifecycle.position_before_arrival": "since",
        "workshops.leads_soon": "position",
        "workshops.learns_soon": "position",
    }
    how = RadioField(
        _l("What has happened?"),
        choices=[
            SelectChoice(CHANGED, _l("Their situation changes from a day on. What happened before counts as before.")),
            SelectChoice(MISTAKEN, _l("It was a mistake. Figures of the past are corrected too.")),
        ],
        default=CHANGED,
    )
    since = DateField(_l("From which day on?"), validators=[optional()], default=clock.today)

    @property
    def is_mistake(self) -> bool:
        """Whether the position was never what was written down."""
        return bool(self.how.data == MISTAKEN)


class NewPersonForm(PersonForm):
    """A new person also needs an organisation."""

    organisation = SelectField(_l("Organisation"))
    form_id = FormNumberField()

    def sent(self) -> Sent:
        """Which form this is: sent twice, it makes one person."""
        return Sent(self.form_id.data, self.told_apart)

    def offer(self, organisations: Sequence[Organisation]) -> None:
        """The organisations one may choose."""
        self.organisation.choices = [SelectChoice(one.public_id, one.name) for one in organisations]


class EmailForm(PageForm):
    """With which e-mail someone signs in, and as what."""

    email = StringField(_l("E-mail"), validators=[needed(_l("Write the e-mail.")), Length(max=254), email(), NoNir()])
    role = RadioField(_l("What for"))

    def offer(self, roles: Sequence[Role]) -> None:
        """The roles one may give here."""
        self.role.choices = choices_of(*roles)


class CardForm(PageForm):
    """What the access card opens."""

    role = RadioField(_l("What for"), choices=choices_of(Role.LEARNER, Role.FACILITATOR), default=Role.LEARNER)
