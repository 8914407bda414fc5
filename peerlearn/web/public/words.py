"""What a verification found, in words an employer understands. Nothing is said that is not known."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from badges import Reason, Verdict
from peerlearn.awards.rules import RevocationReason

Text = Any  # a lazy string: its language is chosen when it is shown


@dataclass(frozen=True)
class Doubt:
    """Words for one reason: the check that ended so, why, and what to do. `title` replaces the verdict's usual one."""

    check: Text
    why: Text
    now: Text
    title: Text = None


_ASK_FOR_LINK = _l("Ask the person for the code on their card, or for the link of the badge.")
_ASK_FOR_FILE = _l("Ask the person for the link of the badge, or for the file as it was downloaded.")
_ASK_FOR_FILE_OR_PHOTO = _l(
    "Ask the person for the link of the badge, or for the file as it was downloaded. "
    "A photo of a card? Take it again, from closer."
)
_ASK_ISSUER = _l("Ask the issuer written on the badge: they know whom they gave it to.")
_DO_NOT_TRUST = _l("Do not rely on this file. Ask the person for the link of their badge.")

TITLES: dict[Verdict, Text] = {
    Verdict.VALID: _l("This badge is authentic"),
    Verdict.NOT_VALID: _l("This badge is not valid"),
    Verdict.COULD_NOT_BE_CHECKED: _l("We could not check"),
}

DOUBTS: dict[Reason, Doubt] = {
    Reason.MALFORMED: Doubt(
        _l("This is not a complete badge"),
        _l("What was given is damaged, cut short, or something else than a badge."),
        _ASK_FOR_LINK,
        title=_l("This is not a badge we can read"),
    ),
    Reason.TOO_LARGE: Doubt(
        _l("It is too large for a badge"),
        _l("A badge is small: 5 MB at most for a picture, 200 kB for a text. We did not look any further."),
        _ASK_FOR_LINK,
        title=_l("This is too large for a badge"),
    ),
    Reason.NOTHING_INSIDE: Doubt(
        _l("The picture carries no badge"),
        _l("Messaging and social networks often remove what is inside. The picture alone proves nothing."),
        _ASK_FOR_FILE_OR_PHOTO,
        title=_l("There is no badge inside this picture"),
    ),
    Reason.NOT_SUPPORTED: Doubt(
        _l("This form of badge is not read here yet"),
        _l("We read codes, links, pictures, PDF, .jwt, .jws and .json files. This one may be good all the same."),
        _ASK_FOR_LINK,
    ),
    Reason.NOT_SIGNED: Doubt(
        _l("It carries no signature"),
        _l("Anybody could have written this file: nothing in it proves who issued it."),
        _DO_NOT_TRUST,
    ),
    Reason.ALGORITHM_NOT_ALLOWED: Doubt(
        _l("Its signature is of a kind that proves nothing"),
        _l("It is signed in a way that anybody could imitate."),
        _DO_NOT_TRUST,
    ),
    Reason.HEADER_NOT_ALLOWED: Doubt(
        _l("The file tries to choose how it is checked"),
        _l("It brings along its own key or its own rules. A true badge never does."),
        _DO_NOT_TRUST,
    ),
    Reason.ISSUER_UNKNOWN: Doubt(
        _l("Somebody else issued it"),
        _l("It comes from another platform, which was not asked. It may be genuine: we cannot say."),
        _ASK_ISSUER,
    ),
    Reason.ISSUER_NOT_PROVEN: Doubt(
        _l("The issuer it names did not sign it"),
        _l("The file uses an issuer’s name. That issuer’s key did not sign it."),
        _DO_NOT_TRUST,
    ),
    Reason.ALTERED: Doubt(
        _l("Something was changed after it was issued"),
        _l("It is no longer, to the letter, what the issuer signed: the file was damaged, or somebody changed it."),
        _DO_NOT_TRUST,
    ),
    Reason.CLAIMS_MISMATCH: Doubt(
        _l("The file says two different things"),
        _l("Its signed summary and its content do not agree."),
        _DO_NOT_TRUST,
    ),
    Reason.NOT_YET_VALID: Doubt(
        _l("Its validity has not begun"),
        _l("It carries a date in the future."),
        _ASK_ISSUER,
        title=_l("This badge is not valid yet"),
    ),
    Reason.EXPIRED: Doubt(
        _l("Its validity has ended"),
        _l("It was given for a limited time, which is over. That says nothing about the person or their work."),
        _ASK_ISSUER,
        title=_l("This badge has expired"),
    ),
    Reason.NOT_IN_REGISTER: Doubt(
        _l("The register does not know it"),
        _l("It is not among the badges that were issued here."),
        _DO_NOT_TRUST,
    ),
    Reason.KEY_COMPROMISED: Doubt(
        _l("It was signed with a stolen key"),
        _l("The issuer’s key was stolen. What was signed with it since then no longer counts."),
        _l("Ask the person for their new badge. The issuer can give one."),
    ),
    Reason.SUSPENDED: Doubt(
        _l("The issuer has suspended it"),
        _l("The issuer is checking something. It may become valid again. That says nothing about the person."),
        _l("Come back in a few days, or ask the issuer."),
        title=_l("This badge is suspended for now"),
    ),
    Reason.REVOKED: Doubt(
        _l("The issuer has withdrawn it"),
        _l("This badge was withdrawn. That says nothing about the person or their work."),
        _ASK_ISSUER,
        title=_l("This badge is no longer valid"),
    ),
    Reason.STATUS_UNKNOWN: Doubt(
        _l("Withdrawn or not: we do not know"),
        _l("The register did not answer. Without it we do not know whether the badge was withdrawn."),
        _l("Try again in a few minutes."),
    ),
    Reason.UNREACHABLE: Doubt(
        _l("The issuer’s site did not answer"),
        _l("What the issuer publishes could not be read now. The badge may be genuine: we cannot say."),
        _l("Try again in a few minutes, or ask the issuer."),
    ),
    Reason.CONTEXT_UNKNOWN: Doubt(
        _l("It uses words that we do not know"),
        _l("The badge refers to a vocabulary that is not held here. What it says could not be told for sure."),
        _ASK_ISSUER,
    ),
    Reason.RECIPIENT_NOT_MATCHED: Doubt(
        _l("It was given to somebody else"),
        _l("The badge names another person than the one you asked about."),
        _l("Ask the person which address they gave to the issuer."),
    ),
    Reason.MIXED_BADGES: Doubt(
        _l("The picture holds two different badges"),
        _l("Two badges of different people or kinds were put into one picture."),
        _DO_NOT_TRUST,
    ),
    Reason.NOT_REACHED: Doubt(
        _l("Not checked: what comes before already decides"),
        _l("This was not checked."),
        _ASK_FOR_LINK,
    ),
}

