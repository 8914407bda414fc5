"""Somebody shows a badge that was given to somebody else."""

from __future__ import annotations

from functools import partial

import badges
from badges import Reason
from tests.badges.foreign_site import (
    ASSERTION,
    EC,
    EVIL_EC,
    SALT,
    assertion,
    claims_of,
    credential,
    hashed,
    sign_jwt,
    site,
)

from .case import Case, Family, Handed, Honest, unknown
from .ours import PAYLOAD, believed, entry, token

AWA = "awa@example.org"
NOT_HERS = Reason.RECIPIENT_NOT_MATCHED
SUBJECT = credential()["credentialSubject"]


def _shown(recipient: str, *, key: badges.SigningKey = EC, **identity: object) -> Handed:
    """A badge of the school, whose one identity says something else, shown by this person."""
    entry_of = {**SUBJECT["identifier"][0], **identity}
    entry_of = {name: value for name, value in entry_of.items() if value is not None}
    document = credential(credentialSubject={**SUBJECT, "identifier": [entry_of]})
    return Handed(document=sign_jwt(claims_of(document), key), web=site(), recipient=recipient)


def _hosted(recipient: str, **identity: object) -> Handed:
    """The same, hosted in the form of 2.0."""
    web = site()
    stated = {"type": "email", "hashed": True, "salt": SALT, "identity": hashed(AWA), **identity}
    web.put(ASSERTION, assertion(recipient={name: value for name, value in stated.items() if value is not None}))
    return Handed(document=ASSERTION, web=web, recipient=recipient)


def _ours(recipient: str) -> Handed:
    text = token()
    return Handed(document=text, trust=believed(entry(text)), recipient=recipient)


HONEST = (
    Honest("shown by the person it was given to", partial(_shown, AWA)),
    Honest("with capitals and blanks, as people type", partial(_shown, " Awa@Example.org ")),
    Honest("hosted, shown by the person", partial(_hosted, AWA)),
    Honest("hosted, whose kind is a list of one", partial(_hosted, AWA, type=["email"])),
    Honest("ours, shown by its own identifier", lambda: _ours(PAYLOAD["sub"])),
)

_OTHERS = tuple(
    Case(name, make, NOT_HERS, "recipient")
    for name, make in (
        ("shown by another person", partial(_shown, "binta@example.org")),
        ("shown with the hash itself, which is public", partial(_shown, hashed(AWA))),
        ("shown with the salt already behind the address", partial(_shown, AWA + SALT)),
        ("a hash with another salt", partial(_shown, AWA, salt="other")),
        ("a hash without its salt", partial(_shown, AWA, salt=None)),
        ("a salt that is a number", partial(_shown, AWA, salt=7)),
        ("a hash that says it is none", partial(_shown, AWA, hashed=False)),
        ("a plain address that says it is a hash", partial(_shown, AWA, identityHash=AWA)),
        ("a name that happens to be an address", partial(_shown, AWA, identityType="name", hashed=False,
                                                         identityHash=AWA)),
        ("an address that happens to be a name", partial(_shown, "Awa", hashed=False, identityHash="Awa")),
        ("an identity that is a list", partial(_shown, AWA, identityHash=[hashed(AWA)])),
        ("a kind of identity that is an object", partial(_shown, AWA, identityType={"id": "emailAddress"})),
        ("a hash of a kind nobody reads", partial(_shown, AWA, identityHash="sha1$" + "0" * 40)),
        ("a hash cut to its first letters", partial(_shown, AWA, identityHash=hashed(AWA)[:20])),
        ("hosted, shown by another person", partial(_hosted, "binta@example.org")),
        ("hosted, with a kind that is an object", partial(_hosted, AWA, type={"id": "email"})),
        ("ours, shown with an address it does not hold", lambda: _ours(AWA)),
        ("ours, shown with nothing", lambda: _ours("")),
        ("ours, shown with half a character", lambda: _ours("\ud800")),
    )
)  # fmt: skip

_UNPROVEN = (
    Case("a forged badge, shown by the person it names", partial(_shown, AWA, key=EVIL_EC), Reason.ISSUER_NOT_PROVEN,
         "key"),
    unknown("nobody to ask, whoever shows it", lambda: Handed(
            document=sign_jwt(claims_of(credential()), EC), recipient=AWA), Reason.ISSUER_UNKNOWN, "key"),
)  # fmt: skip

FAMILY = Family("recipients", HONEST, (*_OTHERS, *_UNPROVEN))
