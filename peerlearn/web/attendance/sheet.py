"""One skill at a time: of those who learn, or of those who lead. The same page, other words and addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from peerlearn.attendance import room
from peerlearn.attendance.room import Sight
from peerlearn.attendance.rules import Side
from peerlearn.tracks.models import Skill
from peerlearn.tracks.queries import skills_of
from peerlearn.web.attendance.frame import Visit
from peerlearn.web.kit.i18n import in_language


@dataclass(frozen=True)
class SkillSheet:
    """The skill with this number, the people it is seen of, and who is away."""

    visit: Visit
    skills: Sequence[Skill]
    number: int
    of_leaders: bool = False

    @property
    def skill(self) -> Skill:
        """The skill on the page.

        Raises:
            NoResultFound: there is none with this number.
        """
        return room.skill_number(self.skills, self.number)

    @property
    def progress(self) -> str:
        """ "Geste 2 sur 5"."""
        said = _("Leading: %(number)s of %(last)s") if self.of_leaders else _("Skill %(number)s of %(last)s")
        return str(said) % {"number": self.number, "last": len(self.skills)}

    @property
    def words(self) -> list[str]:
        """The four levels: short words for learners' skills, those of its own scale for leading."""
        if not self.of_leaders:
            return [_("Not seen"), _("With help"), _("Alone"), _("Can explain")]
        return [in_language(level["label"]) for level in self.skill.curriculum.observation_scale["levels"]]

    def values(self) -> dict[str, Any]:
        """What the template needs; the names of who is away come with the roster."""
        visit, skill = self.visit, self.skill
        lines = [] if self.of_leaders else room.roster(visit.workshop)
        if self.of_leaders:
            sights = room.sights_of_leaders(visit.workshop, skill, by=visit.by, side=visit.side)
        else:
            sights = room.sights(visit.workshop, lines, skill, by=visit.by, side=visit.side)
        return visit.values() | {
            "sheet": self,
            "skill": skill,
            "sights": sights,
            "away": [line.name for line in lines if line.is_away],
        }

    def other_side(self, sight: Sight) -> str:
        """What was noted from the other side: staff and who leads each have their own view."""
        if sight.other_level is None:
            return ""
        said = _("Staff saw: %(level)s") if self.visit.side is Side.PEER else _("Seen by who leads: %(level)s")
        return str(said) % {"level": self.words[sight.other_level]}

    def tap_url(self, sight: Sight) -> str:
        """Where a tap on a level of this person goes."""
        here = self.visit.workshop.public_id
        if self.of_leaders:
            endpoint = "attendance.note_facilitator_skill"
            return url_for(endpoint, public_id=here, number=self.number, person_id=sight.handle)
        return url_for("attendance.note_skill", public_id=here, number=self.number, enrolment_id=sight.handle)

    def turn_url(self, number: int) -> str:
        """The page of another skill."""
        endpoint = "attendance.facilitator_skills" if self.of_leaders else "attendance.skills"
        return url_for(endpoint, public_id=self.visit.workshop.public_id, number=number)


def skill_sheet(visit: Visit, number: int) -> SkillSheet:
    """A skill of the workshop's module."""
    return SkillSheet(visit, skills_of(visit.workshop.module), number)


def leading_sheet(visit: Visit, number: int) -> SkillSheet:
    """A skill of leading."""
    return SkillSheet(visit, room.leading_skills(visit.workshop), number, of_leaders=True)
