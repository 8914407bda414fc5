"""Why a mark of a phone was refused, or waits for the office: on the phone and in the office, the same words."""

from flask_babel import lazy_gettext as _l

# Why a mark was refused, or waits for staff. What is accepted without a reason simply counts.
REASONS = {
    "seal_broken": _l("This mark was locked away on another phone, and cannot be opened here."),
    "malformed": _l("The phone wrote something that cannot be read."),
    "unknown_kind": _l("This phone is newer than the site. Try again later."),
    "mark_differs": _l("This mark was already sent with other content. The first one stays."),
    "not_yours": _l("This workshop is not yours."),
    "too_early": _l("Presence can be marked from 30 minutes before the start."),
    "unknown_person": _l("This person is not on the list."),
    "own_presence": _l("Nobody marks their own presence. Ask someone else."),
    "own_skill": _l("Nobody marks their own skills. Ask someone else."),
    "not_yet": _l("This time is still to come. Nothing was noted: choose a time that has passed."),
    "skill_elsewhere": _l("This skill is not part of this workshop."),
    "other_half_day": _l("The signature is for another half-day."),
    "card_of_another": _l("This card is someone else’s."),
    "sheet_elsewhere": _l("Somebody else leads this workshop now. Give the paper sheet to the office."),
    "sheet_unreadable": _l("This photograph cannot be opened. Take it again."),
    "sheet_names_gone": _l(
        "Somebody on this sheet is to be forgotten: no photograph of it is kept. Keep the paper safe."
    ),
    "too_many_sheets": _l("This workshop has ten photographs of its sheet already. The office may take one away."),
    "may_not_diagnose": _l(
        "You may run no diagnosis any more. The answers were not kept: ask a colleague who may to hold it again."
    ),
    "person_elsewhere": _l(
        "This person was not with you that day. The answers were not kept: whoever accompanies them may hold it again."
    ),
    "person_moved": _l(
        "This person has moved to another organisation. The conversation stays with the one where it was held;"
        " the new one may hold its own."
    ),
    "card_unknown": _l("This card is not known here. It may have been replaced: ask for the new one."),
    "card_unreadable": _l("No card can be read on the photograph. Take it closer, with more light."),
    "not_a_card": _l("This QR code is not that of an access card."),
    "too_many_pictures": _l("Too many photographs at once. Take this one again."),
    "not_a_name": _l("This is not a name."),
    "nir": _l("A social security number has no place here."),
    "cancelled": _l("The workshop was cancelled meanwhile. The office will look at this mark."),
    "too_late": _l("The workshop was more than 7 days ago. The office will look at this mark."),
    "not_seated": _l("The person lost their seat meanwhile. The office will look at this mark."),
    "was_away": _l("Someone marked this person as away. The office will look at this mark."),
    "outside_session": _l("The signature came long after the end. The office will look at it."),
    "room_is_full": _l("The room is full. The office will look at this arrival."),
    "walk_in_waits": _l("This person came without a seat. The office will look at this mark with their arrival."),
    "no_longer_leads": _l("Somebody else leads this workshop now. The office will look at this mark."),
}
