"""Modules that an organisation teaches of its own: added, changed, taught no longer."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import NumberRange

from peerlearn.core import clock
from peerlearn.core.permissions import Permission
from peerlearn.organisations.models import Organisation
from peerlearn.organisations.queries import organisation_in_scope, organisations_in_scope
from peerlearn.tracks import own, queries
from peerlearn.tracks.models import Module
from peerlearn.tracks.own import OwnModuleFacts
from peerlearn.tracks.rules import (
    LONGEST_MINUTES,
    LONGEST_SKILL,
    LONGEST_STEP,
    LONGEST_TITLE,
    MOST_SKILLS,
    MOST_STEPS,
    Picture,
    sentences,
    steps_of,
)
from peerlearn.web.kit import session
from peerlearn.web.kit.access import requires
from peerlearn.web.kit.forms import PageForm, needed, optional, short_text
from peerlearn.web.kit.labels import choices_of
from peerlearn.web.tracks.blueprint import pages
from peerlearn.workshops.uses import has_workshops


@dataclass(frozen=True)
class OwnShelf:
    """What one organisation teaches of its own."""

    organisation: Organisation
    modules: Sequence[Module]


class OwnModuleForm(PageForm):
    """What is written down of a module."""

    PLACES: ClassVar = {
        "tracks.title_taken": "title",
        "tracks.no_title": "title",
        "tracks.minutes_wrong": "minutes",
        "tracks.too_many_skills": "skills",
        "tracks.skill_too_long": "skills",
        "tracks.skill_twice": "skills",
        "tracks.too_many_steps": "steps",
        "tracks.step_too_long": "steps",
        "tracks.steps_take_longer": "steps",
        "hidden_text": "skills",
    }
    title = StringField(_l("Title"), validators=[needed(_l("Write a title.")), *short_text(longest=LONGEST_TITLE)])
    title_en = StringField(_l("Title in English"), validators=[optional(), *short_text(longest=LONGEST_TITLE)])
    minutes = IntegerField(
        _l("How many minutes it takes"),
        default=120,
        validators=[
            needed(_l("Write how many minutes it takes.")),
            NumberRange(min=1, max=LONGEST_MINUTES, message=_l("Between %(min)s and %(max)s minutes.")),
        ],
    )
    skills = TextAreaField(
        _l("What one can do at the end"),
        validators=[optional(), *short_text(longest=MOST_SKILLS * (LONGEST_SKILL + 2))],
    )

    steps = TextAreaField(
        _l("How it goes, step by step"),
        validators=[optional(), *short_text(longest=MOST_STEPS * (LONGEST_STEP + 9))],
    )
    picture = RadioField(_l("Its picture"), choices=choices_of(*Picture), default=Picture.BOOK)

    def facts(self) -> OwnModuleFacts:
        """What was written down, once the shape is right."""
        return OwnModuleFacts(
            title=str(self.title.data),
            minutes=int(self.minutes.data or 0),
            skills=sentences(self.skills.data or ""),
            title_en=self.title_en.data or "",
            steps=steps_of(self.steps.data or ""),
            picture=Picture(self.picture.data),
        )

    @classmethod
    def of(cls, module: Module) -> "OwnModuleForm":
        """The form with what is written down now."""
        now = own.facts_of(module)
        return cls(
            title=now.title,
            title_en=now.title_en,
            minutes=now.minutes,
            skills="\n".join(now.skills),
            steps="\n".join(f"{one.minutes} min {one.what}" if one.minutes else one.what for one in now.steps),
            picture=now.picture.value,
        )


@pages.route("/organisations/<public_id>/modules/new", methods=["GET", "POST"])
@requires(Permission.PLAN_WORKSHOPS)
def add(public_id: str) -> ResponseReturnValue:
    """A module that this organisation alone teaches."""
    organisation = organisation_in_scope(public_id)
    form, by = OwnModuleForm(), session.account_here().account_id
    if module := form.act(lambda: own.add(organisation, form.facts(), by=by, now=clock.now())):
        flash(_("The module is there: workshops can be planned about it."), "success")
        return redirect(_page_of(module))
    return form.page("tracks/own.html", organisation=organisation, module=None, is_used=False)


@pages.route("/modules/<code>/<version>/<module_code>/edit", methods=["GET", "POST"])
@requires(Permission.PLAN_WORKSHOPS)
def edit(code: str, version: str, module_code: str) -> ResponseReturnValue:
    """Change a module of one's own; once it was taught, that makes its next version."""
    module = queries.own_module(code, version, module_code)
    form, by = OwnModuleForm.of(module), session.account_here().account_id
    now = clock.now()
    if changed := form.act(lambda: own.change(module, form.facts(), is_used=has_workshops, by=by, now=now)):
        flash(_("The module is changed."), "success")
        return redirect(_page_of(changed))
    return form.page("tracks/own.html", organisation=None, module=module, is_used=has_workshops(module))


@pages.post("/modules/<code>/<version>/<module_code>/removal")
@requires(Permission.PLAN_WORKSHOPS)
def retire(code: str, version: str, module_code: str) -> ResponseReturnValue:
    """Teach it no longer."""
    module = queries.own_module(code, version, module_code)
    own.retire(module, by=session.account_here().account_id, now=clock.now())
    flash(_("The module is taught no longer. What was seen in it stays readable."), "success")
    return redirect(url_for(".index"))


def own_by_organisation() -> list[OwnShelf]:
    """Every organisation of the scope that teaches something of its own; alone, it is offered to begin."""
    modules = queries.own_modules()
    houses = {one.id: one for one in organisations_in_scope()}
    shelves = [
        OwnShelf(houses[owner], list(found))
        for owner, found in groupby(modules, key=lambda module: module.curriculum.organisation_id)
        if owner in houses
    ]
    only = next(iter(houses.values())) if len(houses) == 1 else None
    return shelves or ([OwnShelf(only, [])] if only else [])


def may_manage(module: Module) -> bool:
    """Whether this account may change the module: one's organisation's own, while it is taught."""
    owner = module.curriculum.organisation_id
    may = owner is not None and session.account_here().may(Permission.PLAN_WORKSHOPS, at=owner)
    return may and module.curriculum.superseded_at is None


def _page_of(module: Module) -> str:
    curriculum = module.curriculum
    return url_for(".module", code=curriculum.code, version=curriculum.version, module_code=module.code)
