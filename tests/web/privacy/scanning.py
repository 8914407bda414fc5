"""Looking for words in bytes, in every form in which this program or a database writes them."""

import base64
import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from peerlearn.core.db import Base, db


def found_in(content: bytes, words: Mapping[str, str]) -> set[str]:
    """Which of these words (by what they are called) the bytes hold, plain or within what is packed in them."""
    texts = list(_unpacked(content))
    return {name for name, word in words.items() if any(form in text for form in forms_of(word) for text in texts)}


def found_in_files(folders: Iterable[Path], words: Mapping[str, str]) -> set[str]:
    """Which of these words any file under these folders holds."""
    found: set[str] = set()
    for folder in folders:
        for file in sorted(one for one in folder.rglob("*") if one.is_file()):
            found |= found_in(file.read_bytes(), words)
    return found


def found_in_rows(app: Flask, words: Mapping[str, str]) -> set[str]:
    """Which of these words any row of any table holds, however the database packs it."""
    with app.app_context(), db.engine.connect() as connection:
        rows = [repr(row) for table in Base.metadata.sorted_tables for row in connection.execute(select(table))]
        raw = [
            bytes(value)
            for table in Base.metadata.sorted_tables
            for row in connection.execute(select(table))
            for value in row
            if isinstance(value, bytes | memoryview)
        ]
    found = found_in("\n".join(rows).encode(), words)
    return found.union(*(found_in(value, words) for value in raw))


@cache
def forms_of(word: str) -> frozenset[bytes]:
    """The word as UTF-8, UTF-16 and Latin-1, as JSON writes it, and at each of the three places of base64."""
    written = {word.encode(encoding, "ignore") for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1")}
    written |= {json.dumps(word)[1:-1].encode(), word.upper().encode(), word.lower().encode()}
    written |= {form for text in (word.encode(), json.dumps(word)[1:-1].encode()) for form in _in_base64(text)}
    return frozenset(written - {b""})


def _in_base64(text: bytes) -> Iterator[bytes]:
    for before in range(3):
        # The letters at both ends depend on what stands beside the word: left out.
        packed = base64.b64encode(b"\0" * before + text)
        inner = packed[(before * 8 + 5) // 6 : len(packed) // 4 * 4 - 4]
        yield inner
        yield inner.translate(bytes.maketrans(b"+/", b"-_"))


def _unpacked(content: bytes, depth: int = 2) -> Iterator[bytes]:
    """The bytes, and what is deflated in them: a chunk of a PNG, a compressed column."""
    yield content
    if not depth:
        return
    for start in (found.start() for found in re.finditer(rb"x[\x01\x5e\x9c\xda]|\x1f\x8b\x08", content)):
        inner = _inflated(content[start:])
        if len(inner) > 16:
            yield from _unpacked(inner, depth - 1)


def _inflated(content: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=47).decompress(content, 1_000_000)
    except zlib.error:
        return b""


def pack_of(word: str) -> dict[str, bytes]:
    """The word in every packing that the scan must see through."""
    text = f"vorher {word} nachher".encode()
    return {
        "utf-8": text,
        "utf-16": f"a {word}".encode("utf-16"),
        "json": json.dumps({"name": word}).encode(),
        "base64": base64.b64encode(text),
        "base64url": base64.urlsafe_b64encode(text).rstrip(b"="),
        "base64 of json": base64.b64encode(json.dumps({"a": f"--{word}--"}).encode()),
        "zlib": b"IDAT" + zlib.compress(text * 3) + b"end",
        "gzip": gzip.compress(text * 3),
    }
