"""Badges of other issuers with proofs inside: what a proof covers, and what it only seems to cover."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import badges
from badges import Reason, multibase
from tests.badges import specimen
from tests.badges.foreign_site import (
    BADGE_ID,
    DID,
    EC,
    ED,
    EVIL_DID,
    EVIL_ED,
    HOST,
    LIST,
    OB3,
    VC1,
    VC2,
    Web,
    altered,
    credential,
    kid,
    public,
    sign_document,
    sign_jwt,
    site,
    status_entry,
    status_list_claims,
)

from .case import Case, Family, Handed, Honest, unknown

ALTERED, MALFORMED, NOBODY = Reason.ALTERED, Reason.MALFORMED, Reason.ISSUER_NOT_PROVEN
SIGNED = sign_document(credential(), ED)
PROOF: dict[str, Any] = SIGNED["proof"][0]
ENDS = "2025-04-01T00:00:00Z"
ENTRY = status_entry()


def handed(document: object, web: Web | None = None) -> Handed:
    """A stranger's JSON, with the stranger's web to ask."""
    return Handed(document=json.dumps(document), web=web or site())


def _changed(**members: object) -> Handed:
    """Changed after signing; None takes a member away."""
    changed = {**SIGNED, **members}
    return handed({name: value for name, value in changed.items() if value is not None})


def _with_proof(**members: object) -> Handed:
    """The proof changed after it was made."""
    return _changed(proof=[{**PROOF, **members}])


def _signed(key: badges.SigningKey = ED, /, *, proof: dict[str, object] | None = None, **members: object) -> Handed:
    """Signed with these members in it."""
    return handed(sign_document(credential(**members), key, **(proof or {})))


def _withdrawn_site() -> Web:
    web = site()
    web.put(LIST, sign_jwt(status_list_claims(7), EC))
    return web


def _speaks_of_itself(inside: dict[str, object] | None = None, **limits: object) -> Handed:
    """A badge with an endorsement inside, whose subject is the badge itself, as endorsements do.

    A proof covers statements and not places, so what the badge says of itself could stand in either. The proof is made
    with the limits at the root, then they are moved.
    """
    endorsement = {
        "@context": [VC2, OB3],
        "id": "urn:uuid:22222222-2222-4222-8222-222222222222",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Bravo",
        "issuer": {"id": EVIL_DID, "type": ["Profile"]},
        "validFrom": "2025-03-01T09:30:00Z",
        "credentialSubject": {"id": BADGE_ID, "type": ["EndorsementSubject"], "endorsementComment": "Bien."},
    }
    document = sign_document(credential(endorsement=[endorsement], **limits), ED)
    if inside is not None:
        subject = {"id": BADGE_ID, "type": ["EndorsementSubject", "VerifiableCredential"], **inside}
        moved = {**endorsement, "credentialSubject": {"endorsementComment": "Bien.", **subject}}
        document = {name: value for name, value in document.items() if name not in inside}
        document["endorsement"] = [moved]
    return handed(document, _withdrawn_site())


def _evidence_of_itself(inside: dict[str, object]) -> Handed:
    """The same with evidence that is found at the badge's own address."""
    document = sign_document(credential(evidence=[{"id": BADGE_ID, "type": ["Evidence"]}], **inside), ED)
    document = {name: value for name, value in document.items() if name not in inside}
    document["evidence"] = [{"id": BADGE_ID, "type": ["Evidence", "VerifiableCredential"], **inside}]
    return handed(document, _withdrawn_site())


def _exchanged(place: tuple[str, ...], *, back: bool = False, **evidence: object) -> Handed:
    """Evidence that the holder chose, at the address of another thing of the badge; then both change what they say."""
    base = altered(credential(), "credentialSubject", "achievement", "criteria", "id", to=f"{HOST}/criteria")
    node = _at(base, place)
    document = sign_document({**base, "evidence": [{"id": node["id"], "type": ["Evidence"], **evidence}]}, ED)
    if not back:
        node, other = _at(document, place), document["evidence"][0]
        for member in evidence:
            node[member], other[member] = other[member], node[member]
    return handed(document)


def _at(document: Any, place: tuple[str, ...]) -> Any:
    for name in place:
        document = document[name]
    return document


def _two_names() -> Handed:
    """The other name moved into the achievement itself, which then has two."""
    address = credential()["credentialSubject"]["achievement"]["id"]
    document = sign_document(credential(evidence=[{"id": address, "type": ["Evidence"], "name": "Docteur"}]), ED)
    del document["evidence"][0]["name"]
    document["credentialSubject"]["achievement"]["name"] = ["Docteur", "Premiers pas"]
    return handed(document)


