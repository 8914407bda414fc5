"""Where do I stand? The skills of leading, in one's own words: no observation, and it counts towards nothing."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.exc import NoResultFound

from peerlearn.attendance.room import skill_number
from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.facilitators.actions import place_oneself
from peerlearn.facilitators.queries import own_levels
from peerlearn.people.models import Person
from peerlearn.people.queries import person_by_id
from peerlearn.tracks.queries import facilitator_skills
from peerlearn.web.facilitators.blueprint import pages
from peerlearn.web.facilitators.forms import OwnLevelTap
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.labels import own_level_words


@pages.get("/me/skills")
@requires(Permission.SEE_OWN_PATH)
def skills() -> ResponseReturnValue:
    """One skill of leading at a time."""
    every, number = facilitator_skills(), request.args.get("skill", 1, int)
    skill, person = skill_number(every, number), _person()
    said = own_levels(person.id).get(skill.code)
    place = {"skill": skill, "number": number, "last": len(every)}
    words, question = own_level_words(), _("How far are you?")
    return render_template("facilitators/skills.html", **place, said=said, words=words, question=question)


@pages.post("/me/skills")
@requires(Permission.SEE_OWN_PATH)
def place() -> ResponseReturnValue:
    """One tap."""
    number, level = OwnLevelTap().sent()
    place_oneself(_person(), skill_number(facilitator_skills(), number), level, now=clock.now())
    return redirect(url_for(".skills", skill=number))


def _person() -> Person:
    """Whoever is signed in.

    Raises:
        NoResultFound: the account is nobody's on the lists.
    """
    account = session.account_here()
    if account.person_id is None:
        raise NoResultFound
    return person_by_id(account.person_id)
