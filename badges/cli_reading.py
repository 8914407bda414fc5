"""`bake`, `unbake`, `inspect` and `verify`."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from . import baking, jws, strict_json
from .baking_svg import bake_svg, unbake_svg
from .cli_files import Trouble, read, read_or_input, say, write
from .cli_medal import draw_medal
from .errors import Malformed, Unreachable
from .reading import types_of
from .recognise import Kind, recognise
from .report import Outcome, Reason, Report, Verdict
from .resolve import FolderResolve
from .resolve_guarded import GuardedFetch
from .trust import Resolve, StoredTrust
from .verify import verify as check

_STATUS = {Verdict.VALID: 0, Verdict.NOT_VALID: 1, Verdict.COULD_NOT_BE_CHECKED: 2}
_WORDS = {
    Verdict.VALID: "VALID",
    Verdict.NOT_VALID: "NOT VALID",
    Verdict.COULD_NOT_BE_CHECKED: "COULD NOT BE CHECKED",
}
_SIGNS = {Outcome.PASSED: "ok", Outcome.FAILED: "NO", Outcome.NOT_POSSIBLE: "? "}
_PICTURES = {Kind.PNG: ".png", Kind.SVG: ".svg"}
# What every badge of some version or form has, and an award that is not yet signed has not.
_MARKS_OF_A_BADGE = {"type", "@type", "vc", "badge"}
_VERSIONS = {"2": baking.OB2_KEYWORD, "3": baking.OB3_KEYWORD}


def bake(asked: Namespace) -> int:
    """Put a badge into a picture; the keyword follows from the badge."""
    if len(asked.files) > 2:
        raise Trouble("name a picture and a badge, or a badge alone: bake [IMAGE] BADGE -o OUT")
    *pictures, badge = asked.files
    image = _picture(pictures[0]) if pictures else None
    text = read(badge).decode(errors="replace").strip()
    said = _said(text, badge)
    if not _MARKS_OF_A_BADGE & said.keys():
        raise Trouble(f"{badge} is no badge: is it an award that has yet to be signed? See `sign --help`")
    if image is None:
        image = draw_medal(title=str(_summary(text).get("name") or ""), as_svg=asked.output.suffix.lower() == ".svg")
    keyword = baking.OB2_KEYWORD if "Assertion" in types_of(said) else baking.OB3_KEYWORD
    is_svg = recognise(image).kind is Kind.SVG
    if asked.output.suffix.lower() in set(_PICTURES.values()) - {_PICTURES[recognise(image).kind]}:
        raise Trouble(f"{asked.output}: the picture is a {'SVG' if is_svg else 'PNG'}; give the output its ending")
    baked = bake_svg(image, text, keyword=keyword) if is_svg else baking.bake(image, text, keyword=keyword)
    write(asked.output, baked)
    say(f"{asked.output}: the badge is inside. Hand out this file; social networks strip what is in it.")
    return 0


def unbake(asked: Namespace) -> int:
    """Print the badge inside a picture."""
    texts = _inside(_picture(asked.image))
    if asked.version:
        texts = {word: text for word, text in texts.items() if word == _VERSIONS[asked.version]}
    if not texts:
        raise Trouble(f"{asked.image} carries no such badge: nothing was baked into it, or a network stripped it")
    if len(texts) > 1:
        raise Trouble(f"{asked.image} carries two badges: say which with --version 2 or --version 3")
    sys.stdout.write(next(iter(texts.values())) + "\n")
    return 0


def inspect(asked: Namespace) -> int:
    """Show what a badge says of itself."""
    content = read_or_input(asked.file)
    found = recognise(content)
    texts = list(_inside(content).values()) if found.kind in (Kind.PNG, Kind.SVG) else [found.text]
    if not texts:
        raise Trouble("the picture carries no badge")
    for text in texts:
        sys.stdout.write(strict_json.write(_summary(text)).decode() + "\n")
    say("Nothing of this is proven. To check it: python -m badges verify")
    return 0


def verify(asked: Namespace, *, now: datetime) -> int:
    """Check a badge, say the verdict and each check, and answer with the exit status."""
    given: bytes | str = asked.what
    if not str(asked.what).startswith(("https://", "http://")):
        given = read_or_input(asked.what)
    if asked.trust and not asked.trust.is_dir():
        raise Trouble(f"--trust {asked.trust}: no such folder")
    trust = StoredTrust(issuer_ids=(), keys=(), registered=())
    resolve = _Sources(asked.trust, ask_sites=not asked.offline)
    report = check(given, resolve=resolve, trust=trust, now=now, recipient=asked.recipient)
    if asked.json:
        sys.stdout.write(strict_json.write(_for_programs(report)).decode() + "\n")
    else:
        _tell(report)
    return _STATUS[report.verdict]


class _Sources:
    """The folder of the person's own first, then, unless offline, the issuers' sites."""

    def __init__(self, folder: Path | None, *, ask_sites: bool) -> None:
        self._sources: list[Resolve] = [FolderResolve(folder)] if folder else []
        if ask_sites:
            self._sources.append(GuardedFetch())

    def __call__(self, url: str, /) -> bytes:
        """See `Resolve`."""
        problem = Unreachable("offline, and not among the trusted files")
        for source in self._sources:
            try:
                return source(url)
            except Unreachable as error:
                problem = error
        raise problem


def _tell(report: Report) -> None:
    sys.stdout.write(f"{_WORDS[report.verdict]}\n")
    for one in report.checks:
        why = "" if one.reason is Reason.OK else f"  {one.reason.value}{f': {one.detail}' if one.detail else ''}"
        sys.stdout.write(f"  {_SIGNS[one.outcome]} {one.name}{why}\n")
    if report.verdict is Verdict.VALID and report.issuer_host is None:
        sys.stdout.write("No site confirms who issued it: its name is only what the badge says of itself.\n")
    elif report.issuer_host is not None:
        sys.stdout.write(f"Issued by {report.issuer_id}, confirmed by {report.issuer_host}.\n")


def _for_programs(report: Report) -> dict[str, Any]:
    """The report, and who issued: without a host, a valid badge may come from anybody."""
    issuer = {"form": report.form, "issuer_id": report.issuer_id, "issuer_host": report.issuer_host}
    return {**report.as_json(), **issuer}


def _picture(path: Path) -> bytes:
    image = read(path)
    if recognise(image).kind not in _PICTURES:
        raise Trouble(f"{path} is neither PNG nor SVG")
    return image


def _inside(image: bytes) -> dict[str, str]:
    return unbake_svg(image) if recognise(image).kind is Kind.SVG else baking.unbake(image)


def _said(text: str, source: Path | str = "it") -> dict[str, Any]:
    """What a badge says, unchecked.

    Raises:
        Trouble: it is neither JSON nor a compact JWS.
    """
    found = recognise(text)
    try:
        if found.kind is Kind.COMPACT_JWS:
            return strict_json.read_object(jws.take_apart(found.text).payload)
        return strict_json.read_object(found.raw)
    except Malformed as error:
        raise Trouble(f"{source} is neither the JSON of a badge nor a compact JWS: {error}") from error


def _summary(text: str) -> Mapping[str, Any]:
    said = _said(text)
    subject = said.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    issuer = said.get("issuer")
    shown = {
        "type": types_of(said),
        "id": said.get("id"),
        "issuer": issuer.get("id") if isinstance(issuer, dict) else issuer,
        "issuer_name": issuer.get("name") if isinstance(issuer, dict) else None,
        "name": achievement.get("name") if isinstance(achievement, dict) else said.get("badge"),
        "valid_from": said.get("validFrom") or said.get("issuedOn"),
        "valid_until": said.get("validUntil") or said.get("expires"),
        "secured_by": "proof" if "proof" in said else "JWS" if recognise(text).kind is Kind.COMPACT_JWS else None,
    }
    return {name: value for name, value in shown.items() if value is not None}
