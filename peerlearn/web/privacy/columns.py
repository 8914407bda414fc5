"""What each kind of data is called, and each thing written in it: the copy of one's data, in words.

In the order in which a person wants to read it. A house test walks the schema: a new table, column or value about a
person has its words here, or stands among what only a program reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

# Spelt out by hand (`reading`), or a code whose words would be no help to whoever reads this.
IN_OTHER_WORDS = frozenset(
    {
        ("diagnosis", "answers"),
        ("diagnosis", "result"),
        ("award", "facts"),
        ("field_mark", "reason"),
        ("untold_mark", "reason"),
        ("untold_mark", "kind"),
    }
)


@dataclass(frozen=True)
class Chapter:
    """One kind of data: its heading, the column a line begins with, and what the other columns are called."""

    title: Any
    lead: str
    columns: Mapping[str, Any]


# Only a program reads these: numbers made by chance, fingerprints, codes that are spelt out beside, the house that
# stands under "Where you were" already.
FOR_PROGRAMS = frozenset(
    {
        "public_id", "uuid", "digest", "sha256", "kid", "body", "credential_uuid", "status_index", "received_at",
        "counted_at", "organisation", "home_organisation", "account", "curriculum_code", "module_code",
        "strokes", "because", "side", "answered", "workshop_code", "endorsement",
        "replaces", "note",
    }
)  # fmt: skip

_DAY, _NOTED_BY, _ENDED = _l("Day"), _l("Noted by"), _l("Ended")
_FROM, _UNTIL, _TAKEN_BACK = _l("Since"), _l("Until"), _l("Taken back on")
_LEVEL, _REASON, _HOST = _l("Level"), _l("Why"), _l("Where")
_STILL, _HALF_DAY, _ROLE, _EMAIL, _NAME = _l("Still counts"), _l("Half-day"), _l("Role"), _l("E-mail"), _l("Name")

CHAPTERS: Mapping[str, Chapter] = {
    "person": Chapter(_l("Who you are"), "first_name", {
        "last_name": _l("Last name"), "birth_year": _l("Year of birth"), "phone": _l("Phone"), "email": _EMAIL,
        "channel": _l("How to tell you something"), "reference": _l("Reference"), "created_at": _l("On the list since"),
        "merged_at": _l("Put together with another page on"), "anonymised_at": _l("Name taken out on"),
        "to_anonymise_on": _l("Without news, the name is taken out on"),
    }),
    "affiliation": Chapter(_l("Where you were"), "organisation", {
        "position": _l("Function"), "from_on": _FROM, "until_on": _UNTIL, "contract_ends_on": _l("End of the contract"),
    }),
    "follow": Chapter(_l("Who accompanied you"), "account", {
        "started_at": _FROM, "ended_at": _UNTIL, "named_by": _NOTED_BY,
    }),
    "meeting_note": Chapter(_l("Notes of your meetings"), "met_on", {
        "workshop": _l("Workshop"), "with_whom": _l("With"), "done": _l("What was done"),
        "agreed": _l("What was agreed"), "next_step": _l("Next step"), "version": _l("Version"),
        "reason": _l("Why it was corrected"), "changed_at": _l("Written on"), "written_by": _NOTED_BY,
        "signed_at": _l("Signed on"),
    }),
    "note_answer": Chapter(_l("What you say of these notes"), "kind", {
        "words": _l("In your own words"), "said_at": _l("Said on"), "noted_by": _NOTED_BY,
    }),
    "account": Chapter(_l("How you sign in"), "name", {
        "email": _EMAIL, "language": _l("Language"), "reads_large": _l("Larger letters"),
        "created_at": _FROM, "closed_at": _ENDED, "invited_by": _l("Invited by"),
    }),
    "membership": Chapter(_l("What your account opens"), "role", {"from_on": _FROM, "until_on": _UNTIL}),
    "invitation": Chapter(_l("Invitations"), "email", {
        "name": _NAME, "role": _ROLE, "created_at": _l("Written on"), "expires_at": _l("Good until"),
        "used_at": _l("Used on"), "invited_by": _l("Invited by"),
    }),
    "sign_in_session": Chapter(_l("When you signed in"), "started_at", {
        "device": _l("Device"), "expires_at": _l("Good until"), "ended_at": _ENDED,
    }),
    "diagnosis": Chapter(_l("Diagnoses"), "started_at", {
        "finished_at": _ENDED, "questionnaire": _l("Questions"), "by": _l("With"), "level": _l("Level found"),
        "percent": _l("Points out of 100"), "level_chosen": _l("Level chosen"), "chosen_because": _REASON,
        "chosen_by": _l("Chosen by"), "chosen_at": _l("Chosen on"),
    }),
    "module_choice": Chapter(_l("What you want to learn"), "module", {
        "chosen_at": _l("Chosen on"), "by": _NOTED_BY, "taken_back_at": _TAKEN_BACK,
    }),
    "enrolment": Chapter(_l("Workshops: your places"), "workshop", {
        "place": _l("Seat"), "host_organisation": _HOST, "first_name": _l("First name"),
        "last_name": _l("Last name"), "channel": _l("How to tell you something"), "queued_at": _l("Asked on"),
        "seated_at": _l("Seat given on"), "enrolled_by": _NOTED_BY,
    }),
    "presence": Chapter(_l("Workshops: your presence"), "workshop", {
        "state": _l("Presence"), "half_day": _HALF_DAY, "minutes": _l("Minutes"), "host_organisation": _HOST,
        "is_current": _STILL, "recorded_at": _l("Noted on"), "taken_back_at": _TAKEN_BACK, "recorded_by": _NOTED_BY,
    }),
    "signature": Chapter(_l("Workshops: your signatures"), "workshop", {
        "half_day": _HALF_DAY, "is_by_card": _l("With the card"), "host_organisation": _HOST, "is_current": _STILL,
        "recorded_at": _l("Signed on"), "recorded_by": _NOTED_BY,
    }),
    "observation": Chapter(_l("Skills that were seen"), "skill", {
        "level": _LEVEL, "workshop": _l("Workshop"), "host_organisation": _HOST, "is_current": _STILL,
        "recorded_at": _l("Noted on"), "taken_back_at": _TAKEN_BACK, "recorded_by": _NOTED_BY,
    }),
    "interest": Chapter(_l("Would you like to lead?"), "answer", {
        "source": _l("How we know"), "said_at": _DAY, "by": _NOTED_BY, "taken_back_at": _TAKEN_BACK,
    }),
    "self_assessment": Chapter(_l("Where you say that you stand"), "skill", {"level": _LEVEL, "said_at": _DAY}),
    "workshop_facilitator": Chapter(_l("Workshops: your part in leading"), "workshop", {
        "name": _NAME, "part": _l("Your part"), "host_organisation": _HOST, "named_at": _l("Named on"),
    }),
    "workshop_review": Chapter(_l("Your looks back"), "workshop", {
        "went_well": _l("What went well"), "would_change": _l("What to change"), "host_organisation": _HOST,
        "written_at": _l("Written on"), "written_by": _NOTED_BY,
    }),
    "outcome": Chapter(_l("What you may do since"), "permission", {"gained_at": _FROM}),
    "award": Chapter(_l("Badges"), "achievement", {
        "state": _l("State"), "public_code": _l("Code of the badge"), "name_shown": _l("Name on the badge"),
        "shown_as": _l("The badge says"), "awarded_on": _l("Given on"), "proposed_at": _l("Proposed on"),
        "proposed_by": _l("Proposed by"), "reason": _l("Why it was proposed"), "approved_at": _l("Approved on"),
        "approved_by": _l("Approved by"), "refusal": _l("Why it was refused"), "offered_at": _l("Offered on"),
        "declined_at": _l("Declined on"), "accepted_at": _l("Accepted on"), "accepted_by": _l("Accepted with"),
        "holder_code_at": _l("Card printed on"), "suspended_because": _l("Why it is suspended"),
        "revoked_at": _l("Withdrawn on"),
        "revocation_reason": _l("Why it was withdrawn"),
    }),
    "edition": Chapter(_l("Badges: editions"), "number", {
        "registered_at": _l("Written on"), "revoked_at": _l("Withdrawn on"),
    }),
    "credential": Chapter(_l("Badges: files"), "form", {"signed_at": _l("Signed on")}),
    "endorsement": Chapter(_l("What others say of your badges"), "endorser_name", {
        "endorser_function": _l("Function"), "endorser_organisation": _l("Organisation"), "siret": _l("SIRET"),
        "sentences": _l("What they say"), "words": _l("In their own words"), "state": _l("State"),
        "invited_by": _l("Invited by"), "invited_at": _l("Invited on"), "expires_at": _l("Good until"),
        "given_at": _l("Said on"), "read_by": _l("Read by"), "read_at": _l("Read on"),
        "answered_by": _l("Answered with"), "answered_at": _l("Answered on"), "withdrawn_by": _l("Withdrawn by"),
        "withdrawn_at": _l("Withdrawn on"),
    }),
    "endorsement_credential": Chapter(_l("What others say: signed files"), "number", {"signed_at": _l("Signed on")}),
    "external_certification": Chapter(_l("Certifications from others"), "title", {
        "issuer": _l("Given by"), "level": _l("Level or score"), "awarded_on": _l("Given on"),
        "expires_on": _l("Good until"), "proof": _l("Number on the document"), "link": _l("Link to the proof"),
        "noted_at": _l("Noted on"), "noted_by": _NOTED_BY, "seen_at": _l("Document seen on"),
        "seen_by": _l("Document seen by"),
    }),
    "notice_given": Chapter(_l("What you were told about your data"), "notice", {
        "given_at": _DAY, "given_by": _NOTED_BY,
    }),
    "consent": Chapter(_l("What you agreed to"), "purpose", {
        "given_by_way": _l("How you said it"), "given_on": _DAY, "noted_at": _l("Noted on"), "noted_by": _NOTED_BY,
        "withdrawn_at": _TAKEN_BACK, "withdrawn_by_way": _l("How you took it back"),
        "withdrawal_noted_by": _l("Taking back noted by"),
    }),
    "correction_request": Chapter(_l("Corrections you asked for"), "words", {
        "asked_at": _l("Asked on"), "answer": _l("Answer"), "answered_at": _l("Answered on"),
        "answered_by": _l("Answered by"),
    }),
    "noted_contact": Chapter(_l("Days when somebody spoke with you"), "spoken_on", {
        "noted_at": _l("Noted on"), "noted_by": _NOTED_BY,
    }),
    "field_mark": Chapter(_l("Notes that your phone sent"), "workshop", {
        "kind": _l("Kind"), "state": _l("State"), "host_organisation": _HOST,
        "recorded_at": _l("Noted on"), "is_skewed": _l("The phone’s clock was wrong"),
    }),
    "untold_mark": Chapter(_l("What your phone is still to tell you"), "recorded_at", {
        "is_refused": _l("Not accepted"),
    }),
    "person_merge": Chapter(_l("Two pages that were put together"), "merged_at", {
        "merged_by": _l("Put together by"), "undone_at": _l("Parted again on"), "undone_by": _l("Parted again by"),
    }),
    "person_word": Chapter(_l("Words by which your name is found"), "word", {}),
}  # fmt: skip
