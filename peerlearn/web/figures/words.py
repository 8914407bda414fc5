"""The words of each figure: what it is, and how it is counted, so that everybody counts the same way."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from peerlearn.reports.rules import Figure

# In the language of the cells under them. Their order is stable, and so are the codes in the first column; new ones are
# appended last.
HEADERS = (
    *(_l("Code"), _l("Figure"), _l("Number"), _l("Wave"), _l("Region"), _l("Organisation"), _l("Until the day")),
    _l("How it is counted"),
)

_SAID = {
    Figure.ORGANISATIONS: lambda count: ngettext("SIAE involved", "SIAE involved", count),
    Figure.STAFF: lambda count: ngettext("staff member trained to diagnose", "staff trained to diagnose", count),
    Figure.SUPERVISORS: lambda count: ngettext("supervisor trained", "supervisors trained", count),
    Figure.FACILITATORS: lambda count: ngettext("employee trained to lead", "employees trained to lead", count),
    Figure.LEARNERS: lambda count: ngettext("person trained by a colleague", "people trained by colleagues", count),
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


def alone(words: str) -> str:
    """The same words where no number comes before them: in a table, in a file."""
    return words[:1].upper() + words[1:]


def told_of(figure: Figure, count: int) -> Told:
    """The figure in this request's language."""
    return Told(figure, _SAID[figure](_MANY), _SAID[figure](count), str(_HOW[figure]), count)
