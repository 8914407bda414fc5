"""Data Integrity proofs: made, checked, altered, and what an independent library says of them."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import base58
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3VerificationError

import badges
from badges import compiled, multibase, ob3, proofs, status
from badges.canonical import Path

from .phrase import is_phrase
from .specimen import AWARD, BASE, DID, ISSUED, KEY

SIGNER = badges.generate_signing_key(controller=DID, algorithm=badges.Algorithm.ED25519)
PUBLIC = SIGNER.private_key.public_key()
STRANGER = badges.generate_signing_key(controller=DID, algorithm=badges.Algorithm.ED25519)
LIST_URL = f"{BASE}/ob/3/status/1.json"
FULL = replace(
    AWARD,
    holder_name='فاطمة "Fati"\n',
    expires_at=ISSUED + timedelta(days=730),
    evidence=(badges.Evidence(narrative="Huit gestes"), badges.Evidence(url=f"{BASE}/e/1", name="Atelier")),
    status=badges.StatusEntry(list_url=LIST_URL, index=94_567),
)
SIGNED = proofs.sign_credential(FULL, SIGNER, created=ISSUED)
DOCUMENT: dict[str, Any] = json.loads(SIGNED)
(PROOF,) = proofs.proofs_of(DOCUMENT)


def test_the_credential_is_the_usual_one_with_one_proof_in_an_array() -> None:
    document = copy.deepcopy(DOCUMENT)
    (proof,) = document.pop("proof")

    assert document == ob3.credential(FULL)
    assert proof.pop("proofValue").startswith("z")
    assert proof == {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2025-03-01T09:30:00Z",
        "verificationMethod": SIGNER.kid,
        "proofPurpose": "assertionMethod",
    }


def test_it_is_written_as_strict_json_is() -> None:
    assert badges.write_json(badges.read_json(SIGNED)) == SIGNED


@pytest.mark.parametrize("award", [AWARD, FULL], ids=["usual", "full"])
def test_a_credential_is_signed_and_checked_on_the_quick_path(award: badges.Award) -> None:
    # Tests before this one may have brought more shapes than are kept for checking; signing keeps its own.
    compiled._shape_of_awards.cache_clear()
    secured = proofs.secure_award(award, SIGNER, created=ISSUED)
    document = json.loads(secured.document)

    assert secured.path is Path.COMPILED
    assert proofs.check_own(document, document["proof"][0], PUBLIC) is Path.COMPILED
    proofs.check_proof(document, document["proof"][0], PUBLIC)


def test_the_same_award_key_and_second_give_the_same_bytes() -> None:
    paris = timezone(timedelta(hours=1))

    assert proofs.sign_credential(FULL, SIGNER, created=ISSUED.astimezone(paris)) == SIGNED
    assert proofs.sign_credential(FULL, SIGNER, created=ISSUED + timedelta(seconds=1)) != SIGNED


def test_a_slow_shape_is_signed_as_well_and_says_so() -> None:
    twice = replace(FULL, evidence=(badges.Evidence(narrative="x"), badges.Evidence(narrative="x")))

    secured = proofs.secure_award(twice, SIGNER, created=ISSUED)

    document = json.loads(secured.document)
    assert secured.path is Path.FULL
    assert proofs.check_own(document, document["proof"][0], PUBLIC) is Path.FULL


def test_a_slow_shape_is_not_signed_when_it_says_two_things_of_one_address() -> None:
    twice = badges.Evidence(narrative="x")
    moved = badges.Evidence(url=AWARD.achievement.ob3_id, name="Docteur")

    with pytest.raises(badges.Malformed, match="two things of one"):
        proofs.sign_credential(replace(AWARD, evidence=(twice, twice, moved)), SIGNER, created=ISSUED)


def test_only_ed25519_signs_and_checks() -> None:
    with pytest.raises(badges.InvalidKey, match=r"signs with Ed25519$"):
        proofs.sign_credential(AWARD, KEY, created=ISSUED)
    with pytest.raises(badges.InvalidKey):
        proofs.add_proof(ob3.credential(AWARD), KEY, created=ISSUED)
    for check in (proofs.check_proof, proofs.check_own):
        with pytest.raises(badges.SignatureInvalid, match=r"with an Ed25519 key$") as caught:
            check(DOCUMENT, PROOF, KEY.private_key.public_key())
        assert caught.value.code == "algorithm_mismatch"


@pytest.mark.parametrize("created", [datetime(2025, 3, 1), ISSUED.replace(microsecond=1)])  # noqa: DTZ001
def test_an_instant_without_zone_or_with_a_fraction_is_not_signed(created: datetime) -> None:
    with pytest.raises(badges.ContentRefused):
        proofs.sign_credential(AWARD, SIGNER, created=created)


def _leaves(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | list):
        for step, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _leaves(member, (*place, step))
    else:
        yield place


def _refused(document: dict[str, Any], key: badges.SigningKey = SIGNER) -> str:
    codes = set()
    for check in (proofs.check_proof, proofs.check_own):
        with pytest.raises(badges.BadgeError) as caught:
            check(document, document["proof"][0], key.private_key.public_key())
        assert is_phrase(str(caught.value))
        codes.add(caught.value.code)
    (code,) = codes
    return code


@pytest.mark.parametrize("place", list(_leaves(DOCUMENT)), ids=str)
def test_every_value_is_signed(place: tuple[Any, ...]) -> None:
    altered = copy.deepcopy(DOCUMENT)
    *way, last = place
    holder: Any = altered
    for step in way:
        holder = holder[step]
    value = holder[last]
    holder[last] = (not value) if isinstance(value, bool) else f"{value[:-1]}{'Y' if value[-1] == 'X' else 'X'}"

    expected = {"signature_invalid", "undefined_term", "context_unknown", "proof_not_supported", "multibase"}
    assert _refused(altered) in expected


# The picture is one node in two places: each says the type of the other.
SAID_TWICE = {("image", "type"), ("credentialSubject", "achievement", "image", "type")}
ONCE = [place for place in _leaves(DOCUMENT) if "@context" not in place and place not in SAID_TWICE]


@pytest.mark.parametrize("place", ONCE, ids=str)
def test_nothing_can_be_left_out(place: tuple[Any, ...]) -> None:
    altered = copy.deepcopy(DOCUMENT)
    *way, last = place
    holder: Any = altered
    for step in way:
        holder = holder[step]
    del holder[last]

    assert _refused(altered)


@pytest.mark.parametrize("member", [{"mark": "20/20"}, {"name": "Autre"}, {"validUntil": "2099-01-01T00:00:00Z"}])
@pytest.mark.parametrize("place", [(), ("credentialSubject",), ("credentialSubject", "achievement"), ("proof", 0)])
def test_nothing_can_be_added(member: dict[str, Any], place: tuple[Any, ...]) -> None:
    altered = copy.deepcopy(DOCUMENT)
    holder: Any = altered
    for step in place:
        holder = holder[step]
    holder.update(member)

    assert _refused(altered) in {"signature_invalid", "undefined_term"}


def test_what_limits_a_badge_cannot_hide_behind_its_full_address() -> None:
    # The statements would be the same, while a reader of JSON would see no end and no status.
    for name in ("validUntil", "credentialStatus"):
        altered = {member: value for member, value in DOCUMENT.items() if member != name}
        altered[f"https://www.w3.org/2018/credentials#{name}"] = DOCUMENT[name]
        assert _refused(altered) == "undefined_term"

        altered = {member if member != name else "end": value for member, value in DOCUMENT.items()}
        altered["@context"] = [*DOCUMENT["@context"], {"end": f"https://www.w3.org/2018/credentials#{name}"}]
        assert _refused(altered) == "context_unknown"


def test_another_key_did_not_sign_it() -> None:
    assert _refused(DOCUMENT, STRANGER) == "signature_invalid"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"cryptosuite": "eddsa-rdf-2022"}, "proof_not_supported"),
        ({"cryptosuite": "eddsa-jcs-2022"}, "proof_not_supported"),
        ({"type": "Ed25519Signature2020"}, "proof_not_supported"),
        ({"type": ["DataIntegrityProof"]}, "proof_not_supported"),
        ({"proofPurpose": "authentication"}, "proof_not_supported"),
        ({"previousProof": "urn:uuid:0"}, "proof_not_supported"),
        ({"proofValue": "uAAAA"}, "multibase"),
        ({"proofValue": "z1111"}, "signature_invalid"),
        ({"proofValue": multibase.encode(bytes(64))}, "signature_invalid"),
        ({"proofValue": None}, "proof_shape"),
        ({"verificationMethod": {"id": f"{DID}#a"}}, "proof_shape"),
        ({"@context": ["https://www.w3.org/ns/credentials/v2"]}, "proof_shape"),
        ({"created": 7}, "signature_invalid"),
        ({"created": None}, "undefined_term"),
        ({"created": "\ud800"}, "json_syntax"),
        ({"nonce": "x"}, "signature_invalid"),
    ],
    ids=str,
)
def test_another_proof_is_refused(change: dict[str, Any], code: str) -> None:
    assert _refused({**DOCUMENT, "proof": [{**PROOF, **change}]}) == code


def test_of_a_set_only_what_can_be_checked_is_offered() -> None:
    other = {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-sd-2023", "proofPurpose": "assertionMethod"}
    second = proofs.add_proof(ob3.credential(FULL), STRANGER, created=ISSUED)["proof"][0]
    document = {**DOCUMENT, "proof": [other, second, PROOF, {**PROOF, "proofPurpose": "authentication"}]}

    found = proofs.proofs_of(document)

    assert found == [second, PROOF]
    proofs.check_proof(document, second, STRANGER.private_key.public_key())
    proofs.check_proof(document, PROOF, PUBLIC)
    assert proofs.proofs_of({**document, "proof": other}) == []
    assert proofs.proofs_of({**document, "proof": PROOF}) == [PROOF]


@pytest.mark.parametrize(("proof", "code"), [([], "not_signed"), ("x", "proof_shape"), ([PROOF, "x"], "proof_shape")])
def test_a_document_without_proofs_says_so(proof: Any, code: str) -> None:
    with pytest.raises(badges.Malformed) as caught:
        proofs.proofs_of({**DOCUMENT, "proof": proof})
    assert caught.value.code == code
    assert is_phrase(str(caught.value))


def test_a_document_that_was_never_signed_says_so() -> None:
    with pytest.raises(badges.Malformed) as caught:
        proofs.proofs_of(ob3.credential(FULL))
    assert caught.value.code == "not_signed"


def test_any_document_can_be_signed_but_once() -> None:
    signed = proofs.add_proof(ob3.issuer_profile(FULL.issuer), SIGNER, created=ISSUED)

    proofs.check_proof(signed, signed["proof"][0], PUBLIC)
    with pytest.raises(badges.ContentRefused, match=r"^the document has a proof already$"):
        proofs.add_proof(signed, SIGNER, created=ISSUED)
    with pytest.raises(badges.Malformed):
        proofs.add_proof({**ob3.credential(FULL), "mark": "x"}, SIGNER, created=ISSUED)


def _list(bits: bytes, published_at: datetime = ISSUED) -> bytes:
    return status.secure_list(LIST_URL, issuer_did=DID, bits=bits, published_at=published_at, key=SIGNER)


def test_a_status_list_is_signed_as_json() -> None:
    bits = status.bitstring([7, 94_567])
    document = json.loads(_list(bits))

    proofs.check_proof(document, document["proof"][0], PUBLIC)
    assert status.decode(document["credentialSubject"]["encodedList"]) == bits
    assert document["issuer"] == DID
    assert document["id"] == LIST_URL
    assert _list(bits) == _list(bits)
    assert _list(bits) != _list(bits, ISSUED + timedelta(seconds=1))


def test_a_long_status_list_is_signed_and_checked_as_well() -> None:
    # Bits that do not compress; over the cap of a badge.
    document = json.loads(_list(os.urandom(400_000)))

    proofs.check_proof(document, document["proof"][0], PUBLIC, max_bytes=proofs.MAX_BYTES)
    with pytest.raises(badges.TooLarge):
        proofs.check_proof(document, document["proof"][0], PUBLIC)


@given(st.binary(max_size=70))
def test_multibase_is_base58_and_back(data: bytes) -> None:
    text = multibase.encode(data)

    assert text == "z" + base58.b58encode(data).decode()
    assert multibase.decode(text) == data


# openbadgeslib: an independent opinion. It gets addresses and the files they serve, never a key of ours. The proof of a
# status list it checks only on a JWT.


def _independent(document: dict[str, Any], *, withdrawn: tuple[int, ...] = (), check_status: bool = False) -> str:
    verification_key = SIGNER.verification_key(controller=DID)
    files = {
        f"{BASE}/.well-known/did.json": badges.write_json(badges.did_document(DID, [verification_key])),
        LIST_URL: _list(status.bitstring(withdrawn)),
    }
    accepted = OB3LdpVerifier.for_issuer_did(DID, download=files.__getitem__).verify(
        badges.write_json(document),
        check_status=check_status,
        verify_status_list=False,
        download=files.__getitem__,
    )
    return accepted.id or ""


@pytest.mark.parametrize("award", [AWARD, FULL, replace(FULL, holder_name="a\tb\\c")], ids=["usual", "full", "escapes"])
def test_openbadgeslib_accepts_our_proof(award: badges.Award) -> None:
    document = json.loads(proofs.sign_credential(award, SIGNER, created=ISSUED))

    assert _independent(document) == award.credential_id.urn


def test_openbadgeslib_refuses_an_altered_one() -> None:
    with pytest.raises(OB3VerificationError):
        _independent({**DOCUMENT, "name": "Autre"})


def test_openbadgeslib_reads_our_status_list() -> None:
    assert _independent(DOCUMENT, withdrawn=(94_566,), check_status=True) == FULL.credential_id.urn
    with pytest.raises(OB3VerificationError, match="revocation"):
        _independent(DOCUMENT, withdrawn=(94_567,), check_status=True)
