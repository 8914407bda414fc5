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
from peerlearn.web.kit.access import only_looks, public
from peerlearn.web.kit.forms import PageForm
from peerlearn.web.kit.transaction import at_once, back_to_reading, just_reading
from peerlearn.web.public import showing
from peerlearn.web.public.blueprint import pages
from peerlearn.web.public.checking import check_award
from peerlearn.web.public.handed_in import as_code
from peerlearn.web.public.showing import HolderFinding

# What of a code is written back into its box.
_LONGEST = 30
_MATCHED = _l("Yes: whoever gave you this code holds this badge. It stands on the last card printed for it.")
_NOT_MATCHED = _l(
    "This is not the code of the last card. Ask the person to read it again, sign by sign, and correct it here. "
    "An older card counts no more."
)
_NOT_THE_BADGES = _l(
    "This is the code of the badge, which anybody can see. The holder code is another one: six signs, on the card."
)
_TOO_MANY = _l("Too many tries for now. Nothing was compared: try again in a few minutes.")


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
@only_looks
def holder(code: str) -> ResponseReturnValue:
    """The page of the badge again, with the answer at its top."""
    award = published.find_public_award(code)
    if award is None:
        abort(404)
    checked = check_award(award, now=clock.now())
    finding = _compared(award, HolderForm().holder_code.data or "")
    back_to_reading()  # Counting wrote, each time by itself; the page is drawn while nobody has to wait.
    return showing.page_of(checked, holder=finding)


def _compared(award: PublicAward, typed: str) -> HolderFinding:
    shown = typed[:_LONGEST].strip()
    if not shown:
        return HolderFinding(is_matched=False, text=_("Type the code that stands on the card."))
    if as_code(typed) == award.public_code:
        return HolderFinding(is_matched=False, text=_NOT_THE_BADGES, typed=shown)
    attempt = _attempt(award.public_code)
    try:
        at_once(lambda: signing_in.note_attempt(attempt, now=clock.now()))
    except DomainError:
        return HolderFinding(is_matched=False, text=_TOO_MANY, typed=shown)
    if not just_reading(lambda: holder_codes.is_code_of(published.holder_code_hash(award.public_code), typed)):
        return HolderFinding(is_matched=False, text=_NOT_MATCHED, typed=shown)
    at_once(lambda: signing_in.forgive(attempt))
    return HolderFinding(is_matched=True, text=_MATCHED, typed=shown)


def _attempt(code: str) -> Attempt:
    """Counted apart from sign-ins: a job fair behind one address must keep nobody from signing in there."""
    key = str(current_app.config["SECRET_KEY"])
    address = counted_address(request.remote_addr or "")
    return Attempt(
        identifier_hash=keyed_hash(f"holder of {code}", key=key),
        address_hash=keyed_hash(f"holder codes from {address}", key=key),
        welcomes_strangers=True,
    )
