"""The list of people as its address asks for it: whose, called how, where, which page."""

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from peerlearn.accounts.queries import people_with_access
from peerlearn.core.permissions import Permission
from peerlearn.followup.queries import followed_ids, followers_of_each
from peerlearn.organisations.queries import organisation_in_scope, organisations_in_scope
from peerlearn.people import queries
from peerlearn.web.kit import session
from peerlearn.workshops.readiness import count_to_train, people_to_train

_MINE, _TO_TRAIN = "mine", "to-train"


def listed(arguments: MultiDict[str, str]) -> dict[str, Any]:
    """Everything the page of the list shows.

    Raises:
        NoResultFound: the organisation asked for is not in scope.
    """
    words, home = arguments.get("q", "").strip(), arguments.get("organisation", "")
    account, is_mine = session.account_here(), arguments.get("whose") == _MINE
    is_to_train = arguments.get("whose") == _TO_TRAIN
    organisation = organisation_in_scope(home) if home else None
    page = queries.people_page(
        words,
        number=arguments.get("page", 1, int),
        organisation_id=organisation.id if organisation else None,
        among=followed_ids(account.account_id) if is_mine else people_to_train() if is_to_train else None,
    )
    ids = [person.id for person in page.rows]
    is_last_of_all = not (words or home or is_mine or is_to_train) and page.number >= page.last
    return {
        "page": page,
        "asked": {"q": words, "organisation": home, "whose": _MINE if is_mine else _TO_TRAIN if is_to_train else ""},
        "tabs": _tabs(arguments.get("whose", ""), words, home) if account.may(Permission.FOLLOW_PEOPLE) else [],
        "organisations": organisations_in_scope(),
        "positions": queries.positions_of(ids),
        "with_access": people_with_access(ids),
        "followers": followers_of_each(ids),
        "leavers": queries.people_who_left() if is_last_of_all else [],
    }


def _tabs(whose: str, words: str, home: str) -> list[dict[str, Any]]:
    kept: dict[str, Any] = {"q": words or None, "organisation": home or None}
    sides = [("", _("Everybody")), (_MINE, _("Those I accompany"))]
    if whose == _TO_TRAIN or count_to_train():
        sides.append((_TO_TRAIN, _("Volunteers to train")))
    return [
        {"label": label, "url": url_for("people.index", whose=side or None, **kept), "is_current": side == whose}
        for side, label in sides
    ]
