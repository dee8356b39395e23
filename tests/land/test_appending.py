"""A line that was acknowledged stays, whoever else writes and whatever is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from geoplan.errors import OutputError
from geoplan.land import appending
from geoplan.land.appending import append_line
from geoplan.layers.decisions import read_decisions
from tests.land.killed import compose

ROOT = Path(__file__).parents[2]
KILLS = 200


def run(*arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *map(str, arguments)], env=environment, capture_output=True, check=True
    ).stdout.decode()


def test_the_file_survives_being_killed_200_times_and_loses_nothing_acknowledged(tmp_path):
    path = tmp_path / "decisions.csv"
    told = run(ROOT / "tests" / "land" / "killed.py", path, 7, KILLS).split()
    held = read_decisions(path).table
    assert len(told) > KILLS / 4  # otherwise nothing was put to the test
    assert len(set(told)) == len(told)
    assert {*told} <= {*held.index}
    assert len(held) <= len(told) + KILLS + 3  # each death hides one acknowledgement at most
    assert held.index.tolist() == [f"D{number}" for number in range(1, len(held) + 1)]
    append_line(path, compose)  # and no lock is left behind
    assert len(read_decisions(path).table) == len(held) + 1


def test_processes_that_write_at_once_lose_nothing(tmp_path):
    path, processes, each = tmp_path / "decisions.csv", 6, 15
    script = (
        "import sys; from pathlib import Path\n"
        "from geoplan.land.appending import append_line; from tests.land.killed import compose\n"
        f"for _ in range({each}): append_line(Path(sys.argv[1]), compose)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    running = [
        subprocess.Popen([sys.executable, "-c", script, str(path)], env=environment)
        for _ in range(processes)
    ]
    assert [process.wait(60) for process in running] == [0] * processes
    held = read_decisions(path)
    assert held.table.index.tolist() == [f"D{n}" for n in range(1, processes * each + 1)]
    assert held.torn == []


def test_appending_imports_nothing_heavy():
    heavy = "import sys, geoplan.land.appending; print({'pandas', 'numpy'} & {*sys.modules})"
    assert run("-c", heavy).strip() == "set()"


def test_what_is_refused_leaves_no_file_behind(tmp_path):
    def refuse(text):
        raise ValueError(text)

    with pytest.raises(ValueError, match=r"^$"):
        append_line(tmp_path / "decisions.csv", refuse)
    assert not (tmp_path / "decisions.csv").exists()


def test_a_file_that_another_keeps_is_said_to_be_locked(tmp_path, monkeypatch):
    monkeypatch.setattr(appending, "WAIT_S", 0.05)
    path = tmp_path / "decisions.csv"
    with (
        FileLock(tmp_path / ".decisions.csv.lock"),
        pytest.raises(OutputError, match=r"decisions\.csv: another process has kept"),
    ):
        append_line(path, compose)


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path, monkeypatch):
    path = tmp_path / "decisions.csv"
    append_line(path, compose)
    before = path.read_bytes()
    write, room = os.write, iter([40])

    def little(descriptor, line):
        try:
            return write(descriptor, line[: next(room)])
        except StopIteration:
            raise OSError(28, "No space left on device") from None

    monkeypatch.setattr(os, "write", little)
    with pytest.raises(OutputError, match="No space left on device"):
        append_line(path, compose)
    assert path.read_bytes() == before


def test_a_file_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "decisions.csv").mkdir()
    with pytest.raises(OutputError, match=r"decisions\.csv: the line could not be written"):
        append_line(tmp_path / "decisions.csv", compose)
