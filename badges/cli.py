"""The library's own command. Exit status of `verify`: 0 valid, 1 not valid, 2 could not be checked.

Of every command: 0 done, 64 not done, and one line on standard error says why.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from . import cli_keys, cli_reading, cli_signing
from .cli_files import Trouble
from .errors import BadgeError

WRONG_USAGE = 64
_GUIDE = """\
A first badge, in five commands, once a passphrase is set:

  export BADGES_PASSPHRASE='a passphrase of at least sixteen characters'
  python -m badges sign --example -o award.json
  python -m badges keygen -o issuer.key
  python -m badges sign award.json --key issuer.key -o badge.json
  python -m badges bake badge.json -o badge.png
  python -m badges verify badge.png

The first one writes an award to begin with: change in it who gives what, for what, to whom. The key is a did:key (its
own name is the issuer's): it proves that nothing was altered, not who issued. With
`keygen --site https://badges.example.org --publish FOLDER` the issuer is that site, once it serves the file made there.

Exit status: 0 done, 64 not done (the last line says why). Of verify: 0 valid, 1 not valid, 2 could not be checked,
64 nothing was checked (wrong usage, or a file that cannot be read).
"""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say what is wrong and how the command is used; exit with 64, since 2 means something else here."""
        self.print_usage(sys.stderr)
        self.exit(WRONG_USAGE, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status."""
    asked = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = asked.run
    try:
        return run(asked)
    except (Trouble, BadgeError) as problem:
        sys.stderr.write(f"badges {asked.command}: {problem}\n")
        return WRONG_USAGE
    except BrokenPipeError:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m badges",
        description="Open Badges 2.0 and 3.0: issue, bake and verify them.",
        epilog=_GUIDE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    _add_keygen(commands)
    _add_sign(commands)
    _add_baking(commands)
    _add_reading(commands)
    return parser


def _add_keygen(commands: argparse._SubParsersAction[_Parser]) -> None:
    keygen = commands.add_parser(
        "keygen",
        help="make a signing key, encrypted with a passphrase",
        description="Make a signing key: two files that stay together. KEY is encrypted with a passphrase of at "
        "least 16 characters and stays secret; KEY.public.json may be shown. A key is never overwritten.",
    )
    keygen.add_argument("-o", "--output", type=Path, required=True, metavar="KEY", help="the file to make")
    keygen.add_argument("--site", metavar="URL", help="address of the site that issues; without it, a did:key")
    keygen.add_argument(
        "--form",
        choices=["json", "jwt"],
        default="json",
        help="what the key signs: JSON with a proof inside, or a JWT (only with --site)",
    )
    keygen.add_argument(
        "--publish",
        type=Path,
        metavar="FOLDER",
        help="also write, below FOLDER, the DID document: the list of its keys that the site has to serve",
    )
    _add_passphrase(keygen)
    keygen.set_defaults(run=cli_keys.keygen)


def _add_sign(commands: argparse._SubParsersAction[_Parser]) -> None:
    sign = commands.add_parser(
        "sign",
        help="sign an award, or many",
        description="Sign an award described in a JSON file, or one for each line of a CSV or JSON lines file. The "
        "result is an Open Badge 3.0. A wrong line stops a batch before anything is signed.",
    )
    sign.add_argument("award", type=Path, nargs="?", metavar="AWARD", help="the award, as JSON (--example writes one)")
    sign.add_argument("--example", action="store_true", help="write an award to begin with, and stop")
    sign.add_argument("--key", type=Path, metavar="KEY", help="the signing key, with KEY.public.json beside it")
    sign.add_argument("-o", "--output", type=Path, metavar="OUT", help="file, or folder with --batch; else printed")
    sign.add_argument(
        "--batch",
        type=Path,
        metavar="FILE",
        help="CSV in UTF-8 with a header, or .jsonl: for each person holder, and if you like evidence and id "
        "(a random UUID); what a line does not say is taken from AWARD",
    )
    _add_passphrase(sign)
    sign.set_defaults(run=lambda asked: cli_signing.sign(asked, now=_now()))


def _add_baking(commands: argparse._SubParsersAction[_Parser]) -> None:
    bake = commands.add_parser(
        "bake",
        help="put a badge into a PNG or SVG picture",
        usage="python -m badges bake [-h] -o OUT [IMAGE] BADGE",
        description="Put a signed badge into a picture. Without one of your own, a plain medal is drawn.",
    )
    # One list: before Python 3.12, an argument that may be missing takes nothing when an option stands before it.
    bake.add_argument("files", type=Path, nargs="+", metavar="[IMAGE] BADGE", help="a PNG or SVG; what `sign` wrote")
    bake.add_argument("-o", "--output", type=Path, required=True, metavar="OUT", help="the picture to make")
    bake.set_defaults(run=cli_reading.bake)
    unbake = commands.add_parser(
        "unbake",
        help="print the badge inside a PNG or SVG picture",
        description="Print the text of the badge inside a picture, as it is and unchecked.",
    )
    unbake.add_argument("image", type=Path, metavar="IMAGE", help="a PNG or SVG")
    unbake.add_argument("--version", choices=["2", "3"], help="which one, when the picture holds both")
    unbake.set_defaults(run=cli_reading.unbake)


def _add_reading(commands: argparse._SubParsersAction[_Parser]) -> None:
    inspect = commands.add_parser(
        "inspect",
        help="show what a badge says, without believing it",
        description="Show what a file says. Nothing of it is proven: for that, verify it.",
    )
    inspect.add_argument("file", metavar="FILE", help="a file, or - for standard input")
    inspect.set_defaults(run=cli_reading.inspect)
    verify = commands.add_parser(
        "verify",
        help="check a badge: 0 valid, 1 not valid, 2 could not be checked",
        description="Check one badge, of any issuer: a picture, JSON, a JWT, or an address. Exit status: 0 valid, "
        "1 not valid, 2 could not be checked, 64 nothing was checked (wrong usage, or a file that cannot be read).",
    )
    verify.add_argument("what", metavar="FILE|URL|-", help="a file, an https link, or - for standard input")
    verify.add_argument("--offline", action="store_true", help="ask no site; use only --trust")
    verify.add_argument(
        "--trust",
        type=Path,
        metavar="DIR",
        help="issuers' documents, read before any site is asked: https://HOST/PATH is the file DIR/HOST/PATH",
    )
    verify.add_argument("--recipient", metavar="WHO", help="e-mail or identifier of the person who shows it")
    verify.add_argument("--json", action="store_true", help="print the report as one line of JSON")
    verify.set_defaults(run=lambda asked: cli_reading.verify(asked, now=_now()))


def _add_passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="holds the passphrase of the key; else BADGES_PASSPHRASE, else it is asked for",
    )


def _now() -> datetime:
    # The one clock of the library: a command has to know when it is run.
    return datetime.now(UTC)
