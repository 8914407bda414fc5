"""What a badge page says of a badge, as pairs of facts: how we know, who says so, and the technical rest."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from peerlearn.awards.published import PublicAward, PublicFacts, PublicIssuer
from peerlearn.core import clock
from peerlearn.core.phones import phone_as_said
from peerlearn.organisations.rules import siret_as_written
from peerlearn.web.kit.badge_words import in_groups
from peerlearn.web.kit.foreign import filled, foreign
from peerlearn.web.kit.i18n import date_alone, day, in_language
from peerlearn.web.kit.languages import language, left_to_right


@dataclass(frozen=True)
class Fact:
    """A fact in a pair: what it is about, and what it is."""

    term: str
    value: str
    detail: str = ""
    url: str = ""


def how_we_know(award: PublicAward) -> list[Fact]:
    """What stood behind the decision, in sentences. Counts only: nobody else is named."""
    return [*_counted(award.facts), _decision(award), *_handed_over(award)]


def who_says_so(issuer: PublicIssuer) -> list[Fact]:
    """The issuer, by its legal name and the address that its badges live at."""
    since = str(_("issues badges since %(year)s", year=clock.day_of(issuer.since).year))
    siret = left_to_right(f"SIRET\u00a0{siret_as_written(issuer.siret)}") if issuer.siret else ""
    number = ", ".join(filter(None, (siret, since)))
    known_as = [] if issuer.legal_name == issuer.name else [Fact(_("Organisation"), issuer.legal_name, number)]
    return [
        Fact(_("Issuer"), issuer.name, "" if known_as else number),
        *known_as,
        Fact(_("Questions about this badge"), issuer.email, url=f"mailto:{issuer.email}"),
        *(
            [Fact(_("By phone"), left_to_right(phone_as_said(issuer.phone)), url=f"tel:{issuer.phone}")]
            if issuer.phone
            else []
        ),
        Fact(_("Site of its badges"), issuer.base_url.partition("://")[2]),
    ]


def _called(phone: str) -> list[Fact]:
    return [Fact(_("By phone"), left_to_right(phone_as_said(phone)), url=f"tel:{phone}")] if phone else []


def technical(award: PublicAward) -> list[Fact]:
    """For those who check with their own tools."""
    frameworks = "; ".join(_aligned(one) for one in award.alignments)
    return [
        Fact(_("Form"), "Open Badges 3.0 (VC-JWT, ES256), Open Badges 2.0"),
        Fact(_("Identifier"), f"urn:uuid:{award.credential_uuid}", _("edition %(number)s", number=award.edition)),
        Fact(_("Issuer’s identifier"), award.issuer.did),
        Fact(_("Key"), award.kid or ""),
        Fact(_("Signed on"), day(clock.at_place(award.issued_at, clock.DEFAULT_ZONE), year=True)),
        *_signed_words(award),
        Fact(_("Matches"), frameworks),
    ]


def _signed_words(award: PublicAward) -> list[Fact]:
    """What was signed is French; a reader of another language sees the issuer's translation, and may compare."""
    is_translated = language() != "fr" and language() in award.name
    return [Fact(_("Signed in French as"), foreign(award.name["fr"], "fr"))] if is_translated else []


def in_short(award: PublicAward) -> tuple[Fact, ...]:
    """What may be said of a badge that no longer holds: which one it was, and whom to ask. Not whose it was."""
    return (
        Fact(_("Title"), in_language(award.name), in_groups(award.public_code)),
        Fact(_("Issuer"), award.issuer.name),
    )


def _aligned(to: dict[str, Any]) -> str:
    named = {"DigComp": _("European framework DigComp"), "CRCN": _("French framework CRCN")}
    framework = named.get(to["framework"], to["framework"])
    return filled(
        "%(framework)s %(version)s, %(competence)s %(name)s",
        {**to, "framework": framework, "name": in_language(to["name"])},
    )


def _counted(facts: PublicFacts) -> list[Fact]:
    when = _period(facts.first_on, facts.last_on)
    found = []
    if led := facts.workshops_led:
        found.append(Fact(_("Workshops led"), ngettext("%(num)d workshop", "%(num)d workshops", led), when))
    if attended := facts.workshops_attended:
        of_these = "" if led else when
        workshops = ngettext("%(num)d workshop", "%(num)d workshops", attended)
        found.append(Fact(_("Workshops attended"), workshops, of_these))
    if learners := facts.distinct_learners:
        found.append(Fact(_("People accompanied"), ngettext("%(num)d person", "%(num)d people", learners)))
    if skills := facts.skills_reached:
        seen = ngettext("%(num)d skill", "%(num)d skills", skills)
        found.append(Fact(_("Skills observed"), seen, _("during the workshops")))
    return found


def _decision(award: PublicAward) -> Fact:
    if award.rule_was_met:
        return Fact(_("Decision"), _("All conditions were met"), _("one person proposed, another approved"))
    why = _("given for a reason in writing, read by another person")
    return Fact(_("Decision"), _("The usual conditions were not all met in our sheets"), why)


def _handed_over(award: PublicAward) -> list[Fact]:
    if award.awarded_on is None:
        return []
    return [Fact(_("Badge given"), day(award.awarded_on, year=True), _("the person accepted it"))]


def _period(first: date | None, last: date | None) -> str:
    if first is None or last is None:
        return ""
    if first == last:
        return str(_("on %(day)s", day=date_alone(first)))
    start = date_alone(first, year=first.year != last.year)
    return str(_("from %(start)s to %(end)s", start=start, end=date_alone(last)))
