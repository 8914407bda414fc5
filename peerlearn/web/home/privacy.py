"""What there is to do about personal data: answers that are waited for, people who are forgotten soon, legal bases."""

from collections.abc import Iterator

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.lifecycle.retention import count_silent
from peerlearn.people.corrections import count_open_corrections
from peerlearn.people.notices import without_notice
from peerlearn.web.home.task import Task
from peerlearn.web.kit.session import SignedIn


def privacy_tasks(account: SignedIn) -> Iterator[Task]:
    """Only what there is."""
    if not account.may(Permission.REGISTER_PEOPLE):
        return
    page = url_for("privacy.overview")
    if asked := count_open_corrections():
        what = ngettext("%(num)d person asks for a correction", "%(num)d people ask for a correction", asked)
        yield Task(what, _("Something written about them is wrong."), "pen", page, _("Read and answer"))
    months = current_app.extensions["peerlearn-settings"].retention_months
    if silent := count_silent(months=months, today=clock.today()):
        what = ngettext("%(num)d person is soon anonymised", "%(num)d people are soon anonymised", silent)
        yield Task(what, _("Nobody was in touch for long. Say so if you were."), "clock", page, _("See who it is"))
    unnamed = len(without_notice()) if account.may(Permission.MANAGE_ORGANISATIONS) else 0
    if unnamed:
        what = ngettext(
            "Legal basis to name: %(num)d organisation", "Legal basis to name: %(num)d organisations", unnamed
        )
        yield Task(what, _("People are registered, and nothing says why."), "document", page, _("See which"))