SELF_DECLARED = Doubt(
    _l("No site confirms who issued it"),
    _l("Nothing was changed since it was signed. But the issuer’s name is only what the badge says of itself."),
    _l("Ask the issuer by a way that you know already."),
    title=_l("We do not know who issued it"),
)

REST_NOT_CHECKED = _l("The rest was not checked")

# Of another issuer, what did not answer is no register of ours.
STRANGERS_STATUS_UNKNOWN = Doubt(
    DOUBTS[Reason.STATUS_UNKNOWN].check,
    _l("The issuer’s list of withdrawn badges could not be read now. Perhaps the badge was withdrawn: we cannot say."),
    _l("Try again in a few minutes, or ask the issuer."),
)

NO_SUCH_CODE = Doubt(
    _l("No badge has this code"),
    _l("A letter may be wrong or missing. Codes never hold 0, O, 1, I, L or U."),
    _l("Compare the code with the card, sign by sign. Then try again."),
    title=_l("We found no badge with this code"),
)

NOTHING_SEEN = Doubt(
    _l("No code can be read in this picture"),
    _l("It may be too small, blurred, or cut off. Without a code, a picture proves nothing."),
    _l("Take the photo again, from closer, with the whole code in it. Or type the code written below."),
    title=_l("We see no code in this picture"),
)
NOTHING_ATTACHED = Doubt(
    _l("No badge is attached to this PDF"),
    _l("A certificate carries its badge inside. A scan of one, or one printed to PDF, has lost it."),
    _l("Take a photo of the code on it instead, or type the code written below."),
    title=_l("There is no badge inside this PDF"),
)

