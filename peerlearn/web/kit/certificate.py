"""The certificate of a badge: a sheet to hand over, with the signed badge inside and two ways to check it."""

from collections.abc import Sequence
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from peerlearn.awards import offline, published
from peerlearn.awards.addresses import Addresses
from peerlearn.awards.documents import LANGUAGE
from peerlearn.awards.published import PublicAward
from peerlearn.awards.rules import Form
from peerlearn.web.kit import badge_facts as facts
from peerlearn.web.kit import i18n, paper
from peerlearn.web.kit.badge_facts import Fact
from peerlearn.web.kit.badge_words import in_groups, received
from peerlearn.web.kit.languages import language


def certificate(award: PublicAward, *, language: str = LANGUAGE) -> bytes | None:
    """The sheet; None when there is nothing signed to put inside."""
    with force_locale(language):
        return _certificate(award)


def _certificate(award: PublicAward) -> bytes | None:
    document = published.credential_bytes(award.credential_uuid, Form.OB3_DI)
    drawing = published.achievement_drawing(award.achievement_id)
    if document is None or drawing is None:
        return None
    address = Addresses(award.issuer.base_url).page(award.public_code)
    card = offline.card_link(award.credential_uuid)
    files = {"badge.json": document, "badge.svg": drawing, "online.svg": offline.drawn_code(address)}
    if card:
        files["offline.svg"] = offline.drawn_code(card)
    values = {**_words(award), **_ways_to_check(award, address, has_card=card is not None)}
    return paper.sheet("paper/certificate.typ", values, files=files, dated=award.issued_at)


def _words(award: PublicAward) -> dict[str, Any]:
    name = i18n.in_language(award.name)
    return {
        "lang": language(),
        "words_lang": i18n.language_of(award.name),
        "title": f"{name}, {award.shown_as}" if award.shown_as else name,
        "description": _("Certificate of a signed badge"),
        "issuer_name": award.issuer.name,
        "programme": award.issuer.name,
        "received": received(award.shown_as),
        "badge": name,
        "words": i18n.in_language(award.description),
        "picture": _("Picture of the badge “%(name)s”", name=name),
        "can_do_title": _("What this person can do"),
        "can_do": i18n.each_in_language(award.can_do),
        "proof_title": _("How we know"),
        "proof": _pairs(facts.how_we_know(award)),
        "issuer_title": _("Who says so"),
        "issuer": _pairs(facts.who_says_so(award.issuer)),
        "attached": _("The signed badge, for wallets and for verification"),
        "foot": _("The signed badge is attached to this file. Paper can be copied: check before you rely on it."),
    }


def _ways_to_check(award: PublicAward, address: str, *, has_card: bool) -> dict[str, str]:
    without = {"offline_title": "", "offline_alt": "", "offline_line": ""}
    if has_card:
        without = {
            "offline_title": _("Check without network"),
            "offline_alt": _("Code with the signed summary of the badge"),
            "offline_line": _("This code holds the signed summary. It opens a page that works without network."),
        }
    return {
        "online_title": _("Check this badge"),
        "online_alt": _("Code that leads to the page of the badge"),
        "online_line": _("Scan, or type:"),
        "address": address.partition("://")[2].removesuffix(award.public_code),
        "code": in_groups(award.public_code),
        **without,
    }


def _pairs(found: Sequence[Fact]) -> list[dict[str, str]]:
    return [{"term": fact.term, "value": fact.value, "detail": fact.detail} for fact in found]
