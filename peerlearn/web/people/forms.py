"""Forms of the people. A first name is enough; they check shape only."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectChoice, SelectField, StringField  # type: ignore[attr-defined]
from wtforms.validators import Length, NumberRange

from peerlearn.core.permissions import Role
from peerlearn.organisations.models import Organisation
from peerlearn.people.actions import PersonFacts
from peerlearn.people.rules import Channel, Position
from peerlearn.web.kit.forms import NoNir, PageForm, email, needed, optional, short_text
from peerlearn.web.kit.labels import choices_of

_OLDEST, _YOUNGEST = 1920, 2020


class PersonForm(PageForm):
    """What is written down about a person."""

    first_name = StringField(_l("First name"), validators=[needed(_l("Write a first name.")), *short_text()])
    last_name = StringField(_l("Last name"), validators=[optional(), *short_text()])
    position = RadioField(_l("In the organisation"), choices=choices_of(*Position), default=Position.EMPLOYEE)
    channel = RadioField(_l("How to tell them something"), choices=choices_of(*Channel), default=Channel.PAPER)
    phone = StringField(_l("Phone"), validators=[optional(), *short_text(longest=40)])
    email = StringField(_l("E-mail"), validators=[optional(), Length(max=254), email(), NoNir()])
    birth_year = IntegerField(
        _l("Year of birth"),
        validators=[optional(), NumberRange(_OLDEST, _YOUNGEST, message=_l("Write four digits, such as 1984."))],
    )

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
        )

    @property
    def says_more(self) -> bool:
        """Whether the folded part must be open: something in it is wrong, or the action refused the whole."""
        return bool(set(self.errors) - {"first_name", "organisation"})


class NewPersonForm(PersonForm):
    """A new person also needs an organisation."""

    organisation = SelectField(_l("Organisation"))

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
