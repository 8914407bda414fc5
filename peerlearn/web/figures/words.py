"""The words of each figure: what it is, and how it is counted, so that everybody counts the same way."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from peerlearn.reports.rules import Figure

# Stable, whatever the language of the page; new ones are appended last.
HEADERS = ("Code", "Chiffre", "Nombre", "Vague", "Région", "Structure", "Jusqu’au", "Comment c’est compté")

_SAID = {
    Figure.ORGANISATIONS: lambda count: ngettext("SIAE involved", "SIAE involved", count),
    Figure.STAFF: lambda count: ngettext("staff member trained to diagnose", "staff trained to diagnose", count),
    Figure.SUPERVISORS: lambda count: ngettext("supervisor trained", "supervisors trained", count),
    Figure.FACILITATORS: lambda count: ngettext("employee trained to lead", "employees trained to lead", count),
    Figure.LEARNERS: lambda count: ngettext("person trained by them", "people trained by them", count),
    Figure.BEGUN: lambda count: ngettext("person who began a module", "people who began a module", count),
}
_MANY = 2
_HOW = {
    Figure.ORGANISATIONS: _l(
        "A SIAE on the register counts once by SIRET and kind. With a wave: once it has joined that wave."
    ),
    Figure.STAFF: _l("A staff member counts once, on the day on which the whole staff track was attended."),
    Figure.SUPERVISORS: _l("The same training, for technical supervisors. They are never counted among the staff."),
    Figure.FACILITATORS: _l(
        "An employee in insertion counts once, when both training sessions for leading were attended."
    ),
    Figure.LEARNERS: _l(
        "An employee in insertion counts once, from the first learners’ workshop attended that an employee led."
    ),
    Figure.BEGUN: _l("The same, whoever led the workshop: an employee, staff, or a partner."),
}


@dataclass(frozen=True)
class Told:
    """One figure with its words: `title` names it, `said` follows its number."""

    figure: Figure
    title: str
    said: str
    how: str
    count: int


def told_of(figure: Figure, count: int) -> Told:
    """The figure in this request's language."""
    return Told(figure, _SAID[figure](_MANY), _SAID[figure](count), str(_HOW[figure]), count)
