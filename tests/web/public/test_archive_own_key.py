"""An archive into which somebody put a key of their own: nothing in it can tell, so the check names that key."""

import json
import time
from pathlib import Path

import badges
from badges.published_keys import verification_method
from peerlearn.awards.archive import manifest
from peerlearn.awards.archive.seal import NAME, seal
from tests.web.public.shelf import check

SIGNED_WITH = "The list of its files is signed with this one of them:\n"
_BEGINS, _ENDS = '<script type="application/json" id="known">', "</script>"


def test_the_key_that_signed_the_list_is_named_and_whoever_compares_it_finds_a_stranger(archive: Path) -> None:
    """The script that checks cards was changed, and all that would tell of it was signed anew."""
    kid = badges.jws.take_apart((archive / NAME).read_text("ascii")).header["kid"]
    assert f"{SIGNED_WITH}  {kid}\n" in check(archive).output
    about = manifest.read(archive).about
    stranger = badges.generate_signing_key(controller=about.issuers[0])
    _publish(archive, stranger)
    _change_the_page_of_cards(archive, stranger)
    manifest.write(archive, about)
    seal(archive, stranger)
    said = check(archive).output
    assert f"{SIGNED_WITH}  {stranger.kid}\n" in said
    assert "put one key of their own among these" in said


def test_without_a_signature_no_key_is_named(archive: Path) -> None:
    (archive / NAME).unlink()
    assert SIGNED_WITH not in check(archive).output


def test_a_page_of_cards_full_of_beginnings_is_refused_in_a_moment(archive: Path) -> None:
    """One megabyte of them kept the check busy for more than a minute, and twenty would for hours."""
    (archive / "v/index.html").write_text(_BEGINS * 20_000)
    begun = time.process_time()
    said = check(archive)
    assert (said.exit_code, "does not hold what it needs to check cards" in said.output) == (1, True)
    assert time.process_time() - begun < 15


def _publish(archive: Path, key: badges.SigningKey) -> None:
    """In every place where a key of an issuer stands."""
    did, public = key.kid.partition("#")[0], key.private_key.public_key()
    jwk = badges.public_jwk(public, kid=key.kid)
    (archive / f"ob/3/keys/{key.kid.rpartition('#')[2]}.json").write_bytes(badges.write_json(jwk))
    known = json.loads((archive / ".well-known/jwks.json").read_bytes())
    known["keys"].append(jwk)
    (archive / ".well-known/jwks.json").write_bytes(badges.write_json(known))
    for file in (*archive.glob("ob/3/issuers/*/did.json"), archive / ".well-known/did.json"):
        document = json.loads(file.read_bytes())
        document["verificationMethod"].append({"id": key.kid, "controller": did, **verification_method(public)})
        document["assertionMethod"].append(key.kid)
        file.write_bytes(badges.write_json(document))


def _change_the_page_of_cards(archive: Path, key: badges.SigningKey) -> None:
    """It believes that key too, and says of every card that it is good."""
    file, public = archive / "v/index.html", key.private_key.public_key()
    before, _, rest = file.read_text(encoding="utf-8").partition(_BEGINS)
    found, _, after = rest.partition(_ENDS)
    known = json.loads(found)
    jwk = {name: value for name, value in badges.public_jwk(public).items() if name in {"kty", "crv", "x", "y"}}
    known["keys"].append({**known["keys"][0], "jwk": jwk, "name": badges.summary_key_id(public).hex()})
    script = "<script>document.body.textContent = 'VALID'</script>"
    file.write_text(f"{before}{_BEGINS}{json.dumps(known)}{_ENDS}{after}{script}", encoding="utf-8")
