"""`python -m badges`: make keys, sign, bake, read and verify Open Badges, without a web site or a database."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
