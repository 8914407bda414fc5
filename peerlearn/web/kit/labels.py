"""The word on the screen for each value of the trade: one English name in the code, one French word on the page."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice  # type: ignore[attr-defined]  # the stubs are behind

from peerlearn.attendance.marks import Kind
from peerlearn.attendance.rules import PresenceState
from peerlearn.core.permissions import Capability, Role
from peerlearn.facilitators.rules import Answer, Source
from peerlearn.imports.rules import Column, ImportState
from peerlearn.organisations.rules import OrganisationKind
from peerlearn.people.rules import Channel, Position
from peerlearn.resources.rules import ResourceKind
from peerlearn.tracks.rules import Level, Picture, TrackCode
from peerlearn.workshops.readiness import Training

# By type first: the members of two enums may be the same text.
_WORDS: dict[type[StrEnum], dict[str, Any]] = {
    Role: {
        Role.NATIONAL: _l("National team"),
        Role.COORDINATOR: _l("Regional coordinator"),
        Role.STAFF: _l("Staff"),
        Role.SUPERVISOR: _l("Supervisor"),
        Role.FACILITATOR: _l("Facilitator"),
        Role.LEARNER: _l("Learner"),
    },
    Capability: {
        Capability.DIAGNOSIS: _l("Diagnosis"),
        Capability.WORKSHOPS: _l("Workshops"),
        Capability.FOLLOW_UP: _l("Follow-up"),
        Capability.BADGES: _l("Badges"),
    },
    OrganisationKind: {
        OrganisationKind.NATIONAL: _l("National team"),
        OrganisationKind.PARTNER: _l("Regional partner"),
        OrganisationKind.EMPLOYER: _l("Employer"),
        OrganisationKind.ACI: _l("Insertion workshop (ACI)"),
        OrganisationKind.AI: _l("Intermediary association (AI)"),
        OrganisationKind.EI: _l("Insertion company (EI)"),
        OrganisationKind.ETTI: _l("Temporary work insertion company (ETTI)"),
        OrganisationKind.EITI: _l("Insertion company for the self-employed (EITI)"),
    },
    Channel: {
        Channel.PAPER: _l("On paper"),
        Channel.STAFF: _l("Through their staff member"),
        Channel.SMS: _l("By text message"),
        Channel.CALL: _l("By phone call"),
        Channel.EMAIL: _l("By e-mail"),
    },
    Position: {
        Position.EMPLOYEE: _l("Employee in insertion"),
        Position.STAFF: _l("Staff member"),
        Position.SUPERVISOR: _l("Technical supervisor"),
        Position.VOLUNTEER: _l("Volunteer"),
        Position.PROFESSIONAL: _l("Professional from a company"),
    },
    Column: {
        Column.FIRST_NAME: _l("First name"),
        Column.LAST_NAME: _l("Last name"),
        Column.BIRTH_YEAR: _l("Year of birth"),
        Column.POSITION: _l("Function"),
        Column.CHANNEL: _l("Channel"),
        Column.PHONE: _l("Phone"),
        Column.EMAIL: _l("E-mail"),
        Column.FROM_ON: _l("Day of arrival"),
        Column.REFERENCE: _l("Reference"),
        Column.CONTRACT_ENDS_ON: _l("End of the contract"),
        Column.ORGANISATION: _l("Organisation"),
        Column.NAME: _l("Name"),
        Column.KIND: _l("Kind"),
        Column.SIRET: _l("SIRET"),
        Column.DEPARTMENT: _l("Department"),
        Column.REGION: _l("Region"),
    },
    ImportState: {
        ImportState.COLUMNS: _l("Columns to choose"),
        ImportState.CHECKING: _l("Being checked"),
        ImportState.CHECKED: _l("Waits for you"),
        ImportState.DONE: _l("Imported"),
        ImportState.UNDONE: _l("Undone"),
    },
    ResourceKind: {
        ResourceKind.SHEET: _l("Sheet"),
        ResourceKind.GAME: _l("Game"),
        ResourceKind.VIDEO: _l("Video"),
        ResourceKind.OTHER: _l("Something else"),
    },
    Answer: {
        Answer.YES: _l("Would like to lead"),
        Answer.MAYBE: _l("Perhaps"),
        Answer.NO: _l("Does not want to lead"),
    },
    Source: {
        Source.DIAGNOSIS: _l("said in a diagnosis"),
        Source.STAFF: _l("noted by staff"),
        Source.OWN: _l("said in their own space"),
        Source.COLLEAGUE: _l("proposed by a colleague"),
    },
    Training: {
        Training.BRIEFING: _l("A briefing here"),
        Training.MEETING: _l("They sat in at a workshop"),
        Training.ELSEWHERE: _l("A training elsewhere"),
    },
    PresenceState: {
        PresenceState.PRESENT: _l("Present"),
        PresenceState.LATE: _l("Late"),
        PresenceState.LEFT_EARLY: _l("Left early"),
        PresenceState.EXCUSED: _l("Excused"),
        PresenceState.ABSENT: _l("Absent"),
    },
    Kind: {
        Kind.WALK_IN: _l("Came without a seat"),
        Kind.PRESENCE: _l("Presence"),
        Kind.OBSERVATION: _l("A skill"),
        Kind.SIGNATURE: _l("A signature"),
        Kind.NOTE: _l("A note"),
        Kind.CLOSING: _l("How it went"),
        Kind.SHEET: _l("A photograph of the sheet"),
    },
    TrackCode: {
        TrackCode.STAFF: _l("Staff track"),
        TrackCode.FACILITATOR: _l("Facilitator track"),
        TrackCode.LEARNER: _l("Learner track"),
    },
    Picture: {
        Picture.BOOK: _l("Book"),
        Picture.DOCUMENT: _l("Sheet"),
        Picture.CLOCK: _l("Clock"),
        Picture.CAMERA: _l("Camera"),
        Picture.KEY: _l("Key"),
        Picture.BUS: _l("Bus"),
        Picture.BUILDING: _l("Building"),
        Picture.PEN: _l("Pen"),
    },
}
LEVEL_WORDS = {
    Level.NOT_SEEN: _l("Not seen yet"),
    Level.WITH_HELP: _l("With help"),
    Level.ALONE: _l("Alone"),
    Level.CAN_EXPLAIN: _l("Can explain"),
}
CHANNEL_ICONS = {"paper": "document", "staff": "people", "sms": "chat", "call": "call", "email": "mail"}

# Where someone places themselves with a skill of leading, from 0 to 3.
_OWN_LEVELS = (_l("Not yet"), _l("With help, yes"), _l("I do it"), _l("I help another one"))


def own_level_words() -> list[str]:
    """The four words for one's own level, in this request's language."""
    return [str(word) for word in _OWN_LEVELS]


def word_of(member: StrEnum) -> str:
    """The word for one value, in this request's language."""
    return str(_WORDS[type(member)][member])


def choices_of(*members: StrEnum) -> list[SelectChoice]:
    """What a field of a form offers."""
    return [SelectChoice(member.value, _WORDS[type(member)][member]) for member in members]


def pairs_of(*members: StrEnum) -> list[tuple[str, Any]]:
    """Pairs (value, word) for the filter of a list."""
    return [(member.value, _WORDS[type(member)][member]) for member in members]