def _subject_named_after_its_badge(inside: dict[str, object] | None = None) -> Handed:
    """Some issuers give the holder the id of the badge: then an end can be moved to the holder."""
    subject = {**credential()["credentialSubject"], "id": BADGE_ID}
    document = sign_document(credential(credentialSubject=subject, **(inside or {})), ED)
    if inside is not None:
        document = {name: value for name, value in document.items() if name not in inside}
        document["credentialSubject"] = {**subject, "type": ["AchievementSubject", "VerifiableCredential"], **inside}
    return handed(document)


def _key_of_another_controller() -> Handed:
    web = site()
    method = {"id": kid(DID, public(ED)), "type": "Multikey", "controller": EVIL_DID,
              "publicKeyMultibase": multibase.multikey(public(ED))}  # type: ignore[arg-type]  # fmt: skip
    web.change(f"{HOST}/.well-known/did.json", verificationMethod=[method])
    return handed(SIGNED, web)


def _moved_key() -> Handed:
    """The key as it is, under another document's name for it."""
    return handed(sign_document(credential(), EVIL_ED, verificationMethod=kid(DID, public(EVIL_ED))))


HONEST = (
    Honest("one proof by the school", partial(_signed)),
    Honest("changed in nothing by the holder", _changed),
    Honest("a proof that is an object", lambda: _changed(proof=PROOF)),
    Honest("a proof that ends later", partial(_signed, proof={"expires": "2025-07-01T00:00:00Z"})),
    Honest("an endorsement inside that speaks of the badge", _speaks_of_itself),
    Honest(
        "evidence at the address of the achievement that gives it no other name",
        partial(_exchanged, ("credentialSubject", "achievement"), name="Premiers pas"),
    ),
    Honest("a holder who has the id of the badge", _subject_named_after_its_badge),
    Honest("any proof of a set", lambda: _changed(proof=[{**PROOF, "created": "2025-03-02T09:30:00Z"}, PROOF])),
)

