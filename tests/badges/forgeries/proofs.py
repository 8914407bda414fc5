"""Our badges as JSON with a proof inside: what is covered, by whom, and what the proof says of itself."""

from __future__ import annotations

import json
from functools import partial
from hashlib import sha256
from typing import Any

import badges
from badges import Reason, base64url, canonical, multibase
from badges import proofs as library
from tests.badges.specimen import AWARD, DID, ISSUED

from .case import Case, Family, Handed, Honest, unknown
from .ours import (
    ABSENT,
    CREDENTIAL,
    EC,
    ED,
    OTHER_URN,
    PARTNER_DID,
    PARTNER_ED,
    THIEF,
    THIEF_ED,
    after_signing,
    as_json,
    changed,
    entry,
    secured,
    signer,
    with_proof,
)

ALTERED, MALFORMED, NOBODY = Reason.ALTERED, Reason.MALFORMED, Reason.ISSUER_NOT_PROVEN
DOCUMENT = secured()
PROOF: dict[str, Any] = DOCUMENT["proof"][0]
RAW = multibase.decode(PROOF["proofValue"])
CONTEXTS = CREDENTIAL["@context"]
SUBJECT = CREDENTIAL["credentialSubject"]
ED_ORDER = 2**252 + 27742317777372353535851937790883648493
FULL_END = "https://www.w3.org/2018/credentials#validUntil"


def _deep(*path: str, to: object) -> Handed:
    """One value changed after signing, wherever it is."""
    copy = json.loads(json.dumps(DOCUMENT))
    *way, last = path
    at = copy
    for name in way:
        at = at[name]
    if to is ABSENT:
        del at[last]
    else:
        at[last] = to
    return as_json(copy)


def _value(raw: bytes) -> Handed:
    return with_proof(proofValue=multibase.encode(raw))


def _proofs(*proofs: object) -> Handed:
    return as_json({**DOCUMENT, "proof": list(proofs)})


def _signed_over(hashed: bytes, key: badges.SigningKey = ED) -> Handed:
    """A proof whose signature is right for these bytes."""
    return _value(signer(key)(hashed))


def _hashes() -> tuple[bytes, bytes]:
    config = {"@context": CONTEXTS, **{name: value for name, value in PROOF.items() if name != "proofValue"}}
    return canonical.canonicalise(config).sha256, canonical.canonicalise(dict(CREDENTIAL)).sha256


def _tree(height: int) -> list[dict[str, object]]:
    leaves: list[dict[str, object]] = []
    for _ in range(height):
        leaves = [{"type": ["Related"], "related": leaves}] * 2 if leaves else [{"type": ["Related"]}]
    return leaves


