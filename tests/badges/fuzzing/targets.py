"""Every reader of the library, what it is given, and which errors its docstring allows. `verify` may raise nothing."""

from __future__ import annotations

import atexit
import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import badges
from badges import baking, base64url, canonical, dids, multibase, proofs, status, strict_json, summary_cbor
from badges.errors import (
    ContentRefused,
    ContextUnknown,
    InvalidKey,
    KeyFileError,
    Malformed,
    SignatureInvalid,
    Unreachable,
)
from badges.reading import read_instant
from tests.badges import foreign_site as site
from tests.badges import specimen

from . import seeds, ugly
from .shapes import OWN_ED, Case, Change, any_change, change_summary

Errors = tuple[type[Exception], ...]


@dataclass(frozen=True, kw_only=True)
class Target:
    """One reader.

    Attributes:
        read: reads a case; what it returns is a short word for what came of it.
        refusals: the only errors that may come out.
        weight: how large a part of all inputs it gets.
    """

    name: str
    read: Callable[[Case], str]
    seeds: Callable[[], list[Case]]
    ugly: Callable[[], Iterable[Case]] = tuple
    refusals: Errors = ()
    change: Change = any_change
    weight: int = 1


class _Believing:
    """A register in which whatever is asked for stands with these bytes, so that no check stops before the last."""

    def __init__(self, document: bytes | str) -> None:
        self._document = document
        own = (specimen.PUBLIC, OWN_ED.verification_key(controller=specimen.DID))
        self._keys = {key.kid: key for key in own}

    @property
    def issuer_ids(self) -> Collection[str]:
        return {specimen.DID, specimen.ISSUER.address}

    def find_key(self, kid: str) -> badges.VerificationKey | None:
        return self._keys.get(kid)

    def find_registered(self, credential_id: str) -> badges.Registered | None:
        return badges.Registered(
            credential_id=credential_id,
            digests=frozenset(map(badges.digest, _texts_in(self._document))),
            registered_at=specimen.ISSUED,
            document=specimen.ASSERTION,
        )


def _texts_in(document: bytes | str) -> list[bytes]:
    """Return the text `verify` will look for in the register, or the two of a picture."""
    found = badges.recognise(document)
    try:
        inside = badges.unbake(found.raw) if found.kind is badges.Kind.PNG else {}
        inside = badges.unbake_svg(found.raw) if found.kind is badges.Kind.SVG else inside
    except badges.BadgeError:
        return []
    return [found.raw, *(text.encode(errors="replace") for text in inside.values())]


def _word(report: badges.Report) -> str:
    return f"{report.verdict}: {report.checks[-1].name} {report.reasons[0] if report.reasons else ''}"


def _verify(case: Case) -> str:
    """Verify as the application would; whose badge it is is asked where other issuers say it."""
    web = site.Web(pages={name: page for name, page in case.items() if name})
    person = "awa@example.org" if web.pages else None
    trust = _Believing(case[""])
    return _word(badges.verify(case[""], resolve=web, trust=trust, now=site.NOW, recipient=person))


def _verify_text(case: Case) -> str:
    text = _text(case)
    return _word(badges.verify(text, resolve=None, trust=_Believing(text), now=site.NOW))


def _text(case: Case) -> str:
    return case[""].decode(errors="surrogateescape")


def _object(case: Case) -> dict[str, object]:
    return strict_json.read_object(case[""], max_bytes=1_000_000)


def _canonicalise(case: Case) -> str:
    return canonical.canonicalise(_object(case)).path


def _check_proof(case: Case) -> str:
    document = _object(case)
    found = proofs.proofs_of(document)
    for proof in found[:2]:
        proofs.check_proof(document, proof, site.public(site.ED))
    return f"{len(found)} proofs"


def _published_key(case: Case) -> str:
    document = _object(case)
    many = dids.published_keys(document, did=site.DID, now=site.NOW)
    return type(dids.published_key(document, did=site.DID, kid=site.EC.kid, now=site.NOW)).__name__ + f"{len(many) > 1}"


