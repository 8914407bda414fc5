"""Forms of the workshops."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, TextAreaField, TimeField
from wtforms.validators import NumberRange

from peerlearn.core.errors import DomainError
from peerlearn.organisations.models import Site
from peerlearn.people.models import Person
from peerlearn.tracks.models import Module
from peerlearn.web.kit.forms import PageForm, needed, optional, short_text
from peerlearn.web.kit.steps import in_groups
from peerlearn.workshops.actions import WorkshopFacts
from peerlearn.workshops.models import Workshop
from peerlearn.workshops.rules import DEFAULT_CAPACITY, LARGEST_CAPACITY, LONGEST_EXTRA_REASON

_MINUTES = (60, 90, 120, 150, 180, 210, 240, 300, 360, 420, 480)


class ChangeForm(PageForm):
    """Where, when and about what; the choices are offered by the view."""

    PLACES: ClassVar = {
        "workshops.site_elsewhere": "site",
        "workshops.module_elsewhere": "module",
        "workshops.starts_in_the_past": "day",
        "workshops.too_far": "day",
        "workshops.too_long": "minutes",
        "workshops.room_is_full": "capacity",
        "workshops.capacity_below_taken": "capacity",
        "workshops.person_busy": "starts",
        "workshops.person_busy_at": "starts",
    }
    module = SelectField(_l("Module"), validators=[needed(_l("Choose what it is about."))])
    site = SelectField(_l("Place"), validators=[needed(_l("Choose where it takes place."))])
    day = DateField(_l("Day"), validators=[needed(_l("Choose the day."))])
    starts = TimeField(_l("It starts at"), validators=[needed(_l("Choose the time."))])
    minutes = SelectField(_l("It lasts"), validators=[optional()])
    capacity = IntegerField(
        _l("Seats"),
        default=DEFAULT_CAPACITY,
        validators=[
            needed(_l("Write how many seats there are.")),
            NumberRange(min=1, max=LARGEST_CAPACITY, message=_l("Between %(min)s and %(max)s seats.")),
        ],
    )
    note = TextAreaField(_l("Note for the team"), validators=[optional(), *short_text(longest=2000)])

    def offer(self, modules: Sequence[Module], sites: Sequence[Site], *, lasts: Collection[int] = ()) -> None:
        """The modules under whom they are for, the places under their organisation; usual lengths and `lasts`."""
        self.module.choices = {
            group: [(str(one.id), label) for one, label in members] for group, members in in_groups(modules)
        }
        owners = dict.fromkeys(site.organisation.name for site in sites)
        self.site.choices = {
            owner: [(s.public_id, s.name) for s in sites if s.organisation.name == owner] for owner in owners
        }
        self.minutes.choices = [
            ("", _("As long as the module")),
            *((str(m), _length(m)) for m in sorted({*_MINUTES, *lasts})),
        ]
        self._site_ids = {site.public_id: site.id for site in sites}

    def facts(self) -> WorkshopFacts:
        """What was written down, once the shape is right."""
        return WorkshopFacts(
            site_id=self._site_ids[str(self.site.data)],
            module_id=int(str(self.module.data)),
            starts_local=datetime.combine(self.day.data, self.starts.data),  # type: ignore[arg-type]
            minutes=int(self.minutes.data) if self.minutes.data else None,
            capacity=int(self.capacity.data or 0),
            note=str(self.note.data or ""),
        )

    @classmethod
    def of(cls, workshop: Workshop) -> "ChangeForm":
        """The form with what is planned now."""
        return cls(
            module=str(workshop.module_id),
            site=workshop.site.public_id,
            day=workshop.starts_local.date(),
            starts=workshop.starts_local.time(),
            minutes=str(length_of(workshop)),
            capacity=workshop.capacity,
            note=workshop.note,
        )


class PlanForm(ChangeForm):
    """A new workshop, with who leads when that is known already."""

    PLACES: ClassVar = ChangeForm.PLACES | {"workshops.leads_twice": "co_leader"}
    leader = SelectField(_l("Who leads"), validators=[optional()])
    co_leader = SelectField(_l("Who leads with them"), validators=[optional()])

    def offer_leaders(self, people: Sequence[Person]) -> None:
        """Those who may be asked; nobody is a choice too."""
        known = [(person.public_id, person.full_name) for person in people]
        self.leader.choices = [("", _("I will choose later")), *known]
        self.co_leader.choices = [("", _("Nobody")), *known]
        self._person_ids = {person.public_id: person.id for person in people}

    def place_of(self, refused: DomainError) -> str:
        """Who is busy is said beside the one of the two fields that names them."""
        person_id = refused.details.get("person_id")
        named = {field.name: self._person_ids.get(str(field.data)) for field in (self.leader, self.co_leader)}
        busy = [name for name, chosen in named.items() if person_id and chosen == person_id]
        return busy[0] if busy else super().place_of(refused)

    def led_by(self) -> list[int]:
        """Who leads, the first one first."""
        chosen = (self.leader.data, self.co_leader.data)
        return [self._person_ids[str(public_id)] for public_id in chosen if public_id]


class CancelForm(PageForm):
    """Why a workshop is cancelled."""

    reason = TextAreaField(
        _l("Why is it cancelled?"),
        validators=[needed(_l("Say why it is cancelled: people will ask.")), *short_text(longest=400)],
    )


class ExtraSeatForm(PageForm):
    """Why one more person comes than there are seats."""

    reason = TextAreaField(
        _l("Why one more person?"),
        validators=[
            needed(_l("Say why one more person comes: the reason is kept.")),
            *short_text(longest=LONGEST_EXTRA_REASON),
        ],
    )


def length_of(workshop: Workshop) -> int:
    """How long it lasts, in minutes."""
    return int((workshop.ends_at - workshop.starts_at).total_seconds() // 60)


def _length(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return str(_("%(hours)s h %(minutes)02d min", hours=hours, minutes=rest) if rest else _("%(hours)s h", hours=hours))
