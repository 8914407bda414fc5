"""What staff print of people: the participation certificate of one, the access cards of several."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import abort, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.accounts.queries import card_codes_of
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.core.phones import phone_as_said
from peerlearn.people import queries
from peerlearn.people.models import Person
from peerlearn.web.kit import paper
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.languages import language
from peerlearn.web.kit.participation import handed_over
from peerlearn.web.people.blueprint import pages
from peerlearn.web.people.card_qr import drawn_card_code
from peerlearn.web.people.listing import listed

_MOST_CARDS = 60


@pages.get("/people/<public_id>/participation.pdf")
@requires(Permission.REGISTER_PEOPLE)
def participation(public_id: str) -> ResponseReturnValue:
    """The certificate of what the person took part in, to sign and hand over; none before the first workshop."""
    return handed_over(queries.person(public_id), now=clock.now()) or abort(404)


@pages.get("/people/cards")
@requires(Permission.REGISTER_PEOPLE)
def cards() -> ResponseReturnValue:
    """Whose access cards to print: the list of people, those without a card said so."""
    shown = listed(request.args)
    codes = card_codes_of([person.id for person in shown["page"].rows])
    return render_template("people/cards.html", codes=codes, **shown)


@pages.get("/people/cards.pdf")
@requires(Permission.REGISTER_PEOPLE)
def card_sheet() -> ResponseReturnValue:
    """The cards that were ticked, five to a page. The PINs stand on none of them."""
    people = queries.people_with(request.args.getlist("person")[:_MOST_CARDS])
    codes = card_codes_of([person.id for person in people])
    holders = [(person, codes[person.id]) for person in people if person.id in codes]
    if not holders:
        abort(404)
    answer = make_response(_sheet(holders))
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = 'attachment; filename="cartes-acces.pdf"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sheet(holders: Sequence[tuple[Person, str]]) -> bytes:
    site = current_app.extensions["peerlearn-settings"].public_url
    files = {f"{code}.svg": drawn_card_code(site, code) for _person, code in holders}
    values = _words(urlsplit(site).netloc) | {"cards": [_card(person, code) for person, code in holders]}
    return paper.sheet("paper/access_cards.typ", values, files=files, dated=clock.now())


def _card(person: Person, code: str) -> dict[str, str]:
    house = person.organisation
    return {
        "name": person.first_name,
        "code": code,
        "spaced": f"{code[:4]} {code[4:]}",
        "house": house.name,
        "phone": phone_as_said(house.phone) if house.phone else "…………………",
        "qr_alt": _("Sign-in page with the code of this card"),
    }


def _words(address: str) -> dict[str, object]:
    return {
        "lang": language(),
        "title": _("Access cards"),
        "how": _("Cut along the dashes, fold in the middle. The PIN is on no card."),
        "for_workshops": _("My card for the workshops. I show it when I arrive."),
        "lost": _("Card lost? I say so:"),
        "space": _("My space"),
        "scan": _("I scan."),
        "pin": _("I type my PIN. I keep it in my head."),
        "without_camera": _("Without a camera, I open"),
        "address": address,
        "and_type": _("and type:"),
    }
