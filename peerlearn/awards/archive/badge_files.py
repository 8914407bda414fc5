"""One badge in an archive: its page and its seven files, each checked with the keys of the archive, and all of one
badge."""

from datetime import datetime
from html import unescape
from typing import Any

import badges
from badges import Reason, Report, Verdict
from peerlearn.awards.archive.files import Files
from peerlearn.awards.archive.list_files import refuses
from peerlearn.awards.archive.places import FORMS, HOSTED, INDEX

_NOBODY = badges.StoredTrust(issuer_ids=(), keys=(), registered=())
_WORDS = {
    Reason.ALTERED: "was changed after it was signed",
    Reason.MALFORMED: "is damaged",
    Reason.ISSUER_NOT_PROVEN: "is not signed with a key of its issuer in this archive",
    Reason.KEY_COMPROMISED: "is signed with a key that was stolen",
    Reason.UNREACHABLE: "needs a file that this archive does not have",
    Reason.REVOKED: "was withdrawn, and should not be here",
    Reason.STATUS_UNKNOWN: "names a list of withdrawals that cannot be believed",
    Reason.NOT_YET_VALID: "was signed after this archive was made",
}


def check_badge(files: Files, code: str, *, now: datetime) -> str:
    """Check one badge; returns the identifier of its edition in force, or nothing when none is handed out."""
    stem = f"b/{code}"
    there = {form for form in FORMS if f"{stem}{form}" in files.paths}
    files.holds(f"{stem}/{INDEX}")
    if not there - {HOSTED}:
        if there:
            _check_withdrawn(files, stem)
        _check_pages(files, code, handed_out=False)
        return ""
    for form in FORMS:
        files.holds(f"{stem}{form}")
    said = _verified(files, f"{stem}.json", now=now)
    _check_other_forms(files, stem, said, now=now)
    _check_inside(files, stem)
    _check_pages(files, code, handed_out=True, said=said)
    return str(said.get("id", "")).removeprefix("urn:uuid:")


def _check_withdrawn(files: Files, stem: str) -> None:
    path = f"{stem}{HOSTED}"
    files.expect(path, refuses(files, path), "is the only form there, and does not say that the badge was withdrawn")
    uuid = str(files.document(path).get("id")).rpartition("/")[2].removesuffix(".json")
    files.same(path, f"ob/2/assertions/{uuid}.json")


def _check_other_forms(files: Files, stem: str, said: dict[str, Any], *, now: datetime) -> None:
    uuid = str(said.get("id")).removeprefix("urn:uuid:")
    holder = _member(said, "credentialSubject").get("id")
    token = _verified(files, f"{stem}.jwt", now=now)
    hosted = _verified(files, f"{stem}{HOSTED}", now=now)
    signed = _verified(files, f"{stem}.jws", now=now)
    for path, other in ((f"{stem}.jwt", token), (f"{stem}.jws", signed)):
        files.expect(
            path, not said or not other or other.get("id") == said.get("id"), f"is another badge than {stem}.json"
        )
    subject = _member(token, "credentialSubject").get("id")
    files.expect(f"{stem}.jwt", not said or not token or subject == holder, f"is of another holder than {stem}.json")
    for path, other in ((f"{stem}{HOSTED}", hosted), (f"{stem}.jws", signed)):
        same = _member(other, "recipient").get("identity") == holder
        files.expect(path, not said or not other or same, f"is of another holder than {stem}.json")
    files.expect(f"{stem}{HOSTED}", _is_copy(hosted, signed), f"says another thing than {stem}.jws, which is signed")
    if said:
        evidence = [one.get("id") for one in said.get("evidence") or [] if isinstance(one, dict)]
        is_there = any(files.is_address_of(address, stem) for address in evidence)
        files.expect(f"{stem}.json", is_there, "is the badge of another code than its name")
        files.same(f"{stem}.json", f"ob/3/credentials/{uuid}.json")
        files.same(f"{stem}.jwt", f"ob/3/credentials/{uuid}.jwt")
        files.same(f"{stem}{HOSTED}", f"ob/2/assertions/{uuid}.json")
        _check_definition(files, f"{stem}.json", said)


