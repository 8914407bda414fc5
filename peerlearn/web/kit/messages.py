"""The words for each refusal. An error says what happened, that nothing was lost, and what to do now."""

from typing import Any

from flask_babel import lazy_gettext as _l

_LINK_WRONG = _l(
    "This link cannot be kept. Open the page, then copy its whole address: it begins with https:// and the name of a "
    "site, without a password, a port, a number in place of the name, or hidden signs."
)
MESSAGES: dict[str, Any] = {
    "nir": _l("This looks like a social security number. It is never needed here: take it out."),
    "too_long": _l("Use at most %(longest)s characters."),
    "hidden_text": _l("This text holds a character that cannot be shown. Type it again."),
    "not_a_name": _l("This cannot be read as a name: type it again, with letters."),
    # diagnoses
    "followup.not_a_follower": _l("%(name)s does not work at this organisation. Choose somebody else."),
    "diagnoses.file_wrong": _l("This file cannot be read: %(problem)s"),
    "diagnoses.version_differs": _l(
        "Version %(version)s is there already with other questions. Give it another number."
    ),
    "diagnoses.finished": _l("This conversation is over: its answers do not change any more. Begin another one."),
    "diagnoses.of_the_house": _l("A colleague of the person’s organisation began this conversation. Only they go on."),
    "diagnoses.not_finished": _l("The conversation is not over yet. Finish it first."),
    "diagnoses.no_such_answer": _l("This answer is not on the page. Choose one of those shown."),
    "diagnoses.reason_needed": _l("Say in a few words why you choose another level."),
    # accounts
    "accounts.sign_in_refused": _l("We did not recognise this. Check both lines, then try again."),
    "accounts.too_many_attempts": _l("Too many tries. Wait %(minutes)s minutes, then try again. Nothing is locked."),
    "accounts.one_try_at_a_time": _l(
        "Many people try this e-mail or code right now. Wait %(seconds)s seconds, then try again. Nothing is locked."
    ),
    "accounts.may_not_grant": _l("You cannot give this role."),
    "accounts.invitation_spent": _l("This invitation was already used or has expired. Ask for a new one."),
    "accounts.invitation_refused": _l(
        "You sign in with this e-mail already, and this is not its password. Nothing was changed: try again."
    ),
    "accounts.account_has_person": _l(
        "Your account already belongs to someone else on the lists. Ask for an invitation to another e-mail."
    ),
    "accounts.card_belongs": _l("A card belongs to its person. Make another card: the old one stops at once."),
    "accounts.secret_too_short": _l("Choose at least %(shortest)s characters."),
    "accounts.secret_too_common": _l("This one is too easy to guess. Choose another."),
    "accounts.person_has_account": _l("This person signs in already: with a card, or with another e-mail."),
    "accounts.no_access": _l("This account has no access any more. Ask the person who manages the accounts."),
    "accounts.no_card": _l("This person signs in by e-mail and has no card."),
    "accounts.may_not_end": _l("You cannot take this role back."),
    "accounts.own_access": _l("Nobody takes back their own access. Ask someone else."),
    "accounts.secret_wrong": _l("The present password or PIN is not right. Nothing was changed."),
    # facilitators
    "facilitators.not_over": _l("This workshop is not over yet. Look back at it afterwards."),
    "facilitators.did_not_take_place": _l("This workshop was not led: there is nothing to look back at."),
    "facilitators.nothing_said": _l("Write a few words in one of the two boxes."),
    "facilitators.said_too_often": _l(
        "%(name)s has changed their mind %(most)s times already. What was said last counts. Talk about it together."
    ),
    "facilitators.placed_too_often": _l(
        "You have placed yourself %(most)s times already. What you said last counts. Talk about it with the team."
    ),
    # organisations
    "organisations.siret_wrong": _l("This SIRET is not right: check its 14 digits."),
    "organisations.siret_taken": _l("An organisation of this kind already has this SIRET."),
    "organisations.site_taken": _l("This organisation already has a place with this name."),
    "organisations.wave_taken": _l("There is already a wave with this name."),
    "organisations.already_in_wave": _l("This organisation already takes part in this wave."),
    "organisations.left_before_joining": _l("It cannot leave the wave before the day it joined."),
    "organisations.day_too_far": _l("This day is more than %(years)s years away. Look at the year once more."),
    "organisations.wave_ends_first": _l("The wave would end before it starts. Check both days."),
    "organisations.outside_region": _l("You register organisations of your own region only."),
    "organisations.phone_wrong": _l("This phone number is not right. Example: 03 20 12 34 56"),
    "organisations.zone_unknown": _l("This time zone is not known."),
    # people
    "people.certified_to_come": _l("This day is still to come. Write the day on the document."),
    "people.certified_long_ago": _l("This day is too long ago. Write the day on the document."),
    "people.expires_before": _l("It cannot end before it begins. Write the days as they stand on the document."),
    "people.too_many_certifications": _l(
        "%(most)s certifications are noted already: that is as many as a page can hold. Take one off the page first."
    ),
    "people.link_wrong": _LINK_WRONG,
    "people.phone_wrong": _l("This phone number is not right. Example: 06 12 34 56 78"),
    "people.channel_needs_phone": _l("To be called or texted, a phone number is needed. Or choose paper."),
    "people.channel_needs_email": _l("To be written to, an e-mail is needed. Or choose paper."),
    "people.looks_like": _l("Someone with this name is on the list already. Is it the same person?"),
    "people.day_too_far": _l("This day is more than %(years)s years away. Look at the year once more."),
    "people.gone": _l("What is known of this person was erased. Nothing more is written about them."),
    # lifecycle
    "people.consent_to_come": _l("This day is still to come. Choose today, or a day before."),
    "people.consent_untold": _l(
        "First, it has to be written what is done with people’s data: the notice is missing. Nothing was noted."
    ),
    "people.answered_already": _l("Someone has answered this already."),
    "lifecycle.not_the_name": _l("This is not the name above. Nothing was erased. Look again, then type it."),
    "lifecycle.own_erasure": _l("Nobody erases themselves. Ask someone else of the team."),
    "lifecycle.may_not_erase": _l("This person’s account may do more than yours. Ask the national team."),
    "lifecycle.same_house": _l("This person is there already. Choose another organisation."),
    "lifecycle.own_merge": _l("One of the two pages is your own. Ask somebody else to put them together."),
    "lifecycle.may_not_merge": _l(
        "One of the two signs in with more rights than you may give. Ask the coordinators to put them together."
    ),
    "lifecycle.same_record": _l("This is the same page twice. Choose the other one."),
    "lifecycle.records_apart": _l("The two pages belong to two organisations. Move one of them first."),
    "lifecycle.positions_apart": _l(
        "One of the two pages says that the person comes from outside to help, the other does not. Look which is "
        "right, change the other, then put them together."
    ),
    "lifecycle.position_to_come": _l("This day is still to come. Change it on that day, or choose today."),
    "lifecycle.position_before_arrival": _l(
        "The present situation of %(name)s began on %(since)s. Choose that day or a later one. If it was written down "
        "wrongly, choose: it was a mistake."
    ),
    "lifecycle.both_hold_badge": _l("Both have received the same badge. Withdraw one of them first."),
    "lifecycle.merged_meanwhile": _l("Someone else has put these pages together in the meantime."),
    "lifecycle.undone_already": _l("These pages are apart again already."),
    "lifecycle.too_late_to_undo": _l("More than 30 days have passed: this can no longer be undone."),
    "lifecycle.changed_since": _l(
        "Too much was written since: nobody could tell whose it is. Nothing was changed. Correct it by hand."
    ),
    # imports
    "imports.too_large": _l("This file is larger than %(megabytes)s MB. Cut it into several files."),
    "imports.empty": _l("This file is empty. Choose another one."),
    "imports.not_csv": _l("This file is no CSV. Open it in your spreadsheet, then “Save as”: CSV."),
    "imports.web_page": _l("This file is a web page, not a list. Save your list as CSV first."),
    "imports.binary": _l("This file is not a text. Open your list in a spreadsheet, then “Save as”: CSV."),
    "imports.encoding": _l("The letters of this file cannot be read. Save it as “CSV UTF-8”, then try again."),
    "imports.separator": _l("Semicolons, commas or tabs? The first line uses two of them. Keep only one."),
    "imports.quotes": _l("From line %(line)s on, a quotation mark is never closed. Correct this line, then try again."),
    "imports.too_many_columns": _l("Line %(line)s has more than %(most)s columns. Check the separators."),
    "imports.cell_too_long": _l("A cell of line %(line)s has more than %(most)s characters. Shorten it."),
    "imports.too_many_lines": _l("This file has more than %(most)s lines. Cut it into several files."),
    "imports.no_lines": _l("This file has a first line and nothing under it. Add the lines, then try again."),
    "imports.header_unreadable": _l("A title of the first line cannot be read. Write plain words, such as: Name."),
    "imports.header_twice": _l("Two columns are called “%(header)s”. Rename or remove one."),
    "imports.nir": _l(
        "Line %(line)s holds a social security number. It is never needed here: take it out. Nothing was kept."
    ),
    "imports.no_known_column": _l(
        "No title of the first line is known. The first line must say what each column holds, such as: First name."
    ),
    "imports.column_twice": _l("Two columns have the same meaning. Keep one, leave the other out."),
    "imports.column_needed": _l("A column that is needed is missing. Choose which one it is."),
    "imports.not_now": _l("This import has moved on meanwhile. Open it again to see where it stands."),
    "imports.has_errors": _l("Some lines are wrong. Correct the file, then hand it in again: nothing was written."),
    "imports.all_in_use": _l("Everything this import brought is in use by now: nothing can be taken back."),
    "imports.width": _l("Cells found: %(found)s, expected: %(expected)s. Check the separators and quotes."),
    "imports.formula": _l("This begins like a formula. Take the first sign out."),
    "imports.twice": _l(
        "The same person as in line %(line)s. Remove one line, or add the years of birth or references."
    ),
    "imports.reference_twice": _l("The same reference as in line %(line)s. Correct one of them."),
    "imports.reference_wrong": _l("Write a reference of at most %(longest)s letters and digits."),
    "imports.no_first_name": _l("The first name is missing. Add it, or remove the line."),
    "imports.year_wrong": _l("Write a year between %(oldest)s and %(youngest)s, or a day such as 31/12/1984."),
    "imports.day_wrong": _l("Write a day such as 31/12/2025."),
    "imports.day_too_far": _l("This day is more than %(years)s years away. Look at the year once more."),
    "imports.channel_unknown": _l("Write one of: paper, staff, SMS, call, e-mail."),
    "imports.position_unknown": _l("Write one of: employee, staff, supervisor."),
    "imports.channel_needs_phone": _l("To be called or texted, a phone number is needed. Add it, or write: paper."),
    "imports.channel_needs_email": _l("To be written to, an e-mail is needed. Add it, or write: paper."),
    "imports.email_wrong": _l("This is not an e-mail address. Example: claire@example.org"),
    "imports.other_organisation": _l("This is another organisation than the one you import into. Remove the line."),
    "imports.no_name": _l("The name is missing. Add it, or remove the line."),
    "imports.no_kind": _l("The kind is missing. Write one of: ACI, AI, EI, ETTI, EITI, partner, employer."),
    "imports.kind_unknown": _l("Write one of: ACI, AI, EI, ETTI, EITI, partner, employer."),
    "imports.kind_no_siae": _l("This is not a kind of SIAE. Write one of: ACI, AI, EI, ETTI, EITI, partner, employer."),
    "imports.siret_wrong": _l("This SIRET is not right: check its 14 digits."),
    "imports.phone_wrong": _l("This phone number is not right. Example: 03 20 12 34 56"),
    "imports.department_unknown": _l("This department is not known. Write its number, such as 59."),
    "imports.region_unknown": _l("This region is not known. Write its name, such as Occitanie."),
    "imports.organisation_twice": _l("The same organisation as in line %(line)s. Remove one line."),
    # tracks
    "tracks.file_wrong": _l("This file cannot be read: %(problem)s"),
    "tracks.version_differs": _l("Version %(version)s is already there with other content. Give it a new version."),
    "tracks.title_taken": _l("This module is there already. Give it another title, or change the one that is there."),
    "tracks.no_title": _l("Write a title that can be read."),
    "tracks.minutes_wrong": _l("A module takes between 1 and %(longest)s minutes."),
    "tracks.too_many_modules": _l("An organisation teaches %(most)s modules of its own at most."),
    "tracks.too_many_skills": _l("A module has %(most)s skills at most. Keep those that one can see."),
    "tracks.skill_too_long": _l("A skill has %(longest)s characters at most: one short sentence."),
    "tracks.skill_twice": _l("The same sentence is there twice. Keep one."),
    "tracks.too_many_choices": _l(
        "%(most)s modules are chosen already. Take one of them back first, then choose this one."
    ),
    "tracks.chosen_too_often": _l(
        "%(name)s has changed their wishes %(most)s times already. What was chosen last counts. Talk about it together."
    ),
    "tracks.too_many_steps": _l("A plan has %(most)s steps at most. Put some together."),
    "tracks.step_too_long": _l("A step has %(longest)s characters at most: a few words."),
    "tracks.steps_take_longer": _l(
        "The steps take %(taken)s minutes, the module lasts %(minutes)s. Change one of the two."
    ),
    "tracks.not_in_force": _l("This module was changed or ended meanwhile. Open it again from the list."),
    # resources
    "resources.no_folder": _l("None of the files is in %(folder)s. Put the folder in its place first."),
    "resources.empty": _l("This file is empty. Choose another one."),
    "resources.too_large": _l("This file is larger than %(most)s MB. Choose a smaller one, or give a link to it."),
    "resources.too_many_pixels": _l("This picture has too many points. Make it smaller, then try again."),
    "resources.kind_refused": _l(
        "Files of this kind are not kept. Choose a PDF, a picture, a sound, a video, a plain text, an ODT or a DOCX."
    ),
    "resources.unreadable": _l("This file cannot be read to its end. Save it again as PDF, then try again."),
    "resources.protected": _l("This file is locked: nobody can look into it. Save it without a password."),
    "resources.acts": _l(
        "This file holds a program, another file, or something that is fetched when it opens."
        " Print it as PDF, then try again."
    ),
    "resources.link_or_file": _l("Choose a file or write a link: one of the two."),
    "resources.link_wrong": _LINK_WRONG,
    "resources.module_elsewhere": _l("This module belongs to another organisation."),
    "resources.too_many": _l("A module has %(most)s resources at most. Take one away first."),
    "resources.no_room": _l("The files of this organisation take %(most)s MB already. Take some away first."),
    # workshops
    "workshops.in_the_past": _l("This workshop is in the past."),
    "workshops.starts_in_the_past": _l("This day and time have passed already. Choose a day and time to come."),
    "workshops.leads_twice": _l("The same person is chosen twice. Choose someone else, or nobody."),
    "workshops.cancelled": _l("This workshop was cancelled."),
    "workshops.started": _l("This workshop has started: it can no longer be changed."),
    "workshops.too_far": _l("This day is more than %(years)s years ahead. Look at the year once more."),
    "workshops.too_long": _l("A workshop lasts %(hours)s hours at most."),
    "workshops.cancel_reason_needed": _l("Say why it is cancelled: people will ask."),
    "workshops.not_cancellable": _l("Presence was recorded here: this workshop took place and cannot be cancelled."),
    "workshops.capacity_below_taken": _l("%(taken)s people already have a seat: the number of seats cannot go below."),
    "workshops.person_busy": _l(
        "%(name)s is already in another workshop at that time. Choose someone else, or another time."
    ),
    "workshops.person_busy_at": _l(
        "%(name)s is already in “%(title)s”, %(starts)s, %(place)s. Choose someone else, or another time."
    ),
    "workshops.facilitator_enrolled": _l("%(name)s is on the list of this workshop and cannot lead it."),
    "workshops.facilitator_not_here": _l("This person does not lead this workshop."),
    "workshops.already_leads": _l("%(name)s already leads this workshop."),
    "workshops.person_leads": _l("%(name)s leads this workshop and needs no seat."),
    "workshops.already_enrolled": _l("%(name)s is already on the list."),
    "workshops.full_and_on": _l(
        "This workshop is full and has begun: %(name)s would wait for nothing. Choose another workshop."
    ),
    "workshops.not_enrolled": _l("%(name)s is not on the list."),
    "workshops.not_waiting": _l("%(name)s is not waiting any more."),
    "workshops.reason_needed": _l("Say why one more person comes: the reason is kept."),
    "workshops.room_is_full": _l("No more than %(most)s people fit in a workshop."),
    "workshops.no_free_seat": _l("No seat is free."),
    "workshops.too_late_to_leave": _l("This workshop has started. Mark on the presence page who did not come."),
    "workshops.attended": _l("%(name)s was marked here and stays on the list."),
    "workshops.site_elsewhere": _l("This place belongs to another organisation."),
    "workshops.module_elsewhere": _l("This module belongs to another organisation. Choose another one."),
    "workshops.not_trained_yet": _l(
        "%(name)s comes from outside and has not been trained yet. Note the training on their page, then name them."
    ),
    "workshops.comes_to_help": _l("%(name)s comes to help: this seat is for a learner. Name them to lead instead."),
    "workshops.no_training_needed": _l("%(name)s is of the house: this training is for volunteers and professionals."),
    "workshops.leads_soon": _l("%(name)s leads on %(starts)s. First choose somebody else for it."),
    "workshops.learns_soon": _l(
        "%(name)s is on the list of learners on %(starts)s. First take them off this list: who comes to help takes no "
        "learner’s seat."
    ),
    "workshops.guest_is_host": _l("This organisation hosts the workshop already."),
    "workshops.guest_has_people": _l("People of %(organisation)s are on the list or lead: the invitation stays."),
    # attendance
    "attendance.too_early": _l("Presence can be marked from 30 minutes before the start."),
    "attendance.cancelled": _l("This workshop was cancelled: nothing can be marked."),
    "attendance.too_late": _l("The workshop was more than 7 days ago. Ask the office to correct the sheet."),
    "attendance.not_seated": _l("This person has no seat in this workshop."),
    "attendance.skill_elsewhere": _l("This skill is not part of this workshop."),
    "attendance.own_skill": _l("Nobody marks their own skills. Ask someone else."),
    "attendance.own_presence": _l("Nobody marks their own presence. Ask someone else."),
    "attendance.not_yet": _l("This time is still to come. Nothing was noted: choose a time that has passed."),
    "attendance.was_away": _l("This person is marked as away: there is nothing to note. Change the presence first."),
    "attendance.not_waiting": _l("A colleague dealt with this mark already."),
    "attendance.unknown_person": _l("This person is not on the list of this workshop."),
    "attendance.other_half_day": _l("The signature is for another half-day."),
    "attendance.card_of_another": _l("This card is someone else’s."),
    "attendance.card_unknown": _l("This card is not known here. It may have been replaced: ask for the new one."),
    "attendance.walk_in_waits": _l("First let the arrival of this person count. Then this mark counts too."),
    "attendance.room_is_full": _l("The room is full: there is no seat to give. Set this arrival aside."),
    "attendance.mark_differs": _l("This mark was already sent with other content. The first one stays."),
    # notes
    "notes.met_to_come": _l("This day is still to come. Write the note after the meeting."),
    "notes.met_long_ago": _l("This day is too long ago. Look at the year once more."),
    "notes.too_many_lines": _l("A text has twelve lines at most, so that all fits on one sheet. Put some together."),
    "notes.workshop_needed": _l("Choose the workshop: a facilitator writes of workshops that they led."),
    "notes.not_in_workshop": _l("%(name)s had no seat in this workshop, or you did not lead it. Choose another one."),
    "notes.already_signed": _l("This note is signed: nobody changes it any more. Write a correction instead."),
    "notes.not_signed": _l("This note is still a draft: it is signed first."),
    "notes.not_the_writer": _l("%(name)s wrote this note, and nobody else changes or signs it."),
    "notes.changed_meanwhile": _l(
        "The draft was changed in another window meanwhile. Nothing was signed: read it again, then sign."
    ),
    "notes.corrected_meanwhile": _l(
        "This version was corrected by somebody else meanwhile. Nothing was signed, and your draft is kept: read the"
        " newer version, and correct that one."
    ),
    "notes.merged_meanwhile": _l("Someone else has put these pages together in the meantime."),
    "notes.too_many_answers": _l("There are %(most)s words with this note already. Talk about it together."),
    # awards
    "awards.already_there": _l("%(name)s already has this badge, or it is on its way."),
    "awards.reason_needed": _l("The rule is not met: say why this badge is proposed all the same."),
    "awards.own_award": _l("Nobody proposes or approves their own badge."),
    "awards.same_person": _l("You proposed this badge: another person must approve it."),
    "awards.not_proposer": _l("Only the person who proposed this badge can take the proposal back."),
    "awards.suspension_needs_reason": _l("Say what has to be checked."),
    "awards.too_late_to_think_again": _l("This offer is over. The badge has to be proposed again."),
    "awards.card_meanwhile": _l("A card of these was printed meanwhile. Look again, then print."),
    "awards.letters_mixed": _l(
        "This name mixes letters of different alphabets within one word. Type it again, all in one alphabet."
    ),
    "awards.organisation_letters_mixed": _l(
        "This name mixes letters of different alphabets within one word. Type it again, all in one alphabet."
    ),
    "awards.merged_meanwhile": _l("Someone else has put these pages together in the meantime."),
    "awards.not_now": _l("This badge has moved on meanwhile. Open it again to see where it stands."),
    "awards.no_longer_met": _l(
        "The rule is no longer met: something was corrected since. Refuse it, or have it proposed with a reason."
    ),
    "awards.refusal_needs_reason": _l("Say why: the person who proposed it will read it."),
    "awards.not_holder": _l("Only the person who receives this badge can answer."),
    "awards.name_unreadable": _l(
        "This name cannot be read. Correct it on the person’s page, then hand the badge over."
    ),
    "awards.siret_wrong": _l("This SIRET is not right: check its 14 digits."),
    "awards.endorsement_over": _l("This link opens nothing any more. Ask for another one."),
    "awards.endorsement_says_nothing": _l("Choose at least one sentence."),
    "awards.endorsement_not_now": _l(
        "This recommendation has moved on meanwhile. Open it again to see where it stands."
    ),
    "awards.endorsement_own_invitation": _l("You made this link: another person must read what came of it."),
    "awards.own_endorsement": _l("Nobody reads what they said themselves, or what is said of them."),
    "awards.endorsements_enough": _l(
        "%(most)s links are open already. Take one back first, or wait until one is used."
    ),
    "awards.nothing_to_correct": _l("The badge says this name already. Choose another one, or leave it as it is."),
    "awards.corrected_enough": _l(
        "This badge was corrected %(most)s times in a day. Wait until tomorrow, or ask who gave it to you."
    ),
    "awards.houses_changed": _l(
        "Somebody else has changed meanwhile who may give this badge. Nothing was done: look again first."
    ),
    "awards.no_key": _l("No key is ready to sign. The national team must create one."),
    "awards.cannot_be_signed": _l("What this badge would say cannot be signed. Tell whoever looks after PeerLearn."),
    "awards.reason_unread": _l(
        "Some of these lack a condition. Nothing was approved: read why they are proposed, then tick them."
    ),
    "awards.nothing_to_do": _l("Nothing was chosen, or somebody else was quicker."),
    "awards.keys_complete": _l("No key is missing. To have others, replace them."),
    "awards.keys_changed": _l("Somebody else has changed the keys meanwhile. Nothing was done: look again first."),
    "awards.key_stolen_already": _l("This key is written down as stolen already."),
    "awards.since_too_early": _l("This moment is too long ago. Look at the year once more."),
    "awards.key_in_use": _l("A key is already in use. To replace it: flask keys rotate"),
    "awards.archive_waits_for_signing": _l(
        "Something waits to be signed: withdrawals, recommendations, or badges of a stolen key. "
        "First: flask awards issue"
    ),
    "awards.archive_is_a_file": _l("%(folder)s is a file: name a folder."),
    "awards.archive_holds_other_things": _l(
        "%(folder)s holds other things than an archive: name a new or empty folder."
    ),
    "awards.archive_holds_a_file_of_yours": _l(
        "%(folder)s holds a file that is not of the archive: %(file)s. Put it elsewhere first, so that it is not lost."
    ),
    "awards.archive_of_another_site": _l(
        "%(folder)s holds the archive of another site, %(site)s: name another folder."
    ),
    "awards.archive_being_written": _l("An archive is being written in %(folder)s right now. Wait until it is done."),
    "awards.archive_not_written": _l(
        "The archive cannot be written to %(folder)s: %(problem)s. Name a folder inside a disk or stick, not the disk."
    ),
    "archive_page_failed": _l("%(address)s answered %(status)s instead of its page. Nothing was changed."),
    "awards.archive_never_still": _l("Badges change all the time right now. Nothing was changed; try again later."),
    "awards.key_not_active": _l("This key is not in use any more."),
    "awards.key_not_kept": _l("The key could not be written: %(problem)s"),
    "awards.since_in_future": _l("This moment is still to come."),
    "awards.issuer_needs_email": _l("Badges show an e-mail of who issues them: give the programme one as its contact."),
    "awards.badge_url_wrong": _l("Badges cannot be issued under %(host)s: %(problem)s"),
    "awards.file_wrong": _l("This file cannot be read: %(problem)s"),
    "awards.criteria_wrong": _l("These criteria cannot be read: %(problem)s"),
    "awards.criteria_not_json": _l(
        "This file is not a rule. Choose the file criteria.json that was saved from a badge."
    ),
    "awards.criteria_unknown_skill": _l(
        "The file names skills that this badge’s modules do not have: %(skills)s. Take them out of the file, then try "
        "again."
    ),
    "awards.picture_wrong": _l("These words do not fit on the plate. Use one or two short words, in usual letters."),
    "awards.too_many_alignments": _l(
        "A badge names at most %(most)s skills of public frameworks. Take one away first."
    ),
    "awards.draft_incomplete": _l("Something is missing: it is said below. Nothing was published."),
    "awards.draft_changed": _l("Somebody else has changed the draft meanwhile. Nothing was published: read it again."),
    "awards.draft_unsignable": _l(
        "This badge cannot be signed as it is. Shorten its texts, and take out unusual signs. (%(problem)s)"
    ),
    "awards.superseded": _l("A later version took this one’s place. Make the next one from that."),
    "awards.not_delegated": _l(
        "The house of this person does not give the badge “%(badge)s”. The national team says who may."
    ),
    "awards.version_differs": _l("Version %(version)s is already there with other content. Give it a new version."),
}