_COVERED = (
    Case("the holder changes the name", partial(_changed, name="Docteur"), ALTERED, "signature"),
    Case("the holder adds an end", partial(_changed, validUntil="2099-01-01T00:00:00Z"), ALTERED, "signature"),
    Case("the holder adds a word that nothing defines", partial(_changed, mark="20/20"), MALFORMED, "signature"),
    Case("the holder renames the end", lambda: handed({("end" if name == "validUntil" else name): value for name, value
         in sign_document(credential(validUntil=ENDS), ED).items()}), MALFORMED, "signature"),
    Case("the end moved into an endorsement of the badge itself",
         partial(_speaks_of_itself, {"validUntil": ENDS}, validUntil=ENDS), MALFORMED, "form"),
    Case("the status moved into an endorsement of the badge itself",
         partial(_speaks_of_itself, {"credentialStatus": ENTRY}, credentialStatus=ENTRY), MALFORMED, "form"),
    Case("the end moved into evidence at the badge's own address", partial(_evidence_of_itself, {"validUntil": ENDS}),
         MALFORMED, "form"),
    Case("the end moved to a holder who has the id of the badge",
         partial(_subject_named_after_its_badge, {"validUntil": ENDS}), MALFORMED, "form"),
    Case("the name of the achievement exchanged with that of evidence at its address",
         partial(_exchanged, ("credentialSubject", "achievement"), name="Docteur"), MALFORMED, "form"),
    Case("the name of the issuer exchanged with that of evidence at its address",
         partial(_exchanged, ("issuer",), name="Sorbonne"), MALFORMED, "form"),
    Case("the criteria exchanged with the words of evidence at their address",
         partial(_exchanged, ("credentialSubject", "achievement", "criteria"), narrative="Rien."), MALFORMED, "form"),
    Case("evidence at the address of the achievement, not exchanged yet",
         partial(_exchanged, ("credentialSubject", "achievement"), back=True, name="Docteur"), MALFORMED, "form"),
    Case("two names for the achievement", _two_names, MALFORMED, "form"),
    Case("the status left where it belongs", partial(_speaks_of_itself, credentialStatus=ENTRY), Reason.REVOKED,
         "status"),
    Case("the end left where it belongs", partial(_speaks_of_itself, validUntil=ENDS), Reason.EXPIRED, "dates"),
    unknown("the status split into two halves of one entry", lambda: handed({
            **sign_document(credential(credentialStatus=ENTRY), ED), "credentialStatus": [
                {"id": ENTRY["id"], "type": ENTRY["type"]},
                {name: value for name, value in ENTRY.items() if name != "statusPurpose"} | {"type": ENTRY["type"]},
                {"id": ENTRY["id"], "type": ENTRY["type"], "statusPurpose": "revocation"}]}, _withdrawn_site()),
            Reason.STATUS_UNKNOWN, "status"),
    unknown("a context of the holder", partial(_changed, **{"@context": [VC2, OB3, {"name": "https://x.example/#n"}]}),
            Reason.CONTEXT_UNKNOWN, "signature"),
    unknown("the unversioned context, which changes", partial(_changed, **{"@context": [
            VC2, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"]}), Reason.CONTEXT_UNKNOWN, "signature"),
    unknown("the contexts of VC 1.1, which are not held", partial(_changed, **{"@context": [VC1, OB3]}),
            Reason.CONTEXT_UNKNOWN, "signature"),
)  # fmt: skip

_PROOFS = (
    Case("the forger signs in the school's name", partial(_signed, EVIL_ED), NOBODY, "key"),
    Case("the forger's key as a fragment of the school's DID", _moved_key, NOBODY, "key"),
    Case("the school's key under another controller", _key_of_another_controller, NOBODY, "key"),
    Case("the school's key for tokens", partial(_with_proof, verificationMethod=EC.kid), Reason.ALGORITHM_NOT_ALLOWED,
         "key"),
    Case("the method of a proof as a list", partial(_with_proof, verificationMethod=[ED.kid]), MALFORMED, "key"),
    Case("the method of a proof of 3,000 characters", partial(_with_proof, verificationMethod=ED.kid + "x" * 3_000),
         MALFORMED, "key"),
    Case("a proof to sign in", partial(_signed, proof={"proofPurpose": "authentication"}), NOBODY, "key"),
    Case("a proof without purpose", partial(_with_proof, proofPurpose=None), NOBODY, "key"),
    Case("a proof of next month", partial(_signed, proof={"created": "2025-07-01T00:00:00Z"}), Reason.NOT_YET_VALID,
         "signature"),
    Case("a proof that has ended", partial(_signed, proof={"expires": "2025-05-31T00:00:00Z"}), Reason.EXPIRED,
         "signature"),
    Case("the end of a proof taken away", lambda: handed({**SIGNED, "proof": [{
         name: value for name, value in sign_document(credential(), ED, expires=ENDS)["proof"][0].items()
         if name != "expires"}]}), ALTERED, "signature"),
    Case("a proof for another verifier's domain, added", partial(_with_proof, domain="https://x.example"), ALTERED,
         "signature"),
    Case("the proof of another of the school's badges",
         lambda: _changed(proof=sign_document(credential(name="Autre"), ED)["proof"]), ALTERED, "signature"),
    Case("a proof inside a stranger's proof", lambda: _changed(proof=[{**PROOF, "proof": PROOF}]), MALFORMED,
         "signature"),
    Case("the proof value of a stranger in hexadecimal", partial(_with_proof,
         proofValue="f" + multibase.decode(PROOF["proofValue"]).hex()), MALFORMED, "signature"),
    Case("six proofs", lambda: _changed(proof=[PROOF] * 6), MALFORMED, "form"),
    Case("a stranger's empty list of proofs", lambda: _changed(proof=[]), Reason.NOT_SIGNED, "form"),
    Case("an altered badge behind a proof that nobody reads", lambda: _changed(name="Docteur", proof=[
         PROOF, {**PROOF, "cryptosuite": "ecdsa-sd-2023"}]), ALTERED, "signature"),
    unknown("a stranger's chain of proofs", partial(_with_proof, previousProof="urn:uuid:1"), Reason.NOT_SUPPORTED,
            "signature"),
    unknown("a suite of a stranger that is not read", partial(_with_proof, cryptosuite="ecdsa-rdfc-2019"),
            Reason.NOT_SUPPORTED, "form"),
    unknown("a misspelt suite", partial(_with_proof, cryptosuite="eddsa-rdf-2022"), Reason.NOT_SUPPORTED, "form"),
    unknown("the school's web is away", lambda: handed(SIGNED, Web()), Reason.UNREACHABLE, "key"),
    Case("a proof of the forger in our name", partial(_signed, EVIL_ED, issuer=specimen.DID), NOBODY, "key"),
    Case("a proof of the forger in the name of our host", partial(_signed, EVIL_ED, issuer=f"{specimen.BASE}/x"),
         NOBODY, "issuer"),
    Case("a proof of the forger, two issuers in a list", lambda: handed({
         **sign_document(credential(), EVIL_ED), "issuer": [EVIL_DID, DID]}), MALFORMED, "form"),
    Case("a proof over two subjects", lambda: handed({**SIGNED, "credentialSubject": [
         SIGNED["credentialSubject"], {"id": "urn:x"}]}), MALFORMED, "form"),
)  # fmt: skip

FAMILY = Family("foreign proofs", HONEST, (*_COVERED, *_PROOFS))
