"""Words that the pages of a badge and its papers have in common."""

from flask_babel import gettext as _


def received(name: str) -> str:
    """Who received the badge, by the name they chose to show."""
    if name:
        return str(_("%(name)s has received the badge", name=name))
    return str(_("A person who prefers not to show their name has received the badge"))


def in_groups(code: str) -> str:
    """A badge's code as people read it aloud: "K7MX 4RQD"."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))
