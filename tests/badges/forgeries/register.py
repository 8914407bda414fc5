"""Honest bytes of ours that no longer count: withdrawn, or signed with a stolen key; and a register that is silent."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

import badges
from badges import KeyState, Reason, RegisterState
from tests.badges.foreign_site import sign_document
from tests.badges.specimen import AWARD, DID, ISSUED

from .case import Case, Family, Handed, Honest, unknown
from .ours import (
    ASSERTION,
    EC,
    ED,
    OTHER_URN,
    PAYLOAD,
    PUBLIC,
    RSA,
    SIGNED_ASSERTION,
    THIEF_ED,
    as_json,
    believed,
    changed,
    entry,
    hosted,
    secured,
    token,
)

LATER = ISSUED + timedelta(days=30)
TOKEN = token()
PROVEN = badges.write_json(secured()).decode()
PROVEN_TWICE = badges.write_json(sign_document(secured(), THIEF_ED)).decode()


def _in_state(state: RegisterState, reason: str = "") -> Handed:
    return Handed(document=TOKEN, trust=believed(entry(TOKEN, state=state, reason=reason)))


def _hosted_in_state(state: RegisterState) -> Handed:
    stored = badges.write_json(ASSERTION)
    made = entry(stored, AWARD.assertion_url, document=stored, state=state)
    return Handed(document=stored, trust=believed(made))


def _secured_in_state(state: RegisterState) -> Handed:
    document = secured()
    return as_json(document, entry(badges.write_json(document), document=badges.write_json(document), state=state))


def _with_key(state: KeyState, *, since: datetime | None = None, registered_at: datetime = ISSUED) -> Handed:
    key = EC.verification_key(controller=DID, state=state, compromised_since=since)
    return Handed(document=TOKEN, trust=believed(entry(TOKEN, registered_at=registered_at), keys=(key,)))


def _stolen(document: str, key: badges.SigningKey) -> Handed:
    """Made by a thief with a key that was stolen later than the badge says it was issued."""
    stolen = key.verification_key(controller=DID, state=KeyState.COMPROMISED, compromised_since=LATER)
    return Handed(document=document, trust=believed(entry(document, registered_at=LATER), keys=(stolen,)))


def _made_by_the_thief_alone() -> Handed:
    stolen = EC.verification_key(controller=DID, state=KeyState.COMPROMISED, compromised_since=LATER)
    forged = token(payload={**PAYLOAD, "id": OTHER_URN, "jti": OTHER_URN})
    return Handed(document=forged, trust=believed(entry(TOKEN), keys=(stolen,)))


def _signed_assertion() -> str:
    return token({"alg": "RS256", "kid": RSA.kid, "typ": "JWT"}, SIGNED_ASSERTION, key=RSA)


class _Away(badges.StoredTrust):
    """A register whose database does not answer."""

    def find_registered(self, credential_id: str) -> badges.Registered | None:  # noqa: ARG002
        raise badges.RegisterUnavailable("the database is away")


class _KeysAway(badges.StoredTrust):
    """A store of keys that does not answer."""

    def find_key(self, kid: str) -> badges.VerificationKey | None:  # noqa: ARG002
        raise badges.RegisterUnavailable("the database is away")


class _Careless(badges.StoredTrust):
    """A database whose comparison forgives capitals and blanks, as some collations do."""

    def find_key(self, kid: str) -> badges.VerificationKey | None:  # noqa: ARG002
        return PUBLIC[0]

    def find_registered(self, credential_id: str) -> badges.Registered | None:  # noqa: ARG002
        return entry(TOKEN)


def _before(kind: type[badges.StoredTrust], document: str = TOKEN) -> Handed:
    return Handed(document=document, trust=kind(issuer_ids={DID}, keys=PUBLIC, registered=(entry(TOKEN),)))


def _shouted_id() -> str:
    loud = str(PAYLOAD["id"]).upper()
    return token(payload=changed(PAYLOAD, {"id": loud, "jti": loud}))


def _shouted_kid() -> str:
    return token({"alg": "ES256", "kid": EC.kid.upper(), "typ": "JWT"})


def _without_its_key() -> Handed:
    return Handed(document=TOKEN, trust=believed(entry(TOKEN), keys=PUBLIC[1:]))


HONEST = (
    Honest("in force", partial(_in_state, RegisterState.ISSUED)),
    Honest("a hosted one in force", partial(_hosted_in_state, RegisterState.ISSUED)),
    Honest("one with a proof in force", partial(_secured_in_state, RegisterState.ISSUED)),
    Honest("a key that was retired keeps its badges", partial(_with_key, KeyState.RETIRED)),
    Honest("a key that was stolen after the badge was registered",
           partial(_with_key, KeyState.COMPROMISED, since=LATER)),
)  # fmt: skip

CASES = (
    Case("revoked", partial(_in_state, RegisterState.REVOKED, reason="par erreur"), Reason.REVOKED, "status"),
    Case("suspended", partial(_in_state, RegisterState.SUSPENDED), Reason.SUSPENDED, "status"),
    Case("a hosted copy kept from before it was revoked", partial(_hosted_in_state, RegisterState.REVOKED),
         Reason.REVOKED, "status"),
    Case("a hosted copy kept from before it was suspended", partial(_hosted_in_state, RegisterState.SUSPENDED),
         Reason.SUSPENDED, "status"),
    Case("one with a proof, revoked", partial(_secured_in_state, RegisterState.REVOKED), Reason.REVOKED, "status"),
    Case("the body that answers 410, handed in as the badge",
         partial(hosted, {"revoked": True, "revocationReason": "x"}), Reason.REVOKED, "contents"),
    Case("registered in the second the key was stolen",
         partial(_with_key, KeyState.COMPROMISED, since=LATER, registered_at=LATER), Reason.KEY_COMPROMISED,
         "compromise"),
    Case("back-dated with a stolen key", partial(_stolen, TOKEN, EC), Reason.KEY_COMPROMISED, "compromise"),
    Case("back-dated with a stolen key, as an assertion of 2.0", lambda: _stolen(_signed_assertion(), RSA),
         Reason.KEY_COMPROMISED, "compromise"),
    Case("back-dated with a stolen key, with a proof", partial(_stolen, PROVEN, ED), Reason.KEY_COMPROMISED,
         "compromise"),
    Case("made with a stolen key under an id of its own", _made_by_the_thief_alone, Reason.NOT_IN_REGISTER, "register"),
    Case("a key that was thrown away instead of retired", _without_its_key, Reason.ISSUER_NOT_PROVEN, "key"),
    Case("an id in capitals, before a register that forgives them", lambda: _before(_Careless, _shouted_id()),
         Reason.NOT_IN_REGISTER, "register"),
    Case("a kid in capitals, before a store that forgives them", lambda: _before(_Careless, _shouted_kid()),
         Reason.ISSUER_NOT_PROVEN, "key"),
    unknown("the register does not answer", partial(_before, _Away), Reason.STATUS_UNKNOWN, "register"),
    unknown("the store of keys does not answer", partial(_before, _KeysAway), Reason.STATUS_UNKNOWN, "key"),
    unknown("the store of keys does not answer for a proof", partial(_before, _KeysAway, PROVEN),
            Reason.STATUS_UNKNOWN, "key"),
    unknown("the store of keys does not answer for one of two proofs", partial(_before, _KeysAway, PROVEN_TWICE),
            Reason.STATUS_UNKNOWN, "key"),
)  # fmt: skip


FAMILY = Family("register", HONEST, CASES)
