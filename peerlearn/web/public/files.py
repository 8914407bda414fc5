"""The files of a badge: picture and drawing, and the four signed or hosted forms. Withdrawn ones answer 410."""

from flask import abort, request
from flask_babel import force_locale
from werkzeug.wrappers import Response

import badges
from badges import ob2
from peerlearn.awards import published
from peerlearn.awards.published import PublicAward
from peerlearn.awards.rules import AwardState, Form
from peerlearn.web.kit import certificate as certificates
from peerlearn.web.kit.languages import offered_here
from peerlearn.web.public import answers
from peerlearn.web.public.words import DOUBTS, WITHDRAWN, Doubt

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


def drawing(award: PublicAward) -> Response:
    """The drawing (SVG) with the OB 3.0 JSON inside. Saved, never shown in the page: it is a document of its own."""
    if _is_withdrawn(award):
        return answers.gone(_withdrawal(award).encode(), answers.PLAIN)
    body = _present(published.baked_svg(award.credential_uuid))
    return answers.file(body, answers.SVG, name=f"badge-{award.public_code}.svg")


def certificate(award: PublicAward) -> Response:
    """The certificate, in French unless the address names another language: a file is the same for every reader."""
    if _is_withdrawn(award):
        return answers.gone(_withdrawal(award).encode(), answers.PLAIN)
    asked = request.args.get("lang", "")
    language = asked if asked in offered_here() else _LANGUAGE_OF_FILES
    body = _present(certificates.certificate(award, language=language))
    return answers.file(body, answers.PDF, name=f"badge-{award.public_code}.pdf")


def document(award: PublicAward) -> Response:
    """The OB 3.0 JSON with its proof, byte for byte as it was signed."""
    if _is_withdrawn(award):
        return answers.gone(_withdrawal(award).encode(), answers.PLAIN)
    body = _present(published.credential_bytes(award.credential_uuid, Form.OB3_DI))
    return answers.file(body, answers.credential_as())


def signed_assertion(award: PublicAward) -> Response:
    """The signed OB 2.0 assertion, byte for byte."""
    if _is_withdrawn(award):
        return answers.gone(_withdrawal(award).encode(), answers.PLAIN)
    body = _present(published.credential_bytes(award.credential_uuid, Form.OB2_SIGNED))
    return answers.file(body, answers.PLAIN, name=f"badge-{award.public_code}.jws")


def assertion(award: PublicAward) -> Response:
    """The hosted OB 2.0 assertion, byte for byte; withdrawn, a body that other validators refuse too."""
    media_type = answers.json_as(answers.LINKED_DATA)
    if _is_withdrawn(award):
        withdrawn = ob2.revoked_assertion(award.assertion_url, reason=_withdrawal(award))
        return answers.gone(badges.write_json(withdrawn), media_type)
    return answers.file(_present(published.credential_bytes(award.credential_uuid, Form.OB2_HOSTED)), media_type)


def _is_withdrawn(award: PublicAward) -> bool:
    if award.key_was_stolen:
        # The hosted form is not signed: only its address can say that this edition counts no more.
        return True
    if award.state is AwardState.SUSPENDED:
        # It may come back, so it is not gone; until then there is nothing to hand out.
        abort(404)
    return award.state is not AwardState.ISSUED


def _withdrawal(award: PublicAward) -> str:
    """Why, in the language of the files: they are the same for every reader."""
    doubt = WITHDRAWN.get(award.revocation_reason) if award.revocation_reason else _stolen(award)
    with force_locale(_LANGUAGE_OF_FILES):
        return str((doubt or DOUBTS[badges.Reason.REVOKED]).check)


def _stolen(award: PublicAward) -> Doubt | None:
    return DOUBTS[badges.Reason.KEY_COMPROMISED] if award.key_was_stolen else None


def _present(body: bytes | None) -> bytes:
    return abort(404) if body is None else body
