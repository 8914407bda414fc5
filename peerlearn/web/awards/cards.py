"""The card of a badge, to print: for the holder, or for staff who hand it over. Each print makes a new holder code."""

from flask import Response, make_response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.awards import artwork, holder_codes, offline, queries
from peerlearn.awards.addresses import Addresses
from peerlearn.awards.models import Award
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.web.awards.blueprint import pages
from peerlearn.web.kit import i18n, paper, session
from peerlearn.web.kit.access import requires


@pages.post("/my-badges/<public_id>/card")
@requires(Permission.SEE_OWN_PATH)
def own_card(public_id: str) -> ResponseReturnValue:
    """The holder prints their card, or another one when it is lost."""
    return _printed(queries.own_award(public_id, person_id=session.account_here().person_id))


@pages.post("/badges/<public_id>/card")
@requires(Permission.RECORD_ACCEPTANCE)
def badge_card(public_id: str) -> ResponseReturnValue:
    """Staff print it for somebody who has no printer, or no phone."""
    return _printed(queries.award(public_id))


def _printed(award: Award) -> Response:
    """Hashed and drawn first: the badge's row is held for as long as it takes to write, and no longer."""
    code, hashed = holder_codes.new_code()
    sheet = _sheet(award, code)
    holder_codes.keep_code(award, hashed, by=session.account_here().account_id, now=clock.now())
    answer = make_response(sheet)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="carte-badge-{award.public_code}.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sheet(award: Award, code: str) -> bytes:
    edition = holder_codes.edition_on_card(award)
    drawing = artwork.drawing(award.achievement.artwork)
    address = Addresses(award.achievement.issuer.base_url).page(award.public_code)
    card = offline.card_link(edition.credential_uuid)
    files = {"badge.svg": drawing, "online.svg": offline.drawn_code(address)}
    if card:
        files["offline.svg"] = offline.drawn_code(card)
    values = _words(award, address) | {"has_offline": card is not None, "holder_code": holder_codes.in_pairs(code)}
    return paper.sheet("paper/badge_card.typ", values, files=files, dated=clock.now())


def _words(award: Award, address: str) -> dict[str, object]:
    name, public_code = i18n.in_language(award.achievement.name), award.public_code
    given = award.awarded_on
    return {
        "lang": i18n.language(),
        "title": _("Card of the badge “%(name)s”", name=name),
        "heading": _("Card of the badge"),
        "how": _("Cut along the dashes, fold in the middle. It has the size of a bank card."),
        "issuer_name": award.achievement.issuer.name,
        "picture": _("Picture of the badge “%(name)s”", name=name),
        "holder": award.shown_as,
        "badge": name,
        "given": _("given on %(day)s", day=i18n.day(given, year=True)) if given else "",
        "check": _("Check this badge"),
        "online_alt": _("Code that leads to the page of the badge"),
        "offline_alt": _("Code with the signed summary of the badge"),
        "address": address.partition("://")[2].removesuffix(public_code),
        "code": f"{public_code[:4]} {public_code[4:]}",
        "holder_code_label": _("Holder code"),
        "notes": [
            _("Show this card to an employer: either code leads to the badge, the large one without network too."),
            _("The holder code shows that the card is yours: whoever checks types it on the page of the badge."),
            _("Lost? Print another one. The old holder code stops, and your badge stays as it is."),
        ],
    }
