"""Recommendations of a badge: inviting somebody, the holder's yes or no, and what is read before it is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import StringField

from peerlearn.awards import endorsements, endorsing, offline, queries
from peerlearn.awards.endorsement_rules import INVITATION_LASTS, SENTENCES, EndorsementState, Sentence, is_open
from peerlearn.awards.endorsing import Asked
from peerlearn.awards.models import Award, Endorsement
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.organisations.rules import siret_as_written
from peerlearn.web.awards.blueprint import key_folder, pages
from peerlearn.web.kit import i18n, once, session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.forms import PageForm, optional, short_text

Text = Any  # a lazy string: its language is chosen when it is shown

# State → word, kind of tag, and what comes next.
_STATES: dict[EndorsementState, tuple[Text, str, Text]] = {
    EndorsementState.INVITED: (_l("Invited"), "neutral", _l("The link was not used yet.")),
    EndorsementState.TO_READ: (_l("To read"), "warning", _l("Somebody of the coordination reads it first.")),
    EndorsementState.OFFERED: (_l("To be answered"), "accent", _l("The holder of the badge says yes or no.")),
    EndorsementState.SHOWN: (_l("Shown"), "success", _l("It stands on the public page of the badge.")),
    EndorsementState.WITHDRAWN: (_l("Withdrawn"), "neutral", _l("It is shown no more.")),
}
# What comes next, to the holder themselves.
_TO_ANSWER = _l("You say yes or no.")
_EXPIRED = (_l("Expired"), "neutral", _l("The link opens nothing any more."))


@dataclass(frozen=True)
class Said:
    """A recommendation, or an invitation to one, in the words of a page."""

    public_id: str
    state: str
    word: Text
    kind: str
    following: Text
    when: str
    name: str
    who: str
    siret: str
    sentences: list[str]
    words: str


@dataclass(frozen=True)
class Invited:
    """A link that was just made, shown once: to copy, to scan, or on a slip of paper."""

    link: str
    code: Markup
    until: str


class InviteForm(PageForm):
    """Whom one asks: all of it may be left to them."""

    PLACES: ClassVar[Mapping[str, str]] = {
        "not_a_name": "name",
        "awards.letters_mixed": "name",
        "awards.organisation_letters_mixed": "organisation",
    }

    name = StringField(_l("Their first and last name"), validators=[optional(), *short_text()])
    function = StringField(_l("Their function"), validators=[optional(), *short_text()])
    organisation = StringField(_l("Their organisation"), validators=[optional(), *short_text()])

    def asked(self) -> Asked:
        """What was sent."""
        return Asked(self.name.data or "", self.function.data or "", self.organisation.data or "")


def said(one: Endorsement, *, now: datetime, is_own: bool = False) -> Said:
    """One recommendation in words."""
    is_expired = one.state is EndorsementState.INVITED and not is_open(one.state, one.expires_at, now=now)
    word, kind, following = _EXPIRED if is_expired else _STATES[one.state]
    if is_own and one.state is EndorsementState.OFFERED:
        following = _TO_ANSWER
    who = (one.endorser_function, one.endorser_organisation)
    return Said(
        public_id=one.public_id,
        state="expired" if is_expired else one.state.value,
        word=word,
        kind=kind,
        following=following,
        when=i18n.day(clock.at_place(one.given_at or one.invited_at, clock.DEFAULT_ZONE)),
        name=one.endorser_name,
        who=", ".join(filter(None, who)),
        siret=siret_as_written(one.siret) if one.siret else "",
        sentences=[i18n.in_language(SENTENCES[Sentence(code)]) for code in one.sentences["codes"]],
        words=one.words,
    )


def page_of(award: Award, *, is_own: bool = False) -> dict[str, Any]:
    """What the page of a badge's recommendations shows, to the office and to the holder."""
    found = endorsements.endorsements_of(award.id)
    kept = once.take(_place(award))
    shown = [said(one, now=clock.now(), is_own=is_own) for one in found]
    return {"award": award, "said": shown, "invited": _invited(kept)}


def invite(award: Award, form: InviteForm) -> bool:
    """Make a link, which the next page shows once; not done when something in the form has to be mended."""
    by = session.account_here().account_id
    token = form.act(lambda: endorsing.invite(award, form.asked(), by=by, now=clock.now()))
    if token is None:
        return False
    site = current_app.extensions["peerlearn-settings"].public_url
    link = site + url_for("public.endorse", code=award.public_code, token=token)
    until = i18n.day(clock.at_place(clock.now() + INVITATION_LASTS, clock.DEFAULT_ZONE))
    once.keep(_place(award), link=link, until=until)
    flash(_("The link is ready. It is shown once."), "success")
    return True


