"""OB 2.0 badges of other issuers: hosted ones are what their address answers, signed ones what the Profile lists."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from cryptography.hazmat.primitives import serialization

import badges
from badges import Reason, base64url
from tests.badges import specimen
from tests.badges.foreign_site import (
    ASSERTION,
    BADGE_CLASS,
    BADGE_ID,
    EC,
    EVIL_HOST,
    EVIL_RS,
    HOST,
    OB2,
    PROFILE,
    REVOCATIONS,
    RS,
    RSA_KEY,
    Web,
    assertion,
    badge_class,
    pem,
    profile,
    public,
    revocations,
    sign_jwt,
    signed_assertion,
    site,
)

from .case import Case, Family, Handed, Honest, unknown

MALFORMED, NOBODY, REVOKED = Reason.MALFORMED, Reason.ISSUER_NOT_PROVEN, Reason.REVOKED
EVIL = f"{EVIL_HOST}/assertions/1.json"
EVIL_KEY = f"{EVIL_HOST}/keys/1.json"
PRIVATE_PEM = RS.private_key.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()


def _handed(web: Web, address: str = ASSERTION) -> Handed:
    return Handed(document=json.dumps(assertion(id=address)), web=web)


def _hosted(changed: str = ASSERTION, /, **members: object) -> Handed:
    """The school's hosted badge, one of its documents served with other members; None takes one away."""
    web = site()
    web.change(changed, **members)
    return _handed(web)


def _at(address: str, **verification: object) -> Handed:
    """The same badge at another address, and where the Profile says that it publishes."""
    web = site()
    web.put(address, assertion(id=address))
    if verification:
        web.put(PROFILE, profile(verification={"type": "VerificationObject", **verification}))
    return _handed(web, address)


def _evil(badge: object) -> Handed:
    """An assertion on the forger's host."""
    web = site()
    web.put(EVIL, assertion(id=EVIL, badge=badge))
    return _handed(web, EVIL)


def _gone(body: bytes = b"") -> Handed:
    web = site()
    del web.pages[ASSERTION]
    web.gone[ASSERTION] = body
    return _handed(web)


def _redirected(target: str, document: dict[str, Any]) -> Handed:
    web = site()
    address = f"{HOST}/out?to={target}"
    web.redirects[address] = target
    web.put(target, document)
    return _handed(web, address)


def _without(address: str) -> Handed:
    web = site()
    del web.pages[address]
    return _handed(web)


def _circle() -> Handed:
    web = site()
    for one, other in (("1", "2"), ("2", "1")):
        web.put(f"{HOST}/{one}", assertion(id=f"{HOST}/{other}"))
    return _handed(web, f"{HOST}/1")


HOSTED = (
    Honest("a hosted badge of the school", _hosted),
    Honest("one below where the Profile says", partial(_at, ASSERTION, startsWith=f"{HOST}/assertions/")),
    Honest("one on a host that the Profile lists", partial(_at, "https://cdn.example/1", allowedOrigins="cdn.example")),
    Honest("a copy with lies in it, of which only the id counts", lambda: Handed(
        document=json.dumps(assertion(issuedOn="1999-01-01T00:00:00Z", narrative="Docteur")), web=site())),
)  # fmt: skip

