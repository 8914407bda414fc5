"""1EdTech's reference validator of Open Badges 2.0 believes us, and stops believing us once a badge is withdrawn."""

from pathlib import Path

from tests.reference.conftest import Published, reference_says


def _assertion(published: Published, name: str) -> str:
    """The address of the hosted assertion."""
    answer = published.get(f"/b/{published.awards[name].public_code}.ob2.json")
    return str(answer.json()["id"])


def _picture(published: Published, name: str, folder: Path) -> str:
    file = folder / f"{name}.png"
    file.write_bytes(published.get(f"/b/{published.awards[name].public_code}.png").content)
    return str(file)


def test_the_hosted_assertion_is_valid_until_it_is_withdrawn(published: Published) -> None:
    address = _assertion(published, "moussa")
    report = reference_says(input=address)
    assert report["valid"], report
    assert report["errorCount"] == report["warningCount"] == 0, report
    published.withdraw("moussa")
    assert not reference_says(input=address)["valid"]
    assert reference_says(input=_assertion(published, "awa"))["valid"]


def test_the_signed_assertion_is_valid_until_it_is_withdrawn(published: Published) -> None:
    signed = published.file("moussa", ".jws")
    other = published.file("awa", ".jws")
    report = reference_says(input=signed)
    assert report["valid"], report
    assert report["errorCount"] == report["warningCount"] == 0, report
    published.withdraw("moussa")
    report = reference_says(input=signed)
    assert not report["valid"]
    assert "revoked" in str(report["messages"]).lower()
    assert reference_says(input=other)["valid"]


def test_the_signed_assertion_with_one_letter_changed_is_not_valid(published: Published) -> None:
    header, payload, signature = published.file("moussa", ".jws").split(".")
    changed = f"{header}.{payload}.{signature[:-6]}{'A' if signature[-6] != 'A' else 'B'}{signature[-5:]}"
    assert not reference_says(input=changed)["valid"]


def test_the_baked_picture_is_valid_until_it_is_withdrawn(published: Published, tmp_path: Path) -> None:
    picture = _picture(published, "moussa", tmp_path)
    report = reference_says(picture=picture)
    assert report["valid"], report
    published.withdraw("moussa")
    assert not reference_says(picture=picture)["valid"]
