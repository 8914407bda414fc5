"""The badge page that people share and print, and the files of the badge beside it."""

from collections.abc import Callable

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from peerlearn.awards import published
from peerlearn.awards.published import PublicAward
from peerlearn.core import clock
from peerlearn.web.kit.access import public
from peerlearn.web.public import answers, files, showing
from peerlearn.web.public.blueprint import pages
from peerlearn.web.public.checking import check_award
from peerlearn.web.public.handed_in import as_code

# What lies behind one address, best known first. Who asks for JSON gets the present standard, OB 3.0.
_BY_ACCEPT: dict[str, Callable[[PublicAward], Response]] = {
    answers.HTML: lambda award: answers.page(showing.page_of(check_award(award, now=clock.now()))),
    answers.CREDENTIAL: files.document,
    answers.VC: files.document,
    answers.LINKED_DATA: files.document,
    answers.JSON: files.document,
    answers.SIGNED: files.token,
    answers.PLAIN: files.token,
    answers.PNG: files.picture,
    answers.SVG: files.drawing,
    answers.PDF: files.certificate,
}


@pages.get("/b/<code>")
@public
def badge(code: str) -> ResponseReturnValue:
    """The page for browsers and for whoever does not say; a file of the badge for those who ask for one."""
    kind = answers.wanted(tuple(_BY_ACCEPT))
    if kind is None:
        abort(406)
    return _answer("public.badge", code, _BY_ACCEPT[kind])


@pages.get("/b/<code>.png")
@public
def picture(code: str) -> ResponseReturnValue:
    """The picture with the badge baked in."""
    return _answer("public.picture", code, files.picture)


@pages.get("/b/<code>.svg")
@public
def drawing(code: str) -> ResponseReturnValue:
    """The drawing with the badge baked in."""
    return _answer("public.drawing", code, files.drawing)


@pages.get("/b/<code>.pdf")
@public
def certificate(code: str) -> ResponseReturnValue:
    """The certificate, with the badge attached."""
    return _answer("public.certificate", code, files.certificate)


@pages.get("/b/<code>.json")
@public
def document(code: str) -> ResponseReturnValue:
    """The badge as OB 3.0 JSON with its proof."""
    return _answer("public.document", code, files.document)


@pages.get("/b/<code>.jws")
@public
def signed_assertion(code: str) -> ResponseReturnValue:
    """The badge as signed OB 2.0 assertion."""
    return _answer("public.signed_assertion", code, files.signed_assertion)


@pages.get("/b/<code>.jwt")
@public
def token(code: str) -> ResponseReturnValue:
    """The badge as OB 3.0 VC-JWT."""
    return _answer("public.token", code, files.token)


@pages.get("/b/<code>.ob2.json")
@public
def assertion(code: str) -> ResponseReturnValue:
    """The badge as OB 2.0 assertion."""
    return _answer("public.assertion", code, files.assertion)


def _answer(endpoint: str, typed: str, made_of: Callable[[PublicAward], Response]) -> ResponseReturnValue:
    """What is behind a code. A code typed with spaces, dashes or small letters leads to its one address."""
    code = as_code(typed)
    if code is None:
        abort(404)
    if code != typed:
        return redirect(url_for(endpoint, code=code, lang=request.args.get("lang")))
    award = published.find_public_award(code)
    return made_of(award) if award else abort(404)
