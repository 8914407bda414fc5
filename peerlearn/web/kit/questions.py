"""The pictures of the questions of a diagnosis and of what may be answered, on the pages and on the phone."""

# A questionnaire of another version shows a question mark where it has no picture yet.
PICTURES = {
    "E1": "phone",
    "E2": "phone",
    "E3": "sync",
    "E4": "book",
    "A1": "phone",
    "A2": "call",
    "A3": "sync",
    "A4": "mail",
    "A5": "download",
    "A6": "camera",
    "A7": "bus",
    "A8": "lock",
    "A9": "building",
    "A10": "search",
    "P1": "explain",
}
ANSWER_ICONS = {"0": "cross", "1": "help", "2": "alone", "3": "explain", "skip": "next"}
