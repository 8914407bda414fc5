"""Recommending a badge, by a link that was handed over: three steps, without an account, a cookie or a script.

The link is the permission. Looking at it changes nothing, since message previews look too; sending uses it.
"""

from collections.abc import Mapping
from typing import Any, ClassVar

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice, SelectMultipleField, StringField, TextAreaField  # type: ignore[attr-defined]
from wtforms.widgets import CheckboxInput, ListWidget

from peerlearn.accounts import signing_in
from peerlearn.accounts.rules import counted_address, keyed_hash, token_hash
from peerlearn.accounts.signing_in import Attempt
from peerlearn.awards import endorsing
from peerlearn.awards.endorsement_rules import LONGEST_WORDS, SENTENCES, EndorsementState, Sentence, is_open
from peerlearn.awards.endorsements import find_by_token_hash
from peerlearn.awards.endorsing import Given
from peerlearn.awards.models import Endorsement
from peerlearn.awards.rules import AwardState
from peerlearn.awards.stolen import in_force
from peerlearn.core import clock
from peerlearn.web.kit import i18n
from peerlearn.web.kit.access import public
from peerlearn.web.kit.forms import PageForm, needed, optional, short_text
from peerlearn.web.kit.session import secret_key
from peerlearn.web.kit.transaction import at_once
from peerlearn.web.public.blueprint import pages
from peerlearn.web.public.handed_in import as_code
from peerlearn.web.public.showing import reading_languages

_GIVEN = {EndorsementState.TO_READ, EndorsementState.OFFERED, EndorsementState.SHOWN}


class EndorseForm(PageForm):
    """What is said, and by whom. The secret in the address stands for a token: there is no cookie to misuse."""

    class Meta(PageForm.Meta):
        """Without a token: making one would set a cookie."""

        csrf = False

    PLACES: ClassVar[Mapping[str, str]] = {
        "awards.siret_wrong": "siret",
        "not_a_name": "name",
        "awards.letters_mixed": "name",
        "awards.organisation_letters_mixed": "organisation",
        "awards.endorsement_says_nothing": "sentences",
    }

    sentences = SelectMultipleField(
        _l("What can you say of this person?"),
        description=_l("One sentence or several."),
        validators=[needed(_l("Choose at least one sentence."))],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    words = TextAreaField(
        _l("A sentence of your own"),
        description=_l("200 characters at most. Nothing about health, family or money, please."),
        validators=[optional(), *short_text(longest=LONGEST_WORDS)],
    )
    name = StringField(_l("Your first and last name"), validators=[needed(_l("Write your name.")), *short_text()])
    function = StringField(
        _l("Your function"),
        description=_l("Team leader, head of the shop…"),
        validators=[needed(_l("Write your function.")), *short_text()],
    )
    organisation = StringField(
        _l("Your organisation"), validators=[needed(_l("Write what your organisation is called.")), *short_text()]
    )
    siret = StringField(
        _l("Its SIRET"),
        description=_l("14 digits. It helps whoever checks the badge to find your organisation."),
        validators=[optional(), *short_text(longest=30)],
    )

    def offer(self) -> None:
        """Offer the sentences in the language of the reader."""
        self.sentences.choices = [SelectChoice(one.value, i18n.in_language(SENTENCES[one])) for one in Sentence]

    def given(self) -> Given:
        """What was sent."""
        return Given(
            sentences=[Sentence(one) for one in self.sentences.data or ()],
            name=str(self.name.data),
            function=str(self.function.data),
            organisation=str(self.organisation.data),
            siret=self.siret.data,
            words=self.words.data or "",
        )


@pages.route("/b/<code>/endorse/<token>", methods=["GET", "POST"])
@public
def endorse(code: str, token: str) -> ResponseReturnValue:
    """The form while the link is open; afterwards, what became of it."""
    invited = _find_invited(code, token)
    if invited is None:
        return _unknown()
    form = EndorseForm(**_asked(invited))
    form.offer()
    if not _is_open(invited):
        return _over(invited)
    if form.act(lambda: _give(code, token, form.given())):
        return redirect(url_for("public.endorse", code=code, token=token, lang=request.args.get("lang")))
    return form.page("public/endorse.html", known=_known(invited, form), **_shown(invited))


def _give(code: str, token: str, given: Given) -> Endorsement:
    """Counted before it is looked at, apart from sign-ins, and more freely for an address than for a link: a whole
    job fair may stand behind one address."""
    attempt = Attempt(
        identifier_hash=keyed_hash(f"endorsing {token}", key=secret_key()),
        address_hash=keyed_hash(f"endorsing from {counted_address(request.remote_addr or '')}", key=secret_key()),
        welcomes_strangers=True,
    )
    at_once(lambda: signing_in.note_attempt(attempt, now=clock.now()))
    done = endorsing.give(_find_invited(code, token) or abort(404), given, now=clock.now())
    signing_in.forgive(attempt)
    return done


def _find_invited(typed: str, token: str) -> Endorsement | None:
    code = as_code(typed)
    return find_by_token_hash(code, token_hash(token)) if code else None


def _unknown() -> ResponseReturnValue:
    """A link cut short, or none of ours: the same words whether its badge exists or not."""
    return render_template(
        "public/endorsed.html", is_given=False, waits=False, code="", languages=reading_languages()
    ), 404


def _asked(invited: Endorsement) -> dict[str, str]:
    """What whoever made the link wrote of them, to begin with."""
    return {
        "name": invited.endorser_name,
        "function": invited.endorser_function,
        "organisation": invited.endorser_organisation,
    }


def _known(invited: Endorsement, form: EndorseForm) -> dict[str, str] | None:
    """Who they are, where nothing of it is missing or has to be mended: they read it, and type nothing."""
    who = [form.name, form.function, form.organisation]
    if not all(_asked(invited).values()) or any(one.errors or not one.data for one in who):
        return None
    return {"name": str(form.name.data), "who": f"{form.function.data}, {form.organisation.data}"}


def _is_open(invited: Endorsement) -> bool:
    return _is_awaited(invited) and bool(in_force([invited.award]))


def _is_awaited(invited: Endorsement) -> bool:
    return is_open(invited.state, invited.expires_at, now=clock.now())


def _over(invited: Endorsement) -> ResponseReturnValue:
    """Given, or over for good; while the badge is suspended neither: the link works again if the badge comes back."""
    waits = _is_awaited(invited) and invited.award.state is AwardState.SUSPENDED
    is_given = invited.state in _GIVEN
    status = 409 if waits else 200 if is_given else 410
    return render_template("public/endorsed.html", is_given=is_given, waits=waits, **_shown(invited)), status


def _shown(invited: Endorsement) -> dict[str, Any]:
    award = invited.award
    return {
        "badge": i18n.in_language(award.achievement.name),
        "holder": award.shown_as,
        "can_do_words": i18n.each_in_language(award.achievement.can_do),
        "code": award.public_code,
        "issuer": award.achievement.issuer.name,
        "contact": award.achievement.issuer.email,
        "until": i18n.day(clock.at_place(invited.expires_at, clock.DEFAULT_ZONE)),
        "languages": reading_languages(),
    }
