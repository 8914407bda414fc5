"""Cards of badges, to print: for the holder, or for staff who hand them over. Each print makes new holder codes.

A sheet of stickers leads to the page of one badge, and proves nothing: it holds no code of the holder.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from peerlearn.awards import artwork, holder_codes, offline, published, queries, runs
from peerlearn.awards.addresses import Addresses
from peerlearn.awards.holder_codes import Drawn
from peerlearn.awards.models import Award
from peerlearn.awards.rules import Form
from peerlearn.core import clock
from peerlearn.core.errors import DomainError
from peerlearn.core.permissions import Permission
from peerlearn.web.awards.blueprint import pages
from peerlearn.web.kit import i18n, paper, session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.badge_words import in_groups
from peerlearn.web.kit.errors import message_of
from peerlearn.web.kit.languages import language
from peerlearn.web.kit.transaction import back_to_reading, just_reading

# A holder code is slow to make, on purpose: so many are printed while somebody waits.
_MOST_CARDS = 30


@dataclass(frozen=True)
class _Sheet:
    """Cards as they were drawn, and for each the hash of the code that stands on it."""

    body: bytes
    name: str
    hashed: Sequence[tuple[Drawn, str]]


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
    return _printed_once(lambda: _own(public_id), kept)


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
    kept = url_for("awards.another_card", public_id=public_id, kept="yes")
    return _printed_once(lambda: queries.award(public_id), kept)


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
    said = _("Tick at least one card.")
    try:
        if asked:
            return _printed(lambda: [queries.award(public_id) for public_id in asked])
    except DomainError as refused:
        if refused.code != "awards.card_meanwhile":
            raise
        back_to_reading()  # Of the cards on one sheet, all get their code or none.
        said = message_of(refused)
    flash(said, "warning")
    # The same page of the same list: on another one, others would be ticked.
    asked_for = request.args
    run, words, page = asked_for.get("run"), asked_for.get("q"), asked_for.get("page")
    return redirect(url_for("awards.card_sheets", run=run, q=words, page=page))


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


def _printed_once(find: Callable[[], Award], kept: str) -> ResponseReturnValue:
    """The card; to all further taps on that page, the page that says where the card is."""
    try:
        return _printed(lambda: [find()])
    except DomainError as refused:
        if refused.code != "awards.card_meanwhile":
            raise
        return redirect(kept)


def _printed(find: Callable[[], Sequence[Award]]) -> Response:
    """Read, hashed and drawn first, then written: nobody waits longer than that takes for a badge's row, or on SQLite
    for the one lock. What changed in between is found out under it (`keep_code`).
    """
    sheet = just_reading(lambda: _drawn(find()))
    by, now = session.account_here().account_id, clock.now()
    for drawn, hashed in sorted(sheet.hashed, key=lambda one: one[0].award_id):
        holder_codes.keep_code(drawn, hashed, by=by, now=now)
    return _as_file(sheet.body, sheet.name)


def _drawn(awards: Sequence[Award]) -> _Sheet:
    holder_codes.ensure_seen(awards, known=request.form.getlist("printed"))
    drawn = [holder_codes.as_drawn(award) for award in awards]
    codes = [holder_codes.new_code() for _award in awards]
    body = _sheet({award: code for award, (code, _hash) in zip(awards, codes, strict=True)})
    name = f"carte-badge-{awards[0].public_code}.pdf" if len(awards) == 1 else "cartes-badges.pdf"
    return _Sheet(body, name, [(one, hashed) for one, (_code, hashed) in zip(drawn, codes, strict=True)])


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