def _did(case: Case) -> str:
    text = _text(case)
    if text.startswith("did:web:"):
        dids.web_address(text)
        return "did:web"
    dids.key_of_did_key(text.partition("#")[0], text if "#" in text else None)
    return "did:key"


def _jwk(case: Case) -> str:
    return type(badges.public_key_from_jwk(_object(case))).__name__


def _multibase(case: Case) -> str:
    text = _text(case)
    if multibase.encode(multibase.decode(text)) != text:
        raise AssertionError("two texts for the same bytes")
    return type(multibase.public_key_from_multikey(text)).__name__


def _base64url(case: Case) -> str:
    if base64url.encode(base64url.decode(_text(case))) != _text(case):
        raise AssertionError("two texts for the same bytes")
    return "decoded"


def _signed(case: Case) -> str:
    badges.read_signed(_text(case), specimen.PUBLIC)
    return "signed"


def _summary(case: Case) -> str:
    keys = {seeds.summary_kid(): specimen.PUBLIC}
    return badges.read_summary(_text(case), keys.get).host[:1]


def _bake(case: Case) -> str:
    baked = badges.bake(case[""], specimen.TOKEN, keyword=baking.OB3_KEYWORD)
    if badges.unbake(baked)[baking.OB3_KEYWORD] != specimen.TOKEN:
        raise AssertionError("another badge than the one baked")
    return "baked"


def _bake_svg(case: Case) -> str:
    return str(len(badges.bake_svg(case[""], specimen.TOKEN, keyword=baking.OB3_KEYWORD)) > 500)


@cache
def _folder() -> Path:
    """Make a folder with files, links that lead out and links that lead round."""
    top = Path(mkdtemp(prefix="fuzzing-"))
    atexit.register(rmtree, top, ignore_errors=True)
    (top / "secret").write_text("secret")
    for name in ("host/a", "host/folder", "host_8443"):
        (top / "site" / name).mkdir(parents=True)
    (top / "site/host/a/b.json").write_text("{}")
    (top / "site/host_8443/a.json").write_text("{}")
    (top / "site/host/out").symlink_to(top / "secret")
    (top / "site/host/loop").symlink_to(top / "site/host/round")
    (top / "site/host/round").symlink_to(top / "site/host/loop")
    return top


def _from_folder(case: Case) -> str:
    if badges.FolderResolve(_folder() / "site")(_text(case)) == b"secret":
        raise AssertionError("a file outside of the folder")
    return "served"


def _key_file(case: Case) -> str:
    path = _folder() / f"{os.getpid()}.key"
    path.write_bytes(case[""])
    path.chmod(0o600)
    return badges.read_signing_key(path, passphrase=seeds.PASSPHRASE, kid="did:web:a#b").algorithm


def _alone(*makers: Callable[[], Iterable[bytes]]) -> Callable[[], Iterator[Case]]:
    return lambda: ({"": data} for make in makers for data in make())


def _ugly_web() -> Iterator[Case]:
    pages = {name: page for name, page in seeds.foreign()[0].items() if name}
    yield from ({"": text, **pages} for text in ugly.json_ld())
    yield from ugly.foreign(seeds.foreign()[0])


_ALL_UGLY = _alone(
    ugly.texts, ugly.json_ld, ugly.pngs, ugly.svgs, lambda: (ugly.baked(text) for text in ugly.json_ld())
)

