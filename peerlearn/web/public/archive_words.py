"""What an archive says of itself on its cover, to somebody who finds it in ten years."""

from typing import Any

from flask_babel import lazy_gettext as _l

Text = Any  # a lazy string: both languages stand on the one page

WORDS: dict[str, Text] = {
    "title": _l("An archive of badges"),
    "what": _l(
        "This folder keeps the badges of a programme. People learned to use a smartphone in it, then helped others to "
        "learn, and were given a signed proof of what they can do."
    ),
    "names": _l("There is no list of people here. Whoever has a badge has its code, and finds its page with it."),
    "find_title": _l("You have the code of a badge"),
    "find": _l(
        "Open the folder “b”, then the folder that has the code as its name, then the file “index.html”. The code is "
        "in capitals, without spaces."
    ),
    "card_title": _l("You have a card or a certificate"),
    "card": _l("The page below checks it in your browser, without network."),
    "card_link": _l("Check a card, even without network"),
    "later_title": _l("What this copy cannot know"),
    "later": _l(
        "A badge that was withdrawn after the day above still looks good here. If the site of the programme still "
        "answers, believe the site."
    ),
    "altered_title": _l("You want to be sure that nothing was changed"),
    "altered": _l(
        "Every badge is signed with a key of its issuer. Somebody who knows computers can check this whole folder "
        "without the site, with the free program PeerLearn and its command “archive check”. “manifest.json” lists "
        "every file."
    ),
}