def answer(one: Endorsement, *, in_person: bool) -> None:
    """Do what the button says: take the link back, yes, no, or take it off the badge."""
    by, now, folder = session.account_here().account_id, clock.now(), key_folder()
    ways: Mapping[str, tuple[Callable[[], object], str]] = {
        "take-back": (lambda: endorsing.take_back(one, by=by), _("The link opens nothing any more.")),
        "yes": (
            lambda: endorsing.agree(one, folder, by=by, in_person=in_person, now=now),
            _("It stands on the public page of the badge now."),
        ),
        "no": (
            lambda: endorsing.decline(one, by=by, in_person=in_person, now=now),
            _("Noted. Nobody sees it, and its words are erased."),
        ),
        "withdraw": (lambda: endorsing.withdraw(one, by=by, now=now), _("It is shown no more.")),
    }
    act, words = ways.get(request.form.get("answer", "")) or abort(400)
    act()
    flash(words, "success")


@pages.get("/badges/<public_id>/endorsements")
@requires(Permission.SEE_AWARDS)
def of_badge(public_id: str) -> ResponseReturnValue:
    """What others say of a badge, and who was invited to."""
    return render_template("awards/endorsements.html", form=InviteForm(), **page_of(queries.award(public_id)))


@pages.route("/badges/<public_id>/endorsements/invitation", methods=["GET", "POST"])
@requires(Permission.RECORD_ACCEPTANCE)
def invite_endorser(public_id: str) -> ResponseReturnValue:
    """A link to hand over to an employer, a partner, a colleague of another house."""
    award, form = queries.award(public_id), InviteForm()
    if invite(award, form) or not form.is_submitted():
        return redirect(url_for(".of_badge", public_id=public_id))
    return form.page("awards/endorsements.html", **page_of(award))


@pages.post("/badges/endorsements/<endorsement_id>/answer")
@requires(Permission.RECORD_ACCEPTANCE)
def answer_in_person(endorsement_id: str) -> ResponseReturnValue:
    """The holder, who is here, says yes or no; or the link is taken back, or it is taken off the badge."""
    one = endorsements.endorsement(endorsement_id)
    answer(one, in_person=True)
    return redirect(url_for(".of_badge", public_id=one.award.public_id))


@pages.get("/badges/endorsements")
@requires(Permission.APPROVE_AWARDS)
def to_read() -> ResponseReturnValue:
    """Whatever waits to be read, the oldest first."""
    waiting = [(one, said(one, now=clock.now())) for one in endorsements.endorsements_to_read()]
    return render_template("awards/endorsements_to_read.html", waiting=waiting)


@pages.get("/badges/endorsements/<endorsement_id>")
@requires(Permission.APPROVE_AWARDS)
def read(endorsement_id: str) -> ResponseReturnValue:
    """One of them, whole."""
    one = endorsements.endorsement(endorsement_id)
    if one.state is not EndorsementState.TO_READ:
        return redirect(url_for(".of_badge", public_id=one.award.public_id))
    is_own = one.invited_by_id == session.account_here().account_id
    return render_template("awards/endorsement.html", one=one, said=said(one, now=clock.now()), is_own=is_own)


@pages.post("/badges/endorsements/<endorsement_id>/approval")
@requires(Permission.APPROVE_AWARDS)
def approve_endorsement(endorsement_id: str) -> ResponseReturnValue:
    """It may be shown, if the holder agrees."""
    one, by = endorsements.endorsement(endorsement_id), session.account_here().account_id
    endorsing.approve(one, by=by, now=clock.now())
    flash(_("The holder of the badge decides now."), "success")
    return redirect(url_for(".to_read"))


@pages.post("/badges/endorsements/<endorsement_id>/refusal")
@requires(Permission.APPROVE_AWARDS)
def refuse_endorsement(endorsement_id: str) -> ResponseReturnValue:
    """It is not kept."""
    one, by = endorsements.endorsement(endorsement_id), session.account_here().account_id
    endorsing.refuse(one, by=by, now=clock.now())
    flash(_("Not kept. What was said, and who said it, is erased."), "success")
    return redirect(url_for(".to_read"))


def _place(award: Award) -> str:
    return f"endorsement:{award.public_id}"


def _invited(kept: dict[str, str]) -> Invited | None:
    if not kept:
        return None
    # Nothing in it was typed by anybody: a path, and the link, which is escaped.
    return Invited(kept["link"], Markup(offline.drawn_code(kept["link"]).decode()), kept["until"])  # noqa: S704