TARGETS = (
    Target(name="verify, ours", read=_verify, seeds=seeds.own, ugly=_ALL_UGLY, weight=5),
    Target(name="verify, others", read=_verify, seeds=seeds.foreign, ugly=_ugly_web, weight=6),
    Target(name="verify, text", read=_verify_text, seeds=seeds.own, ugly=_alone(ugly.texts), weight=2),
    Target(
        name="recognise",
        read=lambda case: badges.recognise(case[""]).kind,
        seeds=seeds.own,
        ugly=_alone(ugly.texts, ugly.svgs),
    ),
    Target(
        name="unbake",
        read=lambda case: str(sorted(badges.unbake(case[""]))),
        seeds=seeds.pngs,
        ugly=_alone(ugly.pngs),
        refusals=(Malformed,),
        weight=2,
    ),
    Target(
        name="unbake_svg",
        read=lambda case: str(sorted(badges.unbake_svg(case[""]))),
        seeds=seeds.svgs,
        ugly=_alone(ugly.svgs),
        refusals=(Malformed,),
        weight=2,
    ),
    Target(name="bake", read=_bake, seeds=seeds.pngs, ugly=_alone(ugly.pngs), refusals=(Malformed,)),
    Target(name="bake_svg", read=_bake_svg, seeds=seeds.svgs, ugly=_alone(ugly.svgs), refusals=(Malformed,)),
    Target(
        name="read_signed",
        read=_signed,
        seeds=seeds.tokens,
        ugly=_alone(ugly.texts),
        refusals=(Malformed, SignatureInvalid),
        weight=2,
    ),
    Target(
        name="strict_json",
        read=lambda case: str(len(strict_json.read_object(case[""])) > 9),
        seeds=seeds.documents,
        ugly=_alone(ugly.texts),
        refusals=(Malformed,),
        weight=2,
    ),
    Target(
        name="canonicalise",
        read=_canonicalise,
        seeds=seeds.documents,
        ugly=_alone(ugly.json_ld),
        refusals=(Malformed, ContextUnknown),
        weight=2,
    ),
    Target(
        name="check_proof",
        read=_check_proof,
        seeds=seeds.documents,
        ugly=_alone(ugly.json_ld),
        refusals=(Malformed, ContextUnknown, SignatureInvalid),
        weight=2,
    ),
    Target(
        name="base64url", read=_base64url, seeds=seeds.encoded_lists, ugly=_alone(ugly.texts), refusals=(Malformed,)
    ),
    Target(
        name="multibase",
        read=_multibase,
        seeds=lambda: [{"": b"z" + key[9:]} for key in (case[""] for case in seeds.dids()[2:3])],
        ugly=_alone(ugly.multibases),
        refusals=(Malformed, InvalidKey),
    ),
    Target(
        name="status list",
        read=lambda case: str(len(status.decode(_text(case)))),
        seeds=seeds.encoded_lists,
        ugly=_alone(ugly.status_lists),
        refusals=(Malformed,),
        weight=2,
    ),
    Target(
        name="summary",
        read=_summary,
        seeds=seeds.summary_links,
        refusals=(Malformed, InvalidKey, SignatureInvalid),
        change=change_summary,
        weight=2,
    ),
    Target(
        name="cbor",
        read=lambda case: type(summary_cbor.read_cbor(case[""])).__name__,
        seeds=seeds.cbors,
        ugly=_alone(ugly.cbors),
        refusals=(Malformed,),
    ),
    Target(name="did", read=_did, seeds=seeds.dids, ugly=_alone(ugly.dids), refusals=(InvalidKey,)),
    Target(
        name="did document", read=_published_key, seeds=seeds.did_documents, refusals=(Malformed, InvalidKey), weight=2
    ),
    Target(name="jwk", read=_jwk, seeds=seeds.jwks, refusals=(Malformed, InvalidKey)),
    Target(name="key file", read=_key_file, seeds=seeds.key_files, refusals=(KeyFileError,)),
    Target(name="folder", read=_from_folder, seeds=seeds.addresses, refusals=(Unreachable,)),
    Target(
        name="instant",
        read=lambda case: str(read_instant(_text(case)).year > 1),
        seeds=lambda: [{"": b"2025-03-01T09:30:00Z"}, {"": b"0001-01-01T00:00:00.123456+23:59"}],
        refusals=(Malformed,),
    ),
    Target(
        name="link for a code",
        read=lambda case: badges.make_qr(_text(case)).path()[:1],
        seeds=seeds.summary_links,
        refusals=(ContentRefused,),
    ),
)