_HOSTED = (
    Case("its address answers 410", _gone, REVOKED, "status"),
    Case("its address answers 410 with a whole badge", partial(_gone, json.dumps(assertion()).encode()), REVOKED,
         "status"),
    Case("it says that it is revoked amid all that is right", partial(_hosted, revoked=True), REVOKED, "status"),
    Case("it says so as a text", partial(_hosted, revoked="true"), REVOKED, "status"),
    Case("the forger hosts it in the school's name", partial(_evil, BADGE_CLASS), NOBODY, "issuer"),
    Case("the forger brings a badge class along in the school's name", lambda: _evil(badge_class(id="urn:x")), NOBODY,
         "issuer"),
    Case("a badge class that brings its issuer along", lambda: _evil(badge_class(id="urn:x", issuer=profile())), NOBODY,
         "issuer"),
    Case("a badge class in our name", partial(_hosted, BADGE_CLASS, issuer=specimen.ISSUER.address), NOBODY, "issuer"),
    Case("our own badge class", partial(_hosted, badge=specimen.ACHIEVEMENT.ob2_id), NOBODY, "badge_class"),
    Case("our own badge class brought along", lambda: _evil(badge_class(id=specimen.ACHIEVEMENT.ob2_id)), NOBODY,
         "badge_class"),
    Case("a host whose name begins with the one listed", partial(_at, "https://cdn.example.evil.example/1",
         startsWith="https://cdn.example"), NOBODY, "issuer"),
    Case("a host below the one listed", partial(_at, "https://x.cdn.example/1", allowedOrigins="cdn.example"), NOBODY,
         "issuer"),
    Case("another port than the one listed", partial(_at, "https://cdn.example:8443/1", allowedOrigins="cdn.example"),
         NOBODY, "issuer"),
    Case("no encryption where the prefix has it", partial(_at, "http://cdn.example/1",
         startsWith="https://cdn.example/"), NOBODY, "issuer"),
    Case("an empty prefix, with which everything begins", partial(_at, EVIL, startsWith=""), NOBODY, "issuer"),
    Case("a prefix that is only a scheme", partial(_at, EVIL, startsWith="https://"), NOBODY, "issuer"),
    Case("the right host beside the wrong path", partial(_at, ASSERTION, allowedOrigins="school.example",
         startsWith=f"{HOST}/other/"), NOBODY, "issuer"),
    Case("the school's host on another port", partial(_at, "https://school.example:8443/1"), NOBODY, "issuer"),
    Case("two documents that name each other in a circle", _circle, MALFORMED, "hosted"),
    Case("a hosted badge that names no address", partial(_hosted, id=None), MALFORMED, "hosted"),
    Case("a hosted badge that names a urn", partial(_hosted, id="urn:uuid:0"), MALFORMED, "hosted"),
    Case("a hosted badge that says it is signed", partial(_hosted, verification={"type": "SignedBadge"}),
         Reason.NOT_SIGNED, "contents"),
    Case("a hosted badge that says it is both", partial(_hosted, verification={"type": ["hosted", "signed"]}),
         MALFORMED, "contents"),
    Case("a hosted badge that does not say how", partial(_hosted, verification=None), MALFORMED, "contents"),
    Case("a hosted badge for nobody", partial(_hosted, recipient=None), MALFORMED, "contents"),
    Case("a hosted badge for a list of people", partial(_hosted, recipient=[{"identity": "x"}]), MALFORMED, "contents"),
    Case("a hosted badge without time", partial(_hosted, issuedOn="2025-03-01"), MALFORMED, "contents"),
    Case("a hosted badge of next month", partial(_hosted, issuedOn="2025-07-01T00:00:00Z"), Reason.NOT_YET_VALID,
         "dates"),
    Case("a hosted badge that has ended", partial(_hosted, expires="2025-05-01T00:00:00Z"), Reason.EXPIRED, "dates"),
    Case("a hosted badge that ends before it begins", partial(_hosted, expires="2024-05-01T00:00:00Z"), MALFORMED,
         "contents"),
    Case("a badge class that is an issuer", partial(_hosted, BADGE_CLASS, type="Issuer"), MALFORMED, "badge_class"),
    Case("a badge class without issuer", partial(_hosted, BADGE_CLASS, issuer=None), MALFORMED, "badge_class"),
    Case("a badge class without name", partial(_hosted, BADGE_CLASS, name=None), MALFORMED, "badge_class"),
    Case("a badge class that names another address", partial(_hosted, BADGE_CLASS, id="urn:x"), MALFORMED,
         "badge_class"),
    Case("a Profile that is a badge class", partial(_hosted, PROFILE, type="BadgeClass"), MALFORMED, "issuer"),
    Case("a Profile of another standard", partial(_hosted, PROFILE, **{"@context": "https://x.example"}), MALFORMED,
         "issuer"),
    unknown("an open redirect of the school to the forger's badge", partial(_redirected, EVIL, assertion(
            id=f"{HOST}/out?to={EVIL}")), Reason.UNREACHABLE, "hosted"),
    unknown("a badge older than 2.0", partial(_hosted, **{"@context": "https://w3id.org/openbadges/v1"}),
            Reason.NOT_SUPPORTED, "contents"),
    unknown("an assertion that is away", partial(_without, ASSERTION), Reason.UNREACHABLE, "hosted"),
    unknown("a badge class that is away", partial(_without, BADGE_CLASS), Reason.UNREACHABLE, "badge_class"),
    unknown("a Profile that is away", partial(_without, PROFILE), Reason.UNREACHABLE, "issuer"),
    unknown("an issuer without address", partial(_hosted, BADGE_CLASS, issuer="urn:x"), Reason.NOT_SUPPORTED, "issuer"),
)  # fmt: skip


def _signed(key: badges.SigningKey = RS, web: Web | None = None, header: dict[str, object] | None = None,
            **members: object) -> Handed:  # fmt: skip
    """A signed assertion of the school."""
    text = sign_jwt({**signed_assertion(), **members}, key, **{"kid": None, **(header or {})})
    return Handed(document=text, web=web or _evil_site())


def _evil_site() -> Web:
    """The forger publishes a key that says it is the school's."""
    web = site()
    web.put(EVIL_KEY, {"@context": OB2, "type": "CryptographicKey", "id": EVIL_KEY, "owner": PROFILE,
                       "publicKeyPem": pem(public(EVIL_RS))})  # fmt: skip
    return web


def _before(changed: str, **members: object) -> Handed:
    """A signed assertion, before a web where one document has other members."""
    web = _evil_site()
    web.change(changed, **members)
    return _signed(web=web)


def _listed(listed: object) -> Handed:
    web = site()
    web.put(REVOCATIONS, listed)
    return _signed(web=web)


def _altered() -> Handed:
    head, payload, signature = sign_jwt(signed_assertion(), RS, kid=None).split(".")
    text = base64url.decode(payload).replace(b"2025-03-01", b"2015-03-01")
    return Handed(document=f"{head}.{base64url.encode(text)}.{signature}", web=site())


