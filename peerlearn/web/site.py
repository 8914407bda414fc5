"""Lists the pages, arms the kit, and refuses to start with a view that does not say who may reach it."""

from flask import Flask

from peerlearn.core.settings import Settings
from peerlearn.web.account.views import pages as account
from peerlearn.web.attendance.views import pages as attendance
from peerlearn.web.awards.running import JOB, RUN
from peerlearn.web.awards.views import pages as awards
from peerlearn.web.diagnoses.views import pages as diagnoses
from peerlearn.web.facilitators.views import pages as facilitators
from peerlearn.web.field.views import pages as field
from peerlearn.web.figures.views import pages as figures
from peerlearn.web.home.views import pages as home
from peerlearn.web.imports.views import pages as imports
from peerlearn.web.kit import (
    access,
    background,
    compression,
    errors,
    i18n,
    security,
    session,
    templating,
    transaction,
    uses,
)
from peerlearn.web.me.views import pages as me
from peerlearn.web.notes.views import pages as notes
from peerlearn.web.organisations.views import pages as organisations
from peerlearn.web.people.views import pages as people
from peerlearn.web.privacy.views import pages as privacy
from peerlearn.web.public import asking
from peerlearn.web.public.views import pages as public
from peerlearn.web.resources.views import pages as resources
from peerlearn.web.tracks.views import pages as tracks
from peerlearn.web.workshops.views import pages as workshops

PAGES = (
    *(account, home, organisations, people, imports, diagnoses, tracks, resources, workshops, attendance),
    *(field, facilitators, awards, figures, privacy, notes, me, public),
)


def build(app: Flask, settings: Settings) -> None:
    """Join pages and kit. The access check comes last: it looks at every view there is."""
    compression.arm(app)
    session.arm(app)
    i18n.arm(app, settings)
    security.arm(app, settings)
    templating.arm(app, settings)
    errors.arm(app)
    for pages in PAGES:
        app.register_blueprint(pages)
    transaction.arm(app)
    asking.arm(app)
    background.arm(app, settings, {RUN: JOB, asking.LATE_VERDICT: asking.JOB})
    uses.arm(app, settings)
    access.arm(app)
