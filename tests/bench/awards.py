"""Badges as a year of the programme gives them: one achievement, another person each time."""

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

import badges

BASE = "https://badges.example.org"
DID = badges.did_web(BASE)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
BEGUN = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
FIRST_NAMES = ("Awa", "Moussa", "Élodie", "Nadège", "Tesfay", "Rosa", "Ibrahim", "ليلى")

ISSUER = badges.Issuer(
    did=DID,
    address=f"{BASE}/ob/2/issuers/main.json",
    name="Main à main",
    url=BASE,
    email="badges@example.org",
    revocation_list=f"{BASE}/ob/2/revocations/main.json",
)
ACHIEVEMENT = badges.Achievement(
    ob2_id=f"{BASE}/ob/2/badges/smartphone.json",
    ob3_id=f"{BASE}/ob/3/achievements/smartphone.json",
    name="Animation numérique entre pairs",
    description="Préparer et animer des ateliers de smartphone pour ses collègues.",
    criteria="Trois ateliers animés, vingt personnes aidées, neuf gestes observés deux fois.",
    image_url=f"{BASE}/ob/images/smartphone.png",
    version="2026.1",
    alignments=(
        badges.Alignment(name="Partager", url="https://framework.example/2.2", code="2.2", framework="DigComp 2.2"),
        badges.Alignment(name="Collaborer", url="https://framework.example/2.4", code="2.4", framework="DigComp 2.2"),
    ),
)


def award(number: int, *, form: str = "json") -> badges.Award:
    """The award with this number: always the same; `form` is how its list of withdrawals is published."""
    chance = Random(number)  # noqa: S311 - figures, not secrets
    code = f"{chance.getrandbits(40):010X}"
    return badges.Award(
        award_id=UUID(int=chance.getrandbits(128), version=4),
        credential_id=UUID(int=chance.getrandbits(128), version=4),
        assertion_url=f"{BASE}/ob/2/assertions/{code}.json",
        issuer=ISSUER,
        achievement=ACHIEVEMENT,
        issued_at=BEGUN + timedelta(minutes=number % 50_000),
        awarded_at=BEGUN,
        holder_name=FIRST_NAMES[number % len(FIRST_NAMES)],
        evidence=(badges.Evidence(url=f"{BASE}/b/{code}", name="Page du badge : ce qui a été observé"),),
        status=badges.StatusEntry(list_url=f"{BASE}/ob/3/status/1.{form}", index=chance.randrange(131_072)),
    )
