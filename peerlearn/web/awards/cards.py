"""Cards of badges, to print: for the holder, or for staff who hand them over. Each print makes new holder codes.

A sheet of stickers leads to the page of one badge, and proves nothing: it holds no code of the holder.
"""

from collections.abc import Sequence

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.awards import artwork, holder_codes, offline, published, queries, runs
from peerlearn.awards.addresses import Addresses
from peerlearn.awards.models import Award
from peerlearn.awards.rules import Form
from peerlearn.core import clock
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Permission
from peerlearn.web.awards.blueprint import pages
from peerlearn.web.kit import i18n, paper, session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.badge_words import in_groups
from peerlearn.web.kit.languages import language

# A holder code is slow to make, on purpose: so many are printed while somebody waits.
_MOST_CARDS = 30


@pages.get("/my-badges/<public_id>/card")
@requires(Permission.SEE_OWN_PATH)
def another_own_card(public_id: str) -> ResponseReturnValue:
    """Before the holder prints another one: the code of the last one stops."""
    award = _own(public_id)
    holder_codes.edition_on_card(award)
    return render_template("awards/another_own_card.html", award=award, is_kept=_is_kept(award))


@pages.post("/my-badges/<public_id>/card")
@requires(Permission.SEE_OWN_PATH)
def own_card(public_id: str) -> ResponseReturnValue:
    """The holder prints their card, or another one when it is lost."""
    kept = url_for("awards.another_own_card", public_id=public_id, back=request.args.get("back"), kept="yes")
    return _printed_once(_own(public_id), kept)


@pages.get("/badges/<public_id>/card")
@requires(Permission.RECORD_ACCEPTANCE)
def another_card(public_id: str) -> ResponseReturnValue:
    """Before another one is printed: the code of the last one stops."""
    award = queries.award(public_id)
    holder_codes.edition_on_card(award)
    return render_template("awards/another_card.html", award=award, is_kept=_is_kept(award))


@pages.post("/badges/<public_id>/card")
@requires(Permission.RECORD_ACCEPTANCE)
def badge_card(public_id: str) -> ResponseReturnValue:
    """Staff print it for somebody who has no printer, or no phone."""
    return _printed_once(queries.award(public_id), url_for("awards.another_card", public_id=public_id, kept="yes"))


@pages.get("/badges/cards")
@requires(Permission.RECORD_ACCEPTANCE)
def card_sheets() -> ResponseReturnValue:
    """Whose cards to print, of all badges or of those that were just signed: those who never had one are ticked."""
    words, run = request.args.get("q", "").strip(), request.args.get("run")
    among = runs.run_of(run).award_ids if run else None
    number = request.args.get("page", 1, type=int)
    page = queries.with_card(words=words, among=among, page=number, size=_MOST_CARDS)
    return render_template("awards/cards.html", page=page, words=words, run=run)


@pages.post("/badges/cards")
@requires(Permission.RECORD_ACCEPTANCE)
def print_cards() -> ResponseReturnValue:
    """Several cards in one file."""
    asked = dict.fromkeys(request.form.getlist("badge")[:_MOST_CARDS])
    awards = [queries.award(public_id) for public_id in asked]
    if not awards:
        flash(_("Tick at least one card."), "warning")
    elif _printed_unseen(awards):
        flash(_("A card of these was printed meanwhile. Look again, then print."), "warning")
    else:
        return _printed(awards)
    return redirect(url_for("awards.card_sheets", run=request.args.get("run"), page=request.args.get("page")))


@pages.get("/my-badges/<public_id>/stickers.pdf")
@requires(Permission.SEE_OWN_PATH)
def own_stickers(public_id: str) -> ResponseReturnValue:
    """Stickers for one's CV, one's folder, one's phone."""
    return _stickers(_own(public_id))


@pages.get("/badges/<public_id>/stickers.pdf")
@requires(Permission.RECORD_ACCEPTANCE)
def stickers(public_id: str) -> ResponseReturnValue:
    """The same, printed by staff."""
    return _stickers(queries.award(public_id))


def _own(public_id: str) -> Award:
    return queries.own_award(public_id, person_id=session.account_here().person_id)


def _is_kept(award: Award) -> bool:
    """Whether somebody tapped again for a card just made: the page says where it is, and offers no other."""
    return award.holder_code_at is not None and "kept" in request.args


def _printed_once(award: Award, kept: str) -> ResponseReturnValue:
    """The card; to all further taps on that page, the page that says where the card is."""
    if _printed_unseen([award]):
        return redirect(kept)
    try:
        return _printed([award])
    except DomainError as refused:
        if refused.code != "awards.card_meanwhile":
            raise
        return redirect(kept)


