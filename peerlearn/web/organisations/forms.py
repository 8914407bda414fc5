"""Forms of organisations, their places, their waves and their accounts. They check shape only."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectChoice, SelectField, StringField, TextAreaField  # type: ignore[attr-defined]

from peerlearn.core.clock import DEFAULT_ZONE
from peerlearn.core.permissions import Role
from peerlearn.organisations.actions import OrganisationFacts, SiteFacts
from peerlearn.organisations.models import Department, Region, Wave
from peerlearn.organisations.rules import OrganisationKind
from peerlearn.web.kit.forms import Length, NoNir, PageForm, email, needed, optional, short_text
from peerlearn.web.kit.labels import choices_of

_NONE = SelectChoice("", _l("None"))
# Every time zone where the programme may have a place; Paris first.
_ZONES = (
    SelectChoice(DEFAULT_ZONE, _l("Mainland France")),
    SelectChoice("America/Guadeloupe", "Guadeloupe"),
    SelectChoice("America/Martinique", "Martinique"),
    SelectChoice("America/Cayenne", "Guyane"),
    SelectChoice("Indian/Reunion", "La Réunion"),
    SelectChoice("Indian/Mayotte", "Mayotte"),
    SelectChoice("America/Miquelon", "Saint-Pierre-et-Miquelon"),
    SelectChoice("Pacific/Noumea", "Nouvelle-Calédonie"),
    SelectChoice("Pacific/Tahiti", "Polynésie française"),
)


class OrganisationForm(PageForm):
    """What is written down about an organisation."""

    name = StringField(_l("Name"), validators=[needed(_l("Write the name of the organisation.")), *short_text()])
    kind = SelectField(_l("Kind"))
    siret = StringField(_l("SIRET"), validators=[optional(), *short_text(longest=40)])
    department_code = SelectField(_l("Department"), validators=[optional()])
    region_code = SelectField(_l("Region"), validators=[optional()])
    phone = StringField(_l("Phone"), validators=[optional(), *short_text(longest=40)])

    def offer(
        self, kinds: Sequence[OrganisationKind], departments: Sequence[Department], regions: Sequence[Region]
    ) -> None:
        """What one may choose."""
        self.kind.choices = choices_of(*kinds)
        self.department_code.choices = [
            _NONE,
            *(SelectChoice(d.department_code, f"{d.department_code} {d.name}") for d in departments),
        ]
        self.region_code.choices = [_NONE, *(SelectChoice(region.region_code, region.name) for region in regions)]

    def facts(self) -> OrganisationFacts:
        """What was typed, as the action takes it."""
        return OrganisationFacts(
            name=str(self.name.data),
            kind=OrganisationKind(str(self.kind.data)),
            siret=self.siret.data,
            department_code=self.department_code.data,
            region_code=self.region_code.data,
            phone=self.phone.data,
        )


class SiteForm(PageForm):
    """A place where workshops happen."""

    name = StringField(_l("Name of the place"), validators=[needed(_l("Write how people call it.")), *short_text()])
    address = StringField(_l("Address"), validators=[optional(), *short_text(longest=200)])
    directions = TextAreaField(_l("How to find it"), validators=[optional(), *short_text(longest=400)])
    time_zone = SelectField(_l("Time zone"), choices=_ZONES)

    def facts(self) -> SiteFacts:
        """What was typed, as the action takes it."""
        return SiteFacts(
            name=str(self.name.data),
            address=self.address.data or "",
            directions=self.directions.data or "",
            time_zone=str(self.time_zone.data),
        )


class WaveForm(PageForm):
    """A wave of the programme."""

    name = StringField(_l("Name"), validators=[needed(_l("Write the name of the wave.")), *short_text()])
    starts_on = DateField(_l("First day"), validators=[needed(_l("Choose the first day."))])
    ends_on = DateField(_l("Last day"), validators=[optional()])


class JoinWaveForm(PageForm):
    """An organisation takes part in a wave from a day on."""

    wave = SelectField(_l("Wave"))
    from_on = DateField(_l("From"), validators=[needed(_l("Choose the first day."))])

    def offer(self, waves: Sequence[Wave]) -> None:
        """The waves one may choose."""
        self.wave.choices = [SelectChoice(wave.public_id, wave.name) for wave in waves]


class LeaveWaveForm(PageForm):
    """Up to and including which day it takes part."""

    until_on = DateField(_l("Last day"), validators=[needed(_l("Choose the last day."))])


class InviteForm(PageForm):
    """Who is invited, as what."""

    name = StringField(_l("Name"), validators=[needed(_l("Write the name, as others see it.")), *short_text()])
    email = StringField(_l("E-mail"), validators=[needed(_l("Write the e-mail.")), Length(max=254), email(), NoNir()])
    role = SelectField(_l("Role"))

    def offer(self, roles: Sequence[Role]) -> None:
        """The roles one may give here."""
        self.role.choices = choices_of(*roles)
