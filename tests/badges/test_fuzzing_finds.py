"""Inputs that once broke a reader. Each was found by hostile input, and each stays here."""

from __future__ import annotations

import gc
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

import badges
from badges import baking_svg, dids

from . import foreign_site as site


@pytest.mark.parametrize(
    "strange",
    [{"kty": []}, {"kty": {"id": "OKP"}}, {"crv": ["Ed25519"]}, {"alg": {}}, {"alg": ["EdDSA"]}],
    ids=str,
)
def test_a_key_in_a_token_whose_kind_is_no_text_proves_and_breaks_nothing(
    strange: dict[str, Any],
) -> None:
    jwk = {**badges.public_jwk(site.public(site.ED)), **strange}
    with pytest.raises(badges.InvalidKey):
        badges.public_key_from_jwk(jwk)
    report = site.ask(site.sign_jwt(site.claims_of(site.credential()), site.ED, kid=None, jwk=jwk))
    assert report.verdict is not badges.Verdict.VALID


def test_a_method_of_a_did_whose_type_is_a_list_is_a_kind_that_is_not_read() -> None:
    document = site.did_document(site.DID, site.public(site.ED))
    document["verificationMethod"][0]["type"] = ["Multikey"]
    with pytest.raises(badges.InvalidKey) as refused:
        dids.published_key(document, did=site.DID, kid=site.ED.kid, now=site.NOW)
    assert refused.value.code == "key_not_supported"


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        (["emailAddress"], badges.Recipient.MATCHED),
        ([["emailAddress"]], badges.Recipient.NOT_MATCHED),
        ({"id": "emailAddress"}, badges.Recipient.NOT_MATCHED),
        ([], badges.Recipient.NOT_MATCHED),
    ],
    ids=str,
)
def test_a_recipient_whose_kind_is_a_list_is_read_as_one_or_as_none(kind: object, answer: badges.Recipient) -> None:
    badge = site.altered(site.credential(), "credentialSubject", "identifier", 0, "identityType", to=kind)
    report = site.ask(site.sign_jwt(site.claims_of(badge), site.EC), recipient="awa@example.org")
    assert report.recipient is answer


def test_links_that_lead_round_in_a_circle_are_no_file_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "host").mkdir()
    (tmp_path / "host/one").symlink_to(tmp_path / "host/two")
    (tmp_path / "host/two").symlink_to(tmp_path / "host/one")
    for address in ("https://host/one", "https://host/one/a.json"):
        with pytest.raises(badges.Unreachable):
            badges.FolderResolve(tmp_path)(address)


def test_a_key_file_in_which_a_bit_made_another_kind_of_key_is_damaged(tmp_path: Path) -> None:
    plain = site.ED.private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    changed = plain.replace(b"\x2b\x65\x70", b"\x2b\x65\x7f")
    assert changed != plain
    path = tmp_path / "issuer.key"
    kind = "PRIVATE" + " KEY"
    path.write_text(f"-----BEGIN {kind}-----\n{b64encode(changed).decode()}\n-----END {kind}-----\n")
    path.chmod(0o600)
    with pytest.raises(badges.KeyFileError):
        badges.read_signing_key(path, passphrase="a passphrase of this very test", kid=site.ED.kid)


@pytest.mark.parametrize("ending", [b"/>", b"><g>"])
def test_a_drawing_that_was_read_takes_no_room_afterwards(ending: bytes) -> None:
    gc.collect()
    gc.disable()
    try:
        _read_and_forget(b'<svg xmlns="http://www.w3.org/2000/svg"' + ending)
        left = [thing for thing in gc.get_objects() if isinstance(thing, baking_svg._Reader)]
    finally:
        gc.enable()
    assert left == []


def _read_and_forget(svg: bytes) -> None:
    try:
        badges.unbake_svg(svg)
    except badges.Malformed:
        return