def _printed_unseen(awards: Sequence[Award]) -> bool:
    """Whether the page on which somebody tapped did not know of a card, whose code would stop without a question.

    So it is with a second tap: a page stays as it was after its file.
    """
    known = set(request.form.getlist("printed"))
    printed = {one.public_id: one.holder_code_at for one in awards if one.holder_code_at}
    return any(f"{public_id} {at.isoformat()}" not in known for public_id, at in printed.items())


def _printed(awards: Sequence[Award]) -> Response:
    """Hashed and drawn first: the rows of the badges are held for as long as it takes to write, and no longer."""
    drawn = {award.id: holder_codes.edition_on_card(award) for award in awards}
    codes = {award.id: holder_codes.new_code() for award in awards}
    sheet = _sheet({award: codes[award.id][0] for award in awards})
    by, now = session.account_here().account_id, clock.now()
    for award in sorted(awards, key=lambda one: one.id):
        holder_codes.keep_code(award, drawn[award.id], codes[award.id][1], by=by, now=now)
    name = f"carte-badge-{awards[0].public_code}.pdf" if len(awards) == 1 else "cartes-badges.pdf"
    return _as_file(sheet, name)


def _as_file(sheet: bytes, name: str) -> Response:
    answer = make_response(sheet)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _sheet(codes: dict[Award, str]) -> bytes:
    files: dict[str, bytes] = {}
    cards = [_card(award, code, files) for award, code in codes.items()]
    first = next(iter(codes))
    values = _words(len(cards)) | {"cards": cards, "issuer_name": first.achievement.issuer.name, "attached": ""}
    if len(cards) == 1:
        # Sent to an employer as it is, the file answers for itself; on a sheet of several, nothing says which is meant.
        values |= _attached(first, files)
    return paper.sheet("paper/badge_card.typ", values, files=files, dated=clock.now())


def _card(award: Award, code: str, files: dict[str, bytes]) -> dict[str, object]:
    """What one card says; its drawings are added to `files`."""
    edition = holder_codes.edition_on_card(award)
    name, public_code = i18n.in_language(award.achievement.name), award.public_code
    address = Addresses(award.achievement.issuer.base_url).page(public_code)
    files[f"{public_code}.svg"] = artwork.drawing(award.achievement.artwork)
    files[f"{public_code}-online.svg"] = offline.drawn_code(address)
    if card := offline.card_link(edition.credential_uuid):
        files[f"{public_code}-offline.svg"] = offline.drawn_code(card)
    return {
        "file": public_code,
        "has_offline": card is not None,
        "issuer_name": award.achievement.issuer.name,
        "picture": _("Picture of the badge “%(name)s”", name=name),
        "holder": award.shown_as,
        "badge": name,
        "given": _("given on %(day)s", day=i18n.day(award.awarded_on, year=True)) if award.awarded_on else "",
        "address": address.partition("://")[2].removesuffix(public_code),
        "code": in_groups(public_code),
        "holder_code": holder_codes.in_pairs(code),
    }


def _words(cards: int) -> dict[str, object]:
    return {
        "lang": language(),
        "title": _("Card of a badge") if cards == 1 else _("Cards of badges"),
        "how": _("Cut along the dashes, fold in the middle: the size of a bank card."),
        "check": _("Check this badge"),
        "online_alt": _("Code that leads to the page of the badge"),
        "offline_alt": _("Code with the signed summary of the badge"),
        "holder_code_label": _("Holder code"),
        "notes": [
            _("Show this card to an employer: either code leads to the badge, the large one without network too."),
            _("The holder code shows that the card is yours: whoever checks types it on the page of the badge."),
            _("Lost? Print another one. The old holder code stops, and your badge stays as it is."),
        ],
    }


def _attached(award: Award, files: dict[str, bytes]) -> dict[str, object]:
    """The signed badge goes into `files`; what the sheet says of it."""
    document = published.credential_bytes(holder_codes.edition_on_card(award).credential_uuid, Form.OB3_DI)
    if document is None:
        return {"attached": ""}
    files["badge.json"] = document
    return {"attached": _("The signed badge, for wallets and for verification")}


def _stickers(award: Award) -> Response:
    holder_codes.edition_on_card(award)  # there is a page to lead to
    name, code = i18n.in_language(award.achievement.name), award.public_code
    address = Addresses(award.achievement.issuer.base_url).page(code)
    files = {"badge.svg": artwork.drawing(award.achievement.artwork), "online.svg": offline.drawn_code(address)}
    values = {
        "lang": language(),
        "title": _("Stickers of the badge “%(name)s”", name=name),
        "issuer_name": award.achievement.issuer.name,
        "picture": _("Picture of the badge “%(name)s”", name=name),
        "badge": name,
        "check": _("Check this badge"),
        "online_alt": _("Code that leads to the page of the badge"),
        "code": in_groups(code),
    }
    sheet = paper.sheet("paper/stickers.typ", values, files=files, dated=clock.now())
    return _as_file(sheet, f"autocollants-badge-{code}.pdf")
