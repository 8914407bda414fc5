"""Erasing a person: what will go is listed, the name is typed, and then there is no way back."""

import logging

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from peerlearn.accounts.queries import find_account_of, role_over
from peerlearn.awards.keys import KeyFolder
from peerlearn.awards.queries import awards_told
from peerlearn.core import clock
from peerlearn.core.db import db
from peerlearn.core.permissions import Permission
from peerlearn.lifecycle import traces
from peerlearn.lifecycle.erased import remember
from peerlearn.lifecycle.erasure import ensure_meant, erase
from peerlearn.lifecycle.mentions import Mention, Where, mentions_of, strike_mentions
from peerlearn.lifecycle.stores import PUBLISHED
from peerlearn.people import queries
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.background import after_the_answer
from peerlearn.web.privacy.blueprint import installation, pages
from peerlearn.web.privacy.forms import ErasureForm
from peerlearn.workshops.queries import enrolments_of_person

log = logging.getLogger("peerlearn")


@pages.route("/people/<public_id>/erasure", methods=["GET", "POST"])
@requires(Permission.ERASE_PEOPLE)
def erasure(public_id: str) -> ResponseReturnValue:
    """What goes, what stays, and the button for whoever typed the name."""
    person, form = queries.person(public_id), ErasureForm()
    named = mentions_of(person)
    form.offer(named)
    if (left := form.act(lambda: _erase(public_id, form))) is not None:
        after_the_answer(_wipe)
        _say_what_is_left(left)
        return redirect(url_for("people.index"))
    return form.page(
        "privacy/erasure.html",
        person=person,
        account=find_account_of(person.id),
        badges=[one for one in awards_told(person.id) if one.state in PUBLISHED],
        workshops=len(enrolments_of_person(person.id)),
        named=[(one, _url_of(one)) for one in named],
    )


def _erase(public_id: str, form: ErasureForm) -> int:
    """In how many texts that staff wrote the name is left."""
    person, here, settings = queries.find_person(public_id), session.account_here(), installation()
    if person is None:
        abort(404)
    ensure_meant(person, str(form.typed.data))
    left = strike_mentions(person, form.struck.data or (), by=here.account_id)
    records = erase(
        person,
        KeyFolder.of(settings),
        by=here.account_id,
        granting=role_over(here.memberships, person.organisation),
        reason=str(form.reason.data),
        now=clock.now(),
    )
    # The last step before the answer is stored: a restored backup brings nobody back.
    remember(settings.data_dir, records)
    return left


def _say_what_is_left(texts: int) -> None:
    flash(_("Erased. The figures stay as they were, nothing tells who it was."), "success")
    if texts:
        said = ngettext(
            "The name still stands in a text that your team wrote: mend it on its page.",
            "The name still stands in %(num)d texts that your team wrote: mend them on their pages.",
            texts,
        )
        flash(said, "warning")


def _url_of(mention: Mention) -> str:
    if mention.where is Where.PLACE:
        return url_for("organisations.edit_site", public_id=mention.address[0])
    if mention.where is Where.NOTICE:
        return url_for("privacy.notice", public_id=mention.address[0])
    code, version, module_code = mention.address
    return url_for("tracks.module", code=code, version=version, module_code=module_code)


def _wipe() -> None:
    if db.engine.dialect.name == "sqlite" and not traces.wipe():
        log.warning("old pages of the file stay until flask privacy purge runs: somebody reads for long")
