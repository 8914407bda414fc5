"""Who is one step away from a badge, beside the shelves of the badges that are on their way."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from peerlearn.awards.nearly import Nearly, page_of_nearly
from peerlearn.core import clock
from peerlearn.core.paging import Page
from peerlearn.core.permissions import Permission
from peerlearn.web.awards.blueprint import pages
from peerlearn.web.awards.listing import sees_several_houses, tabs_beside
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.criteria_words import missing_words


@dataclass(frozen=True)
class Soon:
    """One page of them; state in the address."""

    words: str
    page: Page[Nearly]
    tabs: list[dict[str, Any]]
    shows_organisation: bool

    def page_url(self, number: int) -> str:
        """The address of another page, search kept."""
        return url_for("awards.soon", q=self.words or None, page=number)


@pages.get("/badges/soon")
@requires(Permission.SEE_AWARDS)
def soon() -> ResponseReturnValue:
    """Each of them with the one thing that is missing, in the words that the person reads too."""
    now, words = clock.now(), request.args.get("q", "").strip()
    found = page_of_nearly(now=now, words=words, page=request.args.get("page", 1, type=int))
    shown = Soon(words, found, tabs_beside(now=now), sees_several_houses(session.account_here()))
    return render_template("awards/soon.html", soon=shown, missing_words=missing_words)
