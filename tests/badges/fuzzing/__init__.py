"""Hostile input for every reader of the badge library, in the manner of libFuzzer.

`python -m tests.badges.fuzzing` runs many; `tests/badges/test_fuzzing.py` runs few, and every input that once found
something.
"""
