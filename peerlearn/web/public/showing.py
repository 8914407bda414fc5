"""The pages that show what came of a check: the badge itself when it holds, else the doubt and what to do."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

import badges
from badges import Verdict
from peerlearn.awards.addresses import Addresses
from peerlearn.awards.published import PublicAward
from peerlearn.web.kit import badge_facts as facts
from peerlearn.web.kit import i18n
from peerlearn.web.kit.badge_facts import Fact
from peerlearn.web.kit.badge_words import in_groups
from peerlearn.web.kit.languages import NAMES, direction_of, language, offered_here
from peerlearn.web.public import answers, on_paper
from peerlearn.web.public.checking import Checked
from peerlearn.web.public.findings import finding_of
from peerlearn.web.public.pictograms import drawn_inside
from peerlearn.web.public.several import Given
from peerlearn.web.public.strangers import strangers_badge
from peerlearn.web.public.vouching import NOBODY, vouched_for


@dataclass(frozen=True)
class ShownBadge:
    """A badge in the words of its page."""

    name: str
    description: str
    is_in_french_instead: bool
    code: str
    plain_code: str
    address: str
    qr: Markup
    holder: str
    can_do: list[str]
    asks_for: str
    proof: list[Fact]
    issuer: list[Fact]
    technical: list[Fact]
    picture_url: str
    files: list[tuple[str, str, str]]


@dataclass(frozen=True)
class HolderFinding:
    """Whether it is the holder who shows it, in words, and the code that was typed."""

    is_matched: bool
    text: Any  # perhaps a lazy string: its language is chosen when it is shown
    typed: str = ""


@dataclass(frozen=True)
class ReadingLanguage:
    """A language this page can be read in."""

    code: str
    name: str
    dir: str
    url: str
    is_current: bool


def page_of(
    checked: Checked, *, where: str = "", holder: HolderFinding | None = None, given: Given | None = None
) -> str:
    """The page of a check: of the badge when it is valid and ours, of the doubt otherwise. `given`: as a file."""
    holds = checked.award if checked.report.verdict is Verdict.VALID else None
    vouched = vouched_for(holds, now=checked.at) if holds else NOBODY
    finding = finding_of(checked, vouched)
    values: dict[str, Any] = {"finding": finding, "where": where or _("Verifiable badge")}
    values["sheet"] = on_paper.sheet_of(checked, finding, given)
    values["languages"] = reading_languages(checked.award)
    if holds:
        shown = {"badge": _shown(holds), "vouchers": vouched.shown, "holder": holder}
        html = render_template("public/badge.html", **shown, **values)
    elif checked.report.verdict is Verdict.VALID and (stranger := strangers_badge(checked.report)):
        html = render_template("public/stranger.html", badge=stranger, **values)
    else:
        html = render_template("public/doubt.html", **values)
    return drawn_inside(html, Path(str(current_app.static_folder)))


def reading_languages(award: PublicAward | None = None) -> list[ReadingLanguage]:
    """The same page in the languages offered. A result of something sent leads to the badge, or to the empty box."""
    here = request.method == "GET" and request.endpoint
    endpoint, values = (str(request.endpoint), dict(request.view_args or {})) if here else ("public.verify", {})
    code = award.public_code if award else request.args.get("code")
    if code and endpoint == "public.verify":
        values["code"] = code
    return [
        ReadingLanguage(
            code=code,
            name=NAMES[code],
            dir=direction_of(code),
            url=url_for(endpoint, **values, lang=code),
            is_current=code == language(),
        )
        for code in offered_here()
    ]


def _shown(award: PublicAward) -> ShownBadge:
    code = award.public_code
    address = Addresses(award.issuer.base_url).page(code)
    return ShownBadge(
        name=i18n.in_language(award.name),
        description=i18n.in_language(award.description),
        is_in_french_instead=i18n.language_of(award.name) == "fr" != language(),
        code=in_groups(code),
        plain_code=code,
        address=address,
        # So that a screenshot of the page leads back to it.
        qr=Markup(badges.make_qr(address).svg(title=_("Code that leads to the page of the badge"))),  # noqa: S704
        holder=award.shown_as,
        can_do=i18n.each_in_language(award.can_do),
        asks_for=i18n.in_language(award.criteria),
        proof=facts.how_we_know(award),
        issuer=facts.who_says_so(award.issuer),
        technical=facts.technical(award),
        picture_url=url_for("public.picture", code=code),
        files=[
            (_("Certificate (.pdf)"), answers.PDF, url_for("public.certificate", code=code)),
            (_("For a wallet: Open Badges 3.0 (.json)"), answers.CREDENTIAL, url_for("public.document", code=code)),
            ("Open Badges 3.0 (.jwt)", answers.PLAIN, url_for("public.token", code=code)),
            ("Open Badges 2.0 (.json)", answers.LINKED_DATA, url_for("public.assertion", code=code)),
            ("Open Badges 2.0 (.jws)", answers.PLAIN, url_for("public.signed_assertion", code=code)),
            (_("Drawing (.svg)"), answers.SVG, url_for("public.drawing", code=code)),
        ],
    )
