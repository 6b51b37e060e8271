"""docs/command.md says what the command does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from coding import cli
from coding.doctor import machine

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "command.md").read_text(encoding="utf-8")


def test_the_exit_codes_are_those_of_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    """The page and `coding --help` list the same codes, and they are the constants."""
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, flags=re.MULTILINE)}
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    epilog = capsys.readouterr().out.split("exit codes:")[1]
    helped = {int(code) for code in re.findall(r"^  (\d+) ", epilog, flags=re.MULTILINE)}

    assert listed == helped == {cli.OK, cli.FOUND, cli.BAD_INPUT, cli.BUSY, cli.STOPPED}


def test_the_limits_of_the_disk_are_those_of_the_doctor() -> None:
    """The two sizes on the page are the two the doctor compares with."""
    sizes = [float(size) for size in re.findall(r"under ([\d.]+) GB free", PAGE)]

    assert sizes == [machine._TIGHT / 1e9, machine._LITTLE / 1e9]
