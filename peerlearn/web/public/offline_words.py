"""The words of the page that checks cards without a network. Braces are filled in by its script."""

from typing import Any

from flask_babel import lazy_gettext as _l

Text = Any  # a lazy string: each language is written into the page

WORDS: dict[str, Text] = {
    "where": _l("Check a card"),
    "title": _l("Check a card, even without network"),
    "start": _l(
        "Scan the larger code of the card with your phone. Or write here what it says, or the code of the badge."
    ),
    "paste": _l("The link of the card, or the code of the badge"),
    "check": _l("Check the card"),
    "valid": _l("This card is authentic"),
    "invalid": _l("This card is not valid"),
    "unknown": _l("We could not check this card"),
    "line_valid": _l("Its issuer signed it, and nothing on it was changed."),
    "line_invalid": _l("Do not rely on it. The reason is below."),
    "over": _l("This badge is no longer valid"),
    "line_withdrawn": _l("It was withdrawn. This page cannot know why: ask {issuer}, who issued it."),
    "line_expired": _l("It was given for a limited time. To know more, ask {issuer}, who issued it."),
    "line_unknown": _l("It may be good. The reason is below."),
    "what": _l("What the card says"),
    "badge": _l("Badge"),
    "holder": _l("Given to"),
    "no_name": _l("a person who prefers not to show their name"),
    "given": _l("Given on"),
    "ends": _l("Valid until"),
    "code": _l("Code of the badge"),
    "issuer": _l("Issued by"),
    "checks": _l("What we checked"),
    "skip": _l("Skip to the content"),
    "languages": _l("Language"),
    "free": _l("Free, no account needed. This page sends nothing to anyone else."),
    "sign_passed": _l("yes"),
    "sign_failed": _l("no"),
    "sign_unknown": _l("not known"),
    "signed": _l("Nothing was changed since it was signed"),
    "whose": _l("The signature is that of {issuer}"),
    "not_withdrawn": _l("It was not withdrawn on {moment}"),
    "later": _l("What happened since then cannot be known without network"),
    "why_withdrawn": _l("The badge was withdrawn. That says nothing about the person."),
    "why_expired": _l("It was given for a limited time, which is over."),
    "why_clock": _l("It carries a day to come. Perhaps the clock of this device is wrong."),
    "why_list_unknown": _l("The card is newer than this copy of the page: nothing is known of a withdrawal."),
    "why_malformed": _l("The code cannot be read: cut short or damaged. Scan it again, from closer."),
    "why_key_unknown": _l(
        "This page does not know who signed it: perhaps another site, or a card newer than this copy."
    ),
    "why_key_stolen": _l("It was signed with a stolen key. The badge may be good all the same: ask for a new card."),
    "why_altered": _l("Its signature does not fit: somebody changed something, or made it up."),
    "why_no_crypto": _l("This browser cannot check signatures here. Another browser can, or the page on the site."),
    "then": _l("And then?"),
    "next": _l("With network, the page of the badge says what this person can do, and whether it counts today."),
    "next_unread": _l("With network, check the badge by its code: it is written on the card."),
    "open": _l("Open the page of the badge"),
    "verify": _l("Check by the code"),
    "hash": _l("Fingerprint of the signed badge:"),
    "keeping": _l("This page works without network"),
    "age": _l("What it knows dates from {moment}."),
    "old": _l("That is more than a month ago: fetch it again when you have network."),
    "keep_why": _l("Keep it on your device, and check cards anywhere. What a card says is sent to nobody."),
    "keep": _l("Keep this page"),
}
