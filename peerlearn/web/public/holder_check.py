"""Is it really this person? Whoever holds the card reads a code off it; what is typed is compared with its hash."""

from flask import abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from peerlearn.accounts import signing_in
from peerlearn.accounts.rules import counted_address, keyed_hash
from peerlearn.accounts.signing_in import Attempt
from peerlearn.awards import holder_codes, published
from peerlearn.awards.published import PublicAward
from peerlearn.core import clock
from peerlearn.core.errors import DomainError
from peerlearn.web.kit.access import public
from peerlearn.web.kit.forms import PageForm
from peerlearn.web.kit.transaction import at_once, just_reading
from peerlearn.web.public import showing
from peerlearn.web.public.blueprint import pages
from peerlearn.web.public.checking import check_award
from peerlearn.web.public.showing import HolderFinding


class HolderForm(PageForm):
    """The code from the card. It changes nothing and sets no cookie, so it has no token."""

    class Meta(PageForm.Meta):
        """Without a token: making one would set a cookie."""

        csrf = False

    holder_code = StringField(
        _l("Holder code"), description=_l("Six signs, on the card of the badge. Ask the person to read them to you.")
    )


@pages.post("/b/<code>/holder")
@public
def holder(code: str) -> ResponseReturnValue:
    """The page of the badge again, with the answer at its top."""
    award = published.find_public_award(code)
    if award is None:
        abort(404)
    form = HolderForm()
    return showing.page_of(check_award(award, now=clock.now()), holder=_compared(award, form.holder_code.data or ""))


def _compared(award: PublicAward, typed: str) -> HolderFinding:
    if not typed.strip():
        return HolderFinding("unknown", _("Type the code that stands on the card."))
    attempt = _attempt(award.public_code)
    try:
        at_once(lambda: signing_in.note_attempt(attempt, now=clock.now()))
    except DomainError:
        return HolderFinding("unknown", _("Too many tries for now. Nothing was compared: try again in a few minutes."))
    stored = published.holder_code_hash(award.public_code)
    if not just_reading(lambda: holder_codes.is_code_of(stored, typed)):
        said = _("This is not the code of the last card. Read it again; an older card counts no more.")
        return HolderFinding("not_matched", said)
    at_once(lambda: signing_in.forgive(attempt))
    return HolderFinding("matched", _("Yes: it is the code of the last card printed for this badge."))


def _attempt(code: str) -> Attempt:
    """Counted apart from sign-ins: a job fair behind one address must keep nobody from signing in there."""
    key = str(current_app.config["SECRET_KEY"])
    address = counted_address(request.remote_addr or "")
    return Attempt(
        identifier_hash=keyed_hash(f"holder of {code}", key=key),
        address_hash=keyed_hash(f"holder codes from {address}", key=key),
    )
