"""The words of each value that stands as a code in the copy of one's data, said to the person it is about."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from peerlearn.attendance.marks import Kind
from peerlearn.attendance.rules import HalfDay, MarkState, PresenceState
from peerlearn.awards.endorsement_rules import EndorsementState
from peerlearn.awards.rules import AwardState, Form, NameShown, RevocationReason
from peerlearn.core.permissions import Permission, Role
from peerlearn.diagnoses.rules import Interest
from peerlearn.facilitators.rules import Answer, Source
from peerlearn.notes.rules import Answer as NoteAnswer
from peerlearn.people.rules import Channel, Position, Purpose, Way
from peerlearn.web.kit.labels import word_of
from peerlearn.web.privacy.words import PURPOSES, WAYS
from peerlearn.workshops.rules import Part, Place

_ELSEWHERE: tuple[type[StrEnum], ...] = (Role, Channel, Position, Answer, Source, PresenceState, Kind)
_WORDS: dict[type[StrEnum], dict[Any, Any]] = {
    Purpose: {purpose: words[0] for purpose, words in PURPOSES.items()},
    Way: WAYS,
    Place: {
        Place.SEATED: _l("A seat"),
        Place.WAITING: _l("On the waiting list"),
        Place.WITHDRAWN: _l("No longer on the list"),
    },
    HalfDay: {HalfDay.MORNING: _l("The morning"), HalfDay.AFTERNOON: _l("The afternoon")},
    # Without a tense: some of these workshops are still to come.
    Part: {
        Part.LEAD: _l("Leading"),
        Part.CO_LEAD: _l("Leading with somebody"),
        Part.SUBSTITUTE: _l("In the place of somebody"),
        Part.REPLACED: _l("Somebody in your place"),
    },
    MarkState: {
        MarkState.COUNTED: _l("It counts"),
        MarkState.HELD: _l("The office looks at it"),
        MarkState.SETTLED: _l("The office let it count"),
        MarkState.SET_ASIDE: _l("Set aside"),
    },
    AwardState: {
        AwardState.PROPOSED: _l("Proposed"),
        AwardState.REFUSED: _l("Refused"),
        AwardState.TAKEN_BACK: _l("Taken back"),
        AwardState.OFFERED: _l("Approved: it waits for your answer"),
        AwardState.DECLINED: _l("You said no"),
        AwardState.ACCEPTED: _l("You said yes: it waits to be signed"),
        AwardState.ISSUED: _l("Given"),
        AwardState.SUSPENDED: _l("Suspended"),
        AwardState.REVOKED: _l("Withdrawn"),
        AwardState.ERASED: _l("Erased"),
    },
    EndorsementState: {
        EndorsementState.INVITED: _l("Invited: nothing was said yet"),
        EndorsementState.TAKEN_BACK: _l("Invitation taken back"),
        EndorsementState.TO_READ: _l("The team reads it first"),
        EndorsementState.REFUSED: _l("Not kept"),
        EndorsementState.OFFERED: _l("It waits for your answer"),
        EndorsementState.DECLINED: _l("You said no"),
        EndorsementState.SHOWN: _l("Shown with your badge"),
        EndorsementState.WITHDRAWN: _l("Withdrawn"),
    },
    NameShown: {
        NameShown.FULL: _l("First and last name"),
        NameShown.FIRST_NAME: _l("The first name"),
        NameShown.INITIALS: _l("Initials"),
        NameShown.NONE: _l("No name"),
    },
    RevocationReason: {
        RevocationReason.MISTAKE: _l("It was given by mistake"),
        RevocationReason.HOLDER_ASKED: _l("It was withdrawn because the person asked for it"),
        RevocationReason.RULES_NOT_MET: _l("What it says turned out not to be so"),
        RevocationReason.REPLACED: _l("Another badge replaces it"),
    },
    NoteAnswer: {
        NoteAnswer.READ: _l("You have read it"),
        NoteAnswer.HANDED_OVER: _l("Handed over to you on paper"),
        NoteAnswer.ADDS: _l("Your word"),
        NoteAnswer.DISAGREES: _l("You do not agree"),
    },
    Form: {
        Form.OB3_JWT: _l("A signed text, for programs"),
        Form.OB3_DI: _l("A signed file, for wallets"),
        Form.OB2_HOSTED: _l("A file for older programs"),
        Form.OB2_SIGNED: _l("A signed text, for older programs"),
        Form.SUMMARY: _l("The code for paper, to check without network"),
    },
    Interest: {
        Interest.YES: _l("Would like to help colleagues learn"),
        Interest.MAYBE: _l("May like to help colleagues learn"),
    },
}
# Only these are ever gained by a person; the others come with a role.
_GAINED = {
    Permission.DIAGNOSE: _l("To run diagnoses"),
    Permission.MEET_PEOPLE: _l("To meet people and lead workshops"),
    Permission.WRITE_NOTES: _l("To write notes of workshops that you led"),
}
DEVICES = {
    "android": _l("An Android phone"),
    "iphone": _l("An iPhone"),
    "ipad": _l("An iPad"),
    "windows": _l("A Windows computer"),
    "mac": _l("A Mac"),
    "chromebook": _l("A Chromebook"),
    "linux": _l("A Linux computer"),
}


def said(member: StrEnum) -> str:
    """The word for one value."""
    if isinstance(member, _ELSEWHERE):
        return word_of(member)
    if isinstance(member, Permission):
        return str(_GAINED.get(member, _l("Something in the programme")))
    return str(_WORDS[type(member)][member])
