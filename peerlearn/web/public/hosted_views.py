"""What the identifiers inside badges lead to: issuers, keys, definitions, assertions, lists. Addresses are promises."""

from typing import Any
from uuid import UUID

from flask import abort, current_app
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

import badges
from peerlearn.awards import published
from peerlearn.awards.published import PublicAward
from peerlearn.web.kit.access import public
from peerlearn.web.public import answers, files
from peerlearn.web.public.blueprint import pages

_DID = "application/did+json"
_KEY = "application/jwk+json"
_KEY_SET = "application/jwk-set+json"


@pages.get("/ob/2/issuers/<issuer_id>.json")
@public
def ob2_issuer(issuer_id: str) -> ResponseReturnValue:
    """The OB 2.0 profile of an issuer."""
    return _document((published.issuer_documents(issuer_id) or {}).get("ob2"))


@pages.get("/ob/2/badges/<achievement_id>.json")
@public
def ob2_badge_class(achievement_id: str) -> ResponseReturnValue:
    """The OB 2.0 BadgeClass of an achievement."""
    return _document((published.achievement_documents(achievement_id) or {}).get("ob2"), keep=answers.NEVER_EDITED)


@pages.get("/ob/2/assertions/<uuid:credential>.json")
@public
def ob2_assertion(credential: UUID) -> ResponseReturnValue:
    """One edition as hosted OB 2.0 assertion."""
    return files.assertion(_edition(credential))


@pages.get("/ob/2/revocations/<issuer_id>.json")
@public
def ob2_revocations(issuer_id: str) -> ResponseReturnValue:
    """The OB 2.0 revocation list, which the profile of the issuer names."""
    return _document(published.revocation_list(issuer_id))


@pages.get("/ob/2/keys/<name>.json")
@public
def ob2_key(name: str) -> ResponseReturnValue:
    """A key that signs OB 2.0, with the profile that owns it."""
    return _document(published.ob2_key_document(name))


@pages.get("/ob/images/<achievement_id>.png")
@public
def image(achievement_id: str) -> ResponseReturnValue:
    """The picture of an achievement, with nothing baked in."""
    body = published.achievement_picture(achievement_id)
    return answers.file(body, answers.PNG, keep=answers.NEVER_EDITED) if body else abort(404)


@pages.get("/ob/3/issuers/<issuer_id>/profile.json")
@public
def ob3_issuer(issuer_id: str) -> ResponseReturnValue:
    """The OB 3.0 profile of an issuer."""
    return _document((published.issuer_documents(issuer_id) or {}).get("ob3"))


@pages.get("/ob/3/issuers/<issuer_id>/did.json")
@public
def issuer_did(issuer_id: str) -> ResponseReturnValue:
    """The DID document of an issuer whose `did:web` has a path."""
    return _document((published.issuer_documents(issuer_id) or {}).get("did"), _DID)


@pages.get("/ob/3/keys/<name>.json")
@public
def key(name: str) -> ResponseReturnValue:
    """One public key, bare: readers look for `kty` at the top."""
    return _document(published.key_document(name), _KEY)


@pages.get("/ob/3/achievements/<achievement_id>.json")
@public
def ob3_achievement(achievement_id: str) -> ResponseReturnValue:
    """An achievement as OB 3.0 describes it."""
    return _document((published.achievement_documents(achievement_id) or {}).get("ob3"), keep=answers.NEVER_EDITED)


@pages.get("/ob/3/credentials/<uuid:credential>.jwt")
@public
def ob3_credential(credential: UUID) -> ResponseReturnValue:
    """One edition as OB 3.0 VC-JWT."""
    return files.token(_edition(credential))


@pages.get("/ob/3/credentials/<uuid:credential>.json")
@public
def ob3_document(credential: UUID) -> ResponseReturnValue:
    """One edition as OB 3.0 JSON with its proof."""
    return files.document(_edition(credential))


@pages.get("/ob/3/status/<int(max=2147483647):number>.json")
@public
def status_list_json(number: int) -> ResponseReturnValue:
    """A list of withdrawals as JSON with a proof."""
    body = published.status_list_json(number)
    return answers.file(body, answers.credential_as()) if body else abort(404)


@pages.get("/ob/3/status/<int(max=2147483647):number>.jwt")
@public
def status_list(number: int) -> ResponseReturnValue:
    """A list of withdrawals as VC-JWT."""
    body = published.status_list(number)
    return answers.file(body, answers.signed_as()) if body else abort(404)


@pages.get("/.well-known/did.json")
@public
def root_did() -> ResponseReturnValue:
    """The DID document of the issuer whose `did:web` is this site itself."""
    try:
        did = badges.did_web(current_app.extensions["peerlearn-settings"].badge_url)
    except badges.ContentRefused:
        # An address that no did:web can have (an IP address): then no issuer has it.
        abort(404)
    return _document(published.root_did_document(did), _DID)


@pages.get("/.well-known/jwks.json")
@public
def key_set() -> ResponseReturnValue:
    """Every key that may still be trusted: in use and retired, never a compromised one."""
    return _document(published.key_set(), _KEY_SET)


def _document(
    content: dict[str, Any] | None, media_type: str = answers.LINKED_DATA, *, keep: str = answers.MAY_BE_WITHDRAWN
) -> Response:
    if content is None:
        abort(404)
    return answers.file(badges.write_json(content), answers.json_as(media_type), keep=keep)


def _edition(credential: UUID) -> PublicAward:
    award = published.find_by_credential_uuid(credential)
    return award if award else abort(404)