NOT_A_CODE = Doubt(
    _l("This is neither a code nor a link"),
    _l("A code has 8 signs, and never holds 0, O, 1, I, L or U. A link holds /b/ and the code."),
    _l("Compare it with the card, sign by sign. Or ask the person for the link of the badge."),
    title=_l("We see no badge in this text"),
)
EMPTY_FILE = Doubt(
    _l("There is nothing in this file"),
    _l("It was perhaps cut off on its way, or not saved to its end."),
    _l("Choose it again, or ask the person to send it again."),
    title=_l("This file is empty"),
)
OFFICE_FILE = Doubt(
    _l("A text document or a sheet is no badge"),
    _l("Anybody can write one. A badge is a link, a code, a picture, a PDF, or a .jwt or .json file."),
    _l("Ask the person for the PDF as it was downloaded, or for the code on the card."),
    title=_l("There is no badge in a file of this kind"),
)
NO_TIME_LEFT = Doubt(
    DOUBTS[Reason.STATUS_UNKNOWN].check,
    _l("All of them together took too long. This one was not looked at."),
    _l("Check it again by itself."),
)
TOO_MUCH_AT_ONCE = Doubt(
    DOUBTS[Reason.TOO_LARGE].check,
    _l("Files may weigh 30 MB together, and a photo 12 MB. Nothing was read."),
    _l("Send fewer files at once, or smaller photos."),
    title=_l("This is too much at once"),
)
BUSY = Doubt(
    DOUBTS[Reason.STATUS_UNKNOWN].check,
    _l("Other people are having many badges checked. Nothing was read."),
    _l("Try again in a minute, or check one badge at a time."),
)
SITES_BUSY = Doubt(
    DOUBTS[Reason.UNREACHABLE].check,
    _l("Other people are having badges checked at other sites right now. The issuer’s site was not asked."),
    _l("Try again in a few minutes, or ask the issuer."),
)
PICTURES_BUSY = Doubt(
    DOUBTS[Reason.STATUS_UNKNOWN].check,
    _l("Other people are having pictures looked at right now. This one was not looked at."),
    _l("Try again in a minute, or type the code that stands on it."),
)
NO_ANSWER_IN_TIME = Doubt(
    DOUBTS[Reason.UNREACHABLE].check,
    _l("The answer did not come in time. The badge may be genuine: we cannot say."),
    _l("Try again in a few minutes, or ask the issuer."),
)
# Those that stand beside the reason of a report, by a name: so a result can be written down and read back.
NAMED: dict[str, Doubt] = {
    "no_such_code": NO_SUCH_CODE,
    "nothing_seen": NOTHING_SEEN,
    "nothing_attached": NOTHING_ATTACHED,
    "not_a_code": NOT_A_CODE,
    "empty_file": EMPTY_FILE,
    "office_file": OFFICE_FILE,
    "no_time_left": NO_TIME_LEFT,
    "sites_busy": SITES_BUSY,
    "pictures_busy": PICTURES_BUSY,
}

PASSED: dict[str, Text] = {
    "form": _l("The file is a complete badge"),
    "key": _l("The key is one the issuer publishes"),
    "signature": _l("Nothing was changed since it was signed"),
    "issuer": _l("The issuer named is the one who signed"),
    "contents": _l("Everything it says agrees"),
    "dates": _l("Its dates are right"),
    "register": _l("It is in the register of issued badges"),
    "compromise": _l("Its key was safe when it was issued"),
    "status": _l("It is neither withdrawn nor suspended"),
    "hosted": _l("The issuer’s site shows it today"),
    "badge_class": _l("The issuer’s site describes this badge"),
    "recipient": _l("It was given to the person you asked about"),
    "second_badge": _l("The second badge in the picture agrees"),
}

WITHDRAWN: dict[RevocationReason, Doubt] = {
    RevocationReason.MISTAKE: Doubt(
        _l("The issuer has withdrawn it"),
        _l("It was given by mistake. That says nothing about the person or their work."),
        _l("Ask the person whether they have another badge, or ask the issuer."),
    ),
    RevocationReason.HOLDER_ASKED: Doubt(
        _l("It was withdrawn because the person asked for it"),
        _l("The person no longer wants to show it. That is their right, and says nothing about their work."),
        _l("Talk with the person: they can tell you what they know."),
    ),
    RevocationReason.RULES_NOT_MET: Doubt(
        _l("The issuer has withdrawn it"),
        _l("What this badge asks for was not complete. That says nothing about the person’s other skills."),
        _l("Ask the issuer, who knows this badge."),
    ),
    RevocationReason.REPLACED: Doubt(
        _l("Another badge replaces it"),
        _l("The person has been given a newer badge."),
        _l("Open the link of the badge, or type its code: it shows the badge as it is today."),
        title=_l("This one was replaced by a newer badge"),
    ),
}
NAMED.update({f"withdrawn: {reason.value}": doubt for reason, doubt in WITHDRAWN.items()})
