"""Recommendations of a badge, decided on plain values: their life, and the sentences that can be chosen."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

INVITATION_LASTS = timedelta(days=30)
MOST_OPEN = 5
LONGEST_WORDS = 200
_LANGUAGE = "fr"


class EndorsementState(StrEnum):
    """Where a recommendation stands. Public only when shown: somebody of the programme read it, the holder agreed."""

    INVITED = "invited"
    TAKEN_BACK = "taken_back"
    TO_READ = "to_read"
    REFUSED = "refused"
    OFFERED = "offered"
    DECLINED = "declined"
    SHOWN = "shown"
    WITHDRAWN = "withdrawn"


class Sentence(StrEnum):
    """What can be said by a tap; a code is kept, never a text."""

    HELPED = "helped"
    PATIENT = "patient"
    CLEAR = "clear"
    RELIABLE = "reliable"
    TEAM = "team"
    USEFUL = "useful"
    AGAIN = "again"


# The signed words are French; a page shows its reader's language where there is one.
SENTENCES: dict[Sentence, dict[str, str]] = {
    Sentence.HELPED: {
        "fr": "J’ai vu cette personne aider ses collègues.",
        "en": "I have seen this person help colleagues.",
        "ar": "رأيت هذا الشخص يساعد زملاءه.",
        "uk": "Ця людина допомагала колегам на моїх очах.",
        "es": "He visto a esta persona ayudar a sus compañeros.",
    },
    Sentence.PATIENT: {
        "fr": "Elle laisse à chaque personne le temps d’essayer.",
        "en": "They give everybody the time to try.",
        "ar": "يترك لكل واحد وقتًا ليجرّب.",
        "uk": "Дає кожному час спробувати.",
        "es": "Deja a cada persona tiempo para probar.",
    },
    Sentence.CLEAR: {
        "fr": "Elle explique avec des mots simples.",
        "en": "They explain in plain words.",
        "ar": "يشرح بكلمات بسيطة.",
        "uk": "Пояснює простими словами.",
        "es": "Explica con palabras sencillas.",
    },
    Sentence.RELIABLE: {
        "fr": "On peut compter sur elle.",
        "en": "One can rely on them.",
        "ar": "يمكن الاعتماد عليه.",
        "uk": "На цю людину можна покластися.",
        "es": "Se puede contar con esta persona.",
    },
    Sentence.TEAM: {
        "fr": "Elle travaille bien avec les autres.",
        "en": "They work well with others.",
        "ar": "يعمل جيدًا مع الآخرين.",
        "uk": "Добре працює з іншими.",
        "es": "Trabaja bien con los demás.",
    },
    Sentence.USEFUL: {
        "fr": "Ce que dit ce badge lui sert au travail.",
        "en": "What this badge says is of use at work.",
        "ar": "ما تقوله هذه الشارة يفيده في العمل.",
        "uk": "Те, про що говорить цей бейдж, корисне на роботі.",
        "es": "Lo que dice esta insignia le sirve en el trabajo.",
    },
    Sentence.AGAIN: {
        "fr": "Je travaillerais volontiers à nouveau avec elle.",
        "en": "I would gladly work with them again.",
        "ar": "يسرّني أن أعمل معه من جديد.",
        "uk": "Із задоволенням попрацюю з цією людиною знову.",
        "es": "Volvería a trabajar con gusto con esta persona.",
    },
}


def is_open(state: EndorsementState, expires_at: datetime, *, now: datetime) -> bool:
    """Whether the link of an invitation still takes a recommendation."""
    return state is EndorsementState.INVITED and now < expires_at


def sentences_in_french(codes: Sequence[str]) -> str:
    """The sentences chosen, one after the other, as they are signed."""
    return " ".join(SENTENCES[Sentence(code)][_LANGUAGE] for code in codes)


def signed_words(who: Sequence[str | None], codes: Sequence[str], words: str) -> str:
    """What is signed: who said it, then what they said. `who`: name, function, organisation and maybe its SIRET."""
    name, function, organisation, siret = who
    of = f"{organisation} (SIRET {siret})" if siret else organisation
    return f"{name}, {function}, {of} : {sentences_in_french(codes)} {words}".rstrip()