SIGNED = (
    Honest("a signed badge of the school", _signed),
    Honest("a list of withdrawals with others on it", partial(_listed, revocations("urn:x", {"id": "urn:y"}))),
)

_KEY = {"id": RSA_KEY, "owner": PROFILE, "publicKeyPem": pem(public(EVIL_RS))}
_SIGNED = (
    Case("signed by the forger", partial(_signed, EVIL_RS), Reason.ALTERED, "signature"),
    Case("signed by the forger, who brings its key along", lambda: _signed(EVIL_RS, header={
         "jwk": badges.public_jwk(public(EVIL_RS))}), Reason.ALTERED, "signature"),
    Case("signed by the forger, who names its own key", partial(_signed, EVIL_RS, verification={
         "type": "SignedBadge", "creator": EVIL_KEY}), NOBODY, "key"),
    Case("signed by the forger, whose key is called the school's inside the badge class", lambda: _signed(
         EVIL_RS, badge=badge_class(id="urn:x", publicKey=_KEY)), Reason.ALTERED, "signature"),
    Case("a key that names another owner", partial(_before, RSA_KEY, owner=f"{EVIL_HOST}/profile.json"), NOBODY,
         "key"),
    Case("a key that moved to the forger's host", partial(_before, RSA_KEY, id=EVIL_KEY), NOBODY, "key"),
    Case("a key the Profile no longer lists", partial(_before, PROFILE, publicKey=[]), NOBODY, "key"),
    Case("a key published with its private half", partial(_before, RSA_KEY, publicKeyPem=PRIVATE_PEM),
         Reason.KEY_COMPROMISED, "key"),
    unknown("a key that is no PEM", partial(_before, RSA_KEY, publicKeyPem="AAAA"), Reason.NOT_SUPPORTED, "key"),
    unknown("a key as a list", partial(_before, RSA_KEY, publicKeyPem=[pem(public(RS))]), Reason.NOT_SUPPORTED, "key"),
    Case("RS256 under a key on P-256", partial(_before, RSA_KEY, publicKeyPem=pem(public(EC))),
         Reason.ALGORITHM_NOT_ALLOWED, "signature"),
    Case("one changed year in a signed assertion", _altered, Reason.ALTERED, "signature"),
    Case("crit on a signed assertion", lambda: _signed(header={"crit": ["exp"]}), Reason.HEADER_NOT_ALLOWED, "form"),
    Case("b64 on a signed assertion", lambda: _signed(header={"b64": False}), Reason.HEADER_NOT_ALLOWED, "form"),
    Case("HS256 on a signed assertion", lambda: _signed(header={"alg": "HS256"}), Reason.ALGORITHM_NOT_ALLOWED, "form"),
    Case("a hosted assertion inside a signature", partial(_signed, verification={"type": "HostedBadge"}), MALFORMED,
         "form"),
    Case("a signed assertion in our name", lambda: _signed(badge=badge_class(
         id="urn:x", issuer=specimen.ISSUER.address)), NOBODY, "issuer"),
    Case("a stranger's signed assertion that has ended", partial(_signed, expires="2025-05-01T00:00:00Z"),
         Reason.EXPIRED, "dates"),
    Case("on the list, the only one there", partial(_listed, revocations({"id": BADGE_ID})), REVOKED, "status"),
    Case("on the list, which is no list but the one", partial(_listed, {**revocations(), "revokedAssertions":
         {"id": BADGE_ID}}), REVOKED, "status"),
    Case("on the list as a text", partial(_listed, revocations("urn:x", BADGE_ID)), REVOKED, "status"),
    Case("on the list, behind an entry that cannot be read", partial(_listed, revocations(None, BADGE_ID)), REVOKED,
         "status"),
    unknown("a list of withdrawals that is null", partial(_listed, {**revocations(), "revokedAssertions": None}),
            Reason.STATUS_UNKNOWN, "status"),
    unknown("a list of withdrawals with a nameless entry", partial(_listed, revocations({"revocationReason": "x"})),
            Reason.STATUS_UNKNOWN, "status"),
    unknown("a list of withdrawals of the forger", partial(_listed, {**revocations(), "issuer": f"{EVIL_HOST}/p"}),
            Reason.STATUS_UNKNOWN, "status"),
    unknown("a list of withdrawals that lists nothing, not even that", partial(_listed, {
            name: value for name, value in revocations().items() if name != "revokedAssertions"}),
            Reason.STATUS_UNKNOWN, "status"),
    unknown("a list of withdrawals that is away", partial(_listed, "<!doctype html>"), Reason.STATUS_UNKNOWN, "status"),
    unknown("several keys and no word which", lambda: _signed(
            verification={"type": "SignedBadge"}, web=_with_two_keys()), Reason.NOT_SUPPORTED, "key"),
)  # fmt: skip


def _with_two_keys() -> Web:
    web = site()
    web.put(PROFILE, profile(publicKey=[RSA_KEY, f"{HOST}/keys/2"]))
    return web


FAMILY = Family("foreign assertions", (*HOSTED, *SIGNED), (*_HOSTED, *_SIGNED))
