"""The files of a badge: the picture, the signed token, the hosted assertion. Withdrawn ones answer 410.

OB 3.0 as JSON is not among them: our signature lies in the JWT, and the same content without it would look like a badge
that anybody could have written.
"""

from flask import abort
from flask_babel import force_locale
from werkzeug.wrappers import Response

import badges
from badges import ob2
from peerlearn.awards import published
from peerlearn.awards.published import PublicAward
from peerlearn.awards.rules import AwardState, Form
from peerlearn.web.public import answers
from peerlearn.web.public.words import DOUBTS, WITHDRAWN

_LANGUAGE_OF_FILES = "fr"


def picture(award: PublicAward) -> Response:
    """The picture with both forms of the badge inside."""
    if _is_withdrawn(award):
        return answers.gone(_withdrawal(award).encode(), answers.PLAIN)
    body = _present(published.baked_png(award.credential_uuid))
    return answers.file(body, answers.PNG, name=f"badge-{award.public_code}.png")


def token(award: PublicAward) -> Response:
    """The OB 3.0 VC-JWT, byte for byte as it was signed."""
    if _is_withdrawn(award):
        return answers.gone(_withdrawal(award).encode(), answers.PLAIN)
    body = _present(published.credential_bytes(award.credential_uuid, Form.OB3_JWT))
    return answers.file(body, answers.signed_as(), name=f"badge-{award.public_code}.jwt")


def assertion(award: PublicAward) -> Response:
    """The hosted OB 2.0 assertion, byte for byte; withdrawn, a body that other validators refuse too."""
    media_type = answers.json_as(answers.LINKED_DATA)
    if _is_withdrawn(award):
        withdrawn = ob2.revoked_assertion(award.assertion_url, reason=_withdrawal(award))
        return answers.gone(badges.write_json(withdrawn), media_type)
    return answers.file(_present(published.credential_bytes(award.credential_uuid, Form.OB2_HOSTED)), media_type)


def _is_withdrawn(award: PublicAward) -> bool:
    if award.state is AwardState.SUSPENDED:
        # It may come back, so it is not gone; until then there is nothing to hand out.
        abort(404)
    return award.state is not AwardState.ISSUED


def _withdrawal(award: PublicAward) -> str:
    """Why, in the language of the files: they are the same for every reader."""
    doubt = WITHDRAWN.get(award.revocation_reason) if award.revocation_reason else None
    with force_locale(_LANGUAGE_OF_FILES):
        return str((doubt or DOUBTS[badges.Reason.REVOKED]).check)


def _present(body: bytes | None) -> bytes:
    return abort(404) if body is None else body