def _over_jcs() -> Handed:
    # What eddsa-jcs-2022 would sign, under the name of the other suite.
    texts = ({name: value for name, value in PROOF.items() if name != "proofValue"}, CREDENTIAL)
    sorted_texts = [json.dumps(text, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for text in texts]
    return _signed_over(b"".join(sha256(text.encode()).digest() for text in sorted_texts))


def _malleable() -> bytes:
    s = int.from_bytes(RAW[32:], "little") + ED_ORDER
    return RAW[:32] + s.to_bytes(32, "little")


def _of_another_badge() -> Handed:
    return as_json({**secured({"name": "Autre"}), "proof": DOCUMENT["proof"]})


def _unregistered() -> Handed:
    forged = secured({"id": OTHER_URN})
    return as_json(forged, entry(json.dumps(DOCUMENT)))


def _signed_again(created: str) -> Handed:
    """The same statements under a second signature of ours, which the register does not hold."""
    return as_json(secured(created=created), entry(json.dumps(DOCUMENT), document=json.dumps(DOCUMENT).encode()))


def _rewritten() -> Handed:
    return as_json(secured({"name": "Docteur"}), entry(json.dumps(DOCUMENT), document=json.dumps(DOCUMENT).encode()))


def _exchanged() -> Handed:
    """Evidence at the address of the achievement, which the library no longer signs: the names are exchanged later."""
    achievement = SUBJECT["achievement"]
    honest = secured({"evidence": [{"id": achievement["id"], "type": ["Evidence"], "name": "Docteur"}]})
    forged = json.loads(json.dumps(honest))
    forged["evidence"][0]["name"] = achievement["name"]
    forged["credentialSubject"]["achievement"]["name"] = "Docteur"
    return as_json(forged, entry(json.dumps(honest), document=json.dumps(honest).encode()))


def _damaged_copy() -> Handed:
    return as_json(DOCUMENT, entry("x", document=b"{"))


def _reordered() -> Handed:
    shuffled = {**dict(reversed(DOCUMENT.items())), "proof": PROOF}
    return as_json(shuffled, entry(json.dumps(DOCUMENT), document=json.dumps(DOCUMENT).encode()))


def _of_another_issuer() -> Handed:
    """Our other issuer's key, for a badge in this one's name."""
    return as_json(secured(key=PARTNER_ED))


def _in_anothers_name(issuer: object) -> Handed:
    return as_json(secured({"issuer": issuer}))


HONEST = (
    Honest("one proof", lambda: as_json(DOCUMENT)),
    Honest("changed in nothing", partial(after_signing, {})),
    Honest("its proof changed in nothing", with_proof),
    Honest("as the library itself signs it", lambda: as_json(
        json.loads(library.sign_credential(AWARD, ED, created=ISSUED)))),
    Honest("members in another order and the proof unwrapped", _reordered),
    Honest("a proof of a suite we do not read beside ours", lambda: _proofs(
        {**PROOF, "cryptosuite": "ecdsa-sd-2023"}, PROOF)),
)  # fmt: skip

_COVERED = (
    Case("another name", partial(after_signing, {"name": "Docteur"}), ALTERED, "signature"),
    Case("an accent lost", partial(_deep, "issuer", "name", to="Main a main"), ALTERED, "signature"),
    Case("the accent written as two characters", partial(_deep, "issuer", "name", to="Main a\u0300 main"), ALTERED,
         "signature"),
    Case("another holder", partial(_deep, "credentialSubject", "id", to=OTHER_URN), ALTERED, "signature"),
    Case("another achievement", partial(_deep, "credentialSubject", "achievement", "id", to="https://a.example"),
         ALTERED, "signature"),
    Case("an end added", partial(after_signing, {"validUntil": "2099-01-01T00:00:00Z"}), ALTERED, "signature"),
    Case("the status taken away", partial(after_signing, {"credentialStatus": ABSENT}), ALTERED, "signature"),
    Case("another place in the list of withdrawals", partial(_deep, "credentialStatus", "statusListIndex", to="7"),
         ALTERED, "signature"),
    Case("another list of withdrawals", partial(_deep, "credentialStatus", "statusListCredential",
         to="https://thief.example/list"), ALTERED, "signature"),
    Case("evidence added", partial(after_signing, {"evidence": [{"type": ["Evidence"], "narrative": "x"}]}), ALTERED,
         "signature"),
    Case("a person's name added", partial(_deep, "credentialSubject", "identifier",
         to=[{"type": "IdentityObject", "hashed": False, "identityHash": "Awa", "identityType": "name"}]), ALTERED,
         "signature"),
    Case("a word no context defines, to add a mark", partial(after_signing, {"mark": "20/20"}), MALFORMED, "signature"),
    Case("a word no context defines, three levels down",
         partial(_deep, "credentialSubject", "achievement", "mark", to="20/20"), MALFORMED, "signature"),
    Case("a member by its full address", partial(after_signing, {FULL_END: "2099-01-01T00:00:00Z"}), MALFORMED,
         "signature"),
    Case("a keyword of JSON-LD: @graph", partial(after_signing, {"@graph": [{"name": "x"}]}), MALFORMED, "signature"),
    Case("a keyword of JSON-LD: @included", partial(after_signing, {"@included": [{"name": "x"}]}), MALFORMED,
         "signature"),
    Case("a keyword of JSON-LD: @reverse", partial(after_signing, {"@reverse": {"name": {}}}), MALFORMED, "signature"),
    Case("@id beside id", partial(after_signing, {"@id": OTHER_URN}), MALFORMED, "signature"),
    Case("a null, which JSON-LD does not see", partial(after_signing, {"awardedDate": None}), MALFORMED, "signature"),
    Case("a relative address, which depends on where it is read", partial(_deep, "image", "id", to="../thief.png"),
         MALFORMED, "signature"),
    Case("a thousand pieces of evidence that all look alike", lambda: after_signing({"evidence": [
         {"type": ["Evidence"], "narrative": "x"}] * 1_000}), Reason.TOO_LARGE, "signature"),
    Case("a tree of thousands of things without a name", lambda: _deep("credentialSubject", "achievement", "related",
         to=_tree(11)), Reason.TOO_LARGE, "signature"),
    Case("9,000 types", lambda: after_signing({"type": [*CREDENTIAL["type"], *(f"urn:x:{n}" for n in range(9_000))]}),
         Reason.TOO_LARGE, "signature"),
    Case("a text with a language, which is another text", partial(after_signing,
         {"name": {"@value": "Smartphone", "@language": "fr"}}), ALTERED, "signature"),
)  # fmt: skip

_CONTEXTS = (
    unknown("one more context that nobody holds", partial(after_signing,
            {"@context": [*CONTEXTS, "https://thief.example/v1"]}), Reason.CONTEXT_UNKNOWN, "signature"),
    unknown("a context written into the badge", partial(after_signing,
            {"@context": [*CONTEXTS, {"name": "https://thief.example/#n"}]}), Reason.CONTEXT_UNKNOWN, "signature"),
    unknown("@vocab, so that every word means something", partial(after_signing,
            {"@context": [*CONTEXTS, {"@vocab": "https://thief.example/#"}], "mark": "20/20"}), Reason.CONTEXT_UNKNOWN,
            "signature"),
    unknown("@base, so that addresses lie elsewhere", partial(after_signing,
            {"@context": [*CONTEXTS, {"@base": "https://thief.example/"}]}), Reason.CONTEXT_UNKNOWN, "signature"),
    unknown("a context inside the subject", partial(_deep, "credentialSubject", "@context",
            to={"achievement": "https://thief.example/#a"}), Reason.CONTEXT_UNKNOWN, "signature"),
    unknown("a null context inside the subject, which forgets all words", partial(_deep, "credentialSubject",
            "@context", to=None), Reason.CONTEXT_UNKNOWN, "signature"),
    Case("no context under the proof", partial(after_signing, {"@context": ABSENT}), MALFORMED, "signature"),
    Case("an older context further down, which bends a word", partial(_deep, "credentialSubject", "@context",
         to=CONTEXTS[1].replace("3.0.3", "3.0.1")), MALFORMED, "signature"),
    Case("the contexts signed by us, but in another order", lambda: as_json(secured({"@context": [CONTEXTS[0],
         "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json", CONTEXTS[1]]})), MALFORMED, "contents"),
)  # fmt: skip

_KINDS = (
    Case("no proof", partial(after_signing, {"proof": ABSENT}), Reason.NOT_SIGNED, "form"),
    Case("an empty list of proofs", partial(_proofs), Reason.NOT_SIGNED, "form"),
    Case("a proof that is null", partial(after_signing, {"proof": None}), MALFORMED, "form"),
    Case("a proof that is a text", partial(after_signing, {"proof": PROOF["proofValue"]}), MALFORMED, "form"),
    Case("a proof inside a proof", partial(_proofs, {"type": "DataIntegrityProof", "proof": PROOF}), NOBODY, "key"),
    Case("a list inside the list of proofs", partial(_proofs, [PROOF]), MALFORMED, "form"),
    Case("the proof in the subject instead", lambda: as_json(changed(DOCUMENT,
         {"proof": ABSENT, "credentialSubject": {**SUBJECT, "proof": [PROOF]}})), Reason.NOT_SIGNED, "form"),
    Case("called by another suite, eddsa-jcs-2022", partial(with_proof, cryptosuite="eddsa-jcs-2022"), NOBODY, "key"),
    Case("called by a suite of P-256, ecdsa-rdfc-2019", partial(with_proof, cryptosuite="ecdsa-rdfc-2019"), NOBODY,
         "key"),
    Case("signed as eddsa-jcs-2022 and called the other", _over_jcs, ALTERED, "signature"),
    Case("suite as a list", partial(with_proof, cryptosuite=["eddsa-rdfc-2022"]), NOBODY, "key"),
    Case("no suite", partial(with_proof, cryptosuite=ABSENT), NOBODY, "key"),
    Case("the older type of VC 1.1", partial(with_proof, type="Ed25519Signature2020"), NOBODY, "key"),
    Case("made to sign in, not to assert", lambda: as_json(secured(proofPurpose="authentication")), NOBODY, "key"),
    Case("made to delegate", lambda: as_json(secured(proofPurpose="capabilityDelegation")), NOBODY, "key"),
    Case("no purpose", partial(with_proof, proofPurpose=ABSENT), NOBODY, "key"),
    Case("resting on another proof", partial(with_proof, previousProof="urn:uuid:0"), MALFORMED, "signature"),
    Case("a second time of creation", partial(with_proof, created=[PROOF["created"], "2025-01-01T00:00:00Z"]), ALTERED,
         "signature"),
    Case("created earlier than it was", partial(with_proof, created="2024-03-01T09:30:00Z"), ALTERED, "signature"),
    Case("a domain added", partial(with_proof, domain="https://employer.example"), ALTERED, "signature"),
    Case("a challenge added", partial(with_proof, challenge="1f44d55f"), ALTERED, "signature"),
    Case("a nonce added", partial(with_proof, nonce="AAAA"), ALTERED, "signature"),
    Case("contexts of its own", partial(with_proof, **{"@context": CONTEXTS[:1]}), MALFORMED, "signature"),
    Case("a word no context defines in the proof", partial(with_proof, mark="x"), MALFORMED, "signature"),
)  # fmt: skip

_KEYS = (
    Case("the method of the thief", partial(with_proof, verificationMethod=THIEF_ED.kid), NOBODY, "key"),
    Case("signed by the thief under our method", lambda: as_json(secured(key=THIEF_ED, verificationMethod=ED.kid)),
         ALTERED, "signature"),
    Case("signed by the thief under its own method", lambda: as_json(secured(key=THIEF_ED)), NOBODY, "key"),
    Case("the method of our key for tokens", partial(with_proof, verificationMethod=EC.kid),
         Reason.ALGORITHM_NOT_ALLOWED, "signature"),
    Case("the key itself as the fragment of our DID", partial(with_proof,
         verificationMethod=f"{DID}#{multibase.multikey(THIEF_ED.private_key.public_key())}"), NOBODY, "key"),  # type: ignore[arg-type]
    Case("the method as an object with its key inside", partial(with_proof,
         verificationMethod={"id": ED.kid, "type": "Multikey"}), NOBODY, "key"),
    Case("no method", partial(with_proof, verificationMethod=ABSENT), NOBODY, "key"),
    Case("our other issuer signs in this one's name with a proof", _of_another_issuer, NOBODY, "issuer"),
    Case("we sign in our other issuer's name with a proof", partial(_in_anothers_name, {"id": PARTNER_DID,
         "type": ["Profile"]}), NOBODY, "issuer"),
    Case("we sign in a stranger's name with a proof", partial(_in_anothers_name, "did:web:school.example"), NOBODY,
         "issuer"),
    Case("two issuers in a list", partial(_in_anothers_name, [DID, PARTNER_DID]), NOBODY, "issuer"),
    Case("a set whose proof under our method is broken", partial(_proofs,
         {**PROOF, "proofValue": multibase.encode(bytes(64))}, {**PROOF, "verificationMethod": THIEF_ED.kid}), ALTERED,
         "signature"),
    Case("a set of the thief's proofs", lambda: _proofs(*secured(key=THIEF_ED)["proof"], PROOF | {
         "verificationMethod": THIEF.kid}), NOBODY, "key"),
)  # fmt: skip

_VALUES = (
    Case("a signature of zeros", partial(_value, bytes(64)), ALTERED, "signature"),
    Case("a signature with R the neutral point", partial(_value, b"\x01" + bytes(63)), ALTERED, "signature"),
    Case("S and the order of the group, the same number", partial(_value, _malleable()), ALTERED, "signature"),
    Case("a signature of 63 bytes", partial(_value, RAW[:-1]), ALTERED, "signature"),
    Case("a signature with a zero byte before it", partial(_value, b"\x00" + RAW), ALTERED, "signature"),
    Case("one bit of S changed", partial(_value, RAW[:-1] + bytes([RAW[-1] ^ 1])), ALTERED, "signature"),
    Case("a signature in base64url with the prefix u", partial(with_proof, proofValue=f"u{base64url.encode(RAW)}"),
         MALFORMED, "signature"),
    Case("a signature in hexadecimal with the prefix f", partial(with_proof, proofValue=f"f{RAW.hex()}"), MALFORMED,
         "signature"),
    Case("a signature without a prefix", partial(with_proof, proofValue=PROOF["proofValue"][1:]), MALFORMED,
         "signature"),
    Case("a letter that base58 leaves out", partial(with_proof, proofValue=f"{PROOF['proofValue'][:-1]}0"), MALFORMED,
         "signature"),
    Case("a blank behind the signature", partial(with_proof, proofValue=f"{PROOF['proofValue']} "), MALFORMED,
         "signature"),
    Case("a signature of 100,000 letters", partial(with_proof, proofValue="z" + "2" * 100_000), MALFORMED,
         "signature"),
    Case("a signature as a list", partial(with_proof, proofValue=[PROOF["proofValue"]]), MALFORMED, "signature"),
    Case("no signature in the proof", partial(with_proof, proofValue=ABSENT), MALFORMED, "signature"),
    Case("the two hashes in the other order", lambda: _signed_over(b"".join(reversed(_hashes()))), ALTERED,
         "signature"),
    Case("the document alone, without the proof's own hash", lambda: _signed_over(_hashes()[1]), ALTERED, "signature"),
    Case("the proof of another badge of ours", _of_another_badge, ALTERED, "signature"),
)  # fmt: skip

_REGISTER = (
    Case("signed with our key, under an id nobody registered", _unregistered, Reason.NOT_IN_REGISTER, "register"),
    Case("signed with our key a second later", partial(_signed_again, "2025-03-01T09:30:01Z"), ALTERED, "register"),
    Case("signed with our key over another content", _rewritten, ALTERED, "register"),
    Case("names exchanged between achievement and evidence at its address", _exchanged, MALFORMED, "register"),
    Case("honest, but our own copy of it is damaged", _damaged_copy, ALTERED, "register"),
    Case("an endorsement of ours handed in as a badge", lambda: as_json(
         secured({"type": ["VerifiableCredential", "EndorsementCredential"]})), MALFORMED, "contents"),
    Case("two subjects under one proof", lambda: as_json(secured({"credentialSubject": [SUBJECT, {
         **SUBJECT, "id": OTHER_URN}]})), MALFORMED, "contents"),
)  # fmt: skip

FAMILY = Family("proofs", HONEST, (*_COVERED, *_CONTEXTS, *_KINDS, *_KEYS, *_VALUES, *_REGISTER))
