"""Ways to show one's badge to somebody: links that the holder taps. Nothing is sent by this site, nobody is told."""

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask_babel import force_locale
from flask_babel import gettext as _

from peerlearn.awards.models import Award
from peerlearn.web.kit import i18n
from peerlearn.web.kit.languages import OF_THE_OFFICE, language


@dataclass(frozen=True)
class Way:
    """One way to share: the words on the button, where it leads, and its pictogram."""

    label: str
    url: str
    icon: str


def ways_to_share(award: Award, address: str) -> list[Way]:
    """By the applications people have on their phones, with the words already written."""
    text = _("My badge: %(name)s. To check it: %(address)s", name=_name(award), address=address)
    return [
        *_messages(text, subject=_name(award)),
        Way(_("On my LinkedIn profile"), _linkedin(award, address), "person"),
    ]


def ways_to_ask(award: Award, link: str) -> list[Way]:
    """The same, to ask for a recommendation. The words name nobody: who sends them is known, and may show no name."""
    text = _(
        "Hello! Have you seen me help, or do good work? "
        "You can say so on my badge “%(name)s”, in three steps: %(link)s",
        name=_name(award),
        link=link,
    )
    return _messages(text, subject=_name(award))


def _messages(words: str, *, subject: str) -> list[Way]:
    text = quote(words)
    return [
        Way(_("By SMS"), f"sms:?&body={text}", "chat"),
        Way(_("By WhatsApp"), f"https://wa.me/?text={text}", "phone"),
        Way(_("By e-mail"), f"mailto:?subject={quote(subject)}&body={text}", "mail"),
    ]


def line_for_cv(award: Award, address: str) -> str:
    """One sentence to copy into a CV."""
    with force_locale(language_of_cv()):
        given = i18n.day(award.awarded_on, year=True) if award.awarded_on else ""
        return str(
            _(
                "Badge “%(name)s”, given by %(issuer)s on %(day)s. It can be checked: %(address)s",
                name=_name(award),
                issuer=award.achievement.issuer.name,
                day=given,
                address=address,
            )
        )


def language_of_cv() -> str:
    """Whoever reads CVs here reads French, and perhaps English."""
    here = language()
    return here if here in OF_THE_OFFICE else "fr"


def _linkedin(award: Award, address: str) -> str:
    said = {
        "startTask": "CERTIFICATION_NAME",
        "name": _name(award),
        "organizationName": award.achievement.issuer.name,
        "certUrl": address,
        "certId": award.public_code,
    }
    if award.awarded_on:
        said |= {"issueYear": str(award.awarded_on.year), "issueMonth": str(award.awarded_on.month)}
    return f"https://www.linkedin.com/profile/add?{urlencode(said)}"


def _name(award: Award) -> str:
    return i18n.in_language(award.achievement.name)
