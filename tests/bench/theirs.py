"""What the field's other programs do in a second, in processes of their own, on what we issue."""

import json
import os
import subprocess
from pathlib import Path

import badges
from badges import ob2, ob3, proofs
from tests.bench.awards import ACHIEVEMENT, BEGUN, ISSUER, award
from tests.bench.baking import PICTURE
from tests.bench.issuing import DI_KEY
from tests.services.keeper import PROJECT

_HERE = Path(__file__).parent
_OB2_PYTHON = PROJECT / ".venv" / "reference" / "bin" / "python"
_NODE_MODULES = PROJECT / ".venv" / "node" / "node_modules"


def reference_2_per_second() -> float | None:
    """The reference validator of 2.0 on a hosted assertion, its objects already fetched; None when it is not here."""
    if not _OB2_PYTHON.exists():
        return None
    one = award(1)
    documents = {
        one.assertion_url: ob2.hosted_assertion(one),
        ACHIEVEMENT.ob2_id: ob2.badge_class(ACHIEVEMENT, issuer=ISSUER),
        ISSUER.address: ob2.profile(ISSUER),
    }
    asked = {"assertion": one.assertion_url, "documents": documents, "image": ACHIEVEMENT.image_url}
    return _rate([str(_OB2_PYTHON), str(_HERE / "reference_2.py")], json.dumps(asked))


def bakery_per_second() -> float | None:
    """openbadges-bakery on the picture and a text that we bake; None when it is not here."""
    if not _OB2_PYTHON.exists():
        return None
    text = proofs.sign_credential(award(1), DI_KEY, created=BEGUN).decode()
    asked = {"picture": str(PICTURE), "text": text}
    return _rate([str(_OB2_PYTHON), str(_HERE / "bakery.py")], json.dumps(asked))


def digitalbazaar_per_second() -> float | None:
    """digitalbazaar/vc issuing the same credential with `eddsa-rdfc-2022`; None where node is not."""
    if not _NODE_MODULES.exists():
        return None
    told = {"NODE_MODULES": str(_NODE_MODULES)}
    credential = badges.write_json(ob3.credential(award(1))).decode()
    return _rate(["node", str(_HERE / "digitalbazaar.mjs")], credential, **told)


def _rate(command: list[str], given: str, **told: str) -> float:
    done = subprocess.run(
        command, input=given, env={**os.environ, **told}, capture_output=True, text=True, check=False, timeout=300
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command[-1]} failed: {done.stderr[-600:]}")
    found: float = json.loads(done.stdout)["per_second"]
    return found
