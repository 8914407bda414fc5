"""Archives of badges, made and checked by the product's own commands."""

from pathlib import Path

from click.testing import CliRunner, Result
from flask import Flask

from peerlearn.commands.archive import archive


def export(app: Flask, folder: Path) -> Result:
    """`flask archive export`."""
    return app.test_cli_runner().invoke(args=["archive", "export", str(folder)])


def check(folder: Path) -> Result:
    """`flask archive check`, which needs no application."""
    return CliRunner().invoke(archive, ["check", str(folder)])


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file by its path."""
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}