def _is_copy(hosted: dict[str, Any], signed: dict[str, Any]) -> bool:
    """Whether both forms of 2.0 say the same, but for how each is known; or one of them is in doubt already."""
    own = ("id", "verification")
    hosted, signed = ({name: said[name] for name in said if name not in own} for said in (hosted, signed))
    return hosted == signed or not hosted or not signed


def _check_definition(files: Files, path: str, said: dict[str, Any]) -> None:
    """What the address of the achievement serves is what was signed."""
    signed = _member(_member(said, "credentialSubject"), "achievement")
    name = str(signed.get("id")).rpartition("/")[2].removesuffix(".json")
    served = files.document(f"ob/3/achievements/{name}.json")
    same = {member: served.get(member) for member in signed} == signed
    files.expect(f"ob/3/achievements/{name}.json", same, f"describes the badge otherwise than {path}, which is signed")
    of_2 = files.document(f"ob/2/badges/{name}.json")
    same = (of_2.get("name"), of_2.get("description")) == (signed.get("name"), signed.get("description"))
    files.expect(f"ob/2/badges/{name}.json", same, f"describes the badge otherwise than {path}, which is signed")


def _verified(files: Files, path: str, *, now: datetime) -> dict[str, Any]:
    """What the file says, once it is proven; nothing, and a finding, otherwise."""
    body = files.body(path)
    if not body:
        return {}
    asked: bytes | str = body
    if path.endswith(HOSTED):
        # It is not signed: its address is what speaks for it.
        asked = str(files.document(path).get("id"))
    report = badges.verify(asked, resolve=files.resolve, trust=_NOBODY, now=now)
    if report.verdict is not Verdict.VALID:
        files.note(path, _why_not(report))
        return {}
    return dict(report.contents or {})


def _why_not(report: Report) -> str:
    doubt = next((check for check in report.checks if check.reason is not Reason.OK), None)
    if doubt is None:
        return "cannot be verified"
    detail = f" ({doubt.detail})" if doubt.detail else ""
    return f"{_WORDS.get(doubt.reason, 'cannot be verified')}{detail}"


def _check_inside(files: Files, stem: str) -> None:
    """Picture, drawing and certificate hold the same bytes as the files beside them."""
    document, token = files.body(f"{stem}.json"), files.body(f"{stem}.jwt")
    in_picture = {badges.OB3_KEYWORD: token, badges.OB2_KEYWORD: files.body(f"{stem}{HOSTED}")}
    for path, wanted in ((f"{stem}.png", in_picture), (f"{stem}.svg", {badges.OB3_KEYWORD: document})):
        body = files.body(path)
        if body:
            files.expect(path, _baked(body) == wanted, "does not hold the badge that lies beside it")
    body = files.body(f"{stem}.pdf")
    if body:
        files.expect(f"{stem}.pdf", _attached(body) == document, f"does not hold {stem}.json as its attachment")


def _baked(image: bytes) -> dict[str, bytes]:
    try:
        texts = badges.unbake(image) if image.startswith(b"\x89PNG") else badges.unbake_svg(image)
    except badges.BadgeError:
        return {}
    return {word: text.encode() for word, text in texts.items()}


def _attached(pdf: bytes) -> bytes | None:
    try:
        return badges.badge_in_pdf(pdf)
    except badges.BadgeError:
        return None


def _check_pages(files: Files, code: str, *, handed_out: bool, said: dict[str, Any] | None = None) -> None:
    """The page hands out what is there, and names the badge and the holder as they were signed; the holder in every
    language, and the badge in the one in which it was signed."""
    subject = _member(said or {}, "credentialSubject")
    holder = [one.get("identityHash") for one in subject.get("identifier") or [] if isinstance(one, dict)]
    first = f"b/{code}/{INDEX}"
    for path in sorted(path for path in files.paths if path.startswith(f"b/{code}/")):
        page = unescape(files.body(path).decode(errors="replace"))
        offers = f'href="../{code}.json"' in page
        files.expect(path, offers == handed_out, "says another thing of the badge than the files beside it")
        names = [_member(subject, "achievement").get("name"), *holder] if path == first else holder
        for name in names if said else ():
            files.expect(path, str(name) in page, f"does not say “{name}”, which is signed")


def _member(document: dict[str, Any], name: str) -> dict[str, Any]:
    found = document.get(name)
    return found if isinstance(found, dict) else {}
