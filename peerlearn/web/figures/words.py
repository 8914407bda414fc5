"""The words of each figure: what it is, and how it is counted, so that everybody counts the same way."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from peerlearn.reports.rules import Figure

# Stable, whatever the language of the page; new ones are appended last.
HEADERS = ("Code", "Chiffre", "Nombre", "Vague", "Région", "Structure", "Jusqu’au", "Comment c’est compté")

_TITLES = {
    Figure.ORGANISATIONS: _l("SIAE involved"),
    Figure.STAFF: _l("staff trained to diagnose"),
    Figure.SUPERVISORS: _l("supervisors trained"),
    Figure.FACILITATORS: _l("employees trained to lead"),
    Figure.LEARNERS: _l("people trained by them"),
    Figure.BEGUN: _l("people who began a module"),
}
_HOW = {
    Figure.ORGANISATIONS: _l(
        "A SIAE on the register counts once by SIRET and kind. With a wave: once it has joined that wave."
    ),
    Figure.STAFF: _l("A staff member counts once, on the day on which the whole staff track was attended."),
    Figure.SUPERVISORS: _l("The same training, for technical supervisors. They are never counted among the staff."),
    Figure.FACILITATORS: _l(
        "An employee in insertion counts once, when the two training sessions T1 and T2 were attended."
    ),
    Figure.LEARNERS: _l(
        "An employee in insertion counts once, from the first learners’ workshop attended that an employee led."
    ),
    Figure.BEGUN: _l("The same, whoever led the workshop: an employee, staff, or a partner."),
}


@dataclass(frozen=True)
class Told:
    """One figure with its words."""

    figure: Figure
    title: str
    how: str
    count: int


def told_of(figure: Figure, count: int) -> Told:
    """The figure in this request's language."""
    return Told(figure, str(_TITLES[figure]), str(_HOW[figure]), count)
