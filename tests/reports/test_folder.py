from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from pyogrio.errors import FeatureError

from geoplan.errors import OutputError
from geoplan.reports.folder import prepare, refuse_locked, write_all


def writer(text):
    return lambda path: path.write_text(text)


def full_disk(path):
    raise OSError(28, "No space left on device")


def test_all_files_are_written_and_nothing_else_is_left(tmp_path):
    written = write_all(tmp_path / "new" / "folder", {"a": writer("1"), "b": writer("2")})
    assert [path.read_text() for path in written] == ["1", "2"]
    assert sorted(path.name for path in (tmp_path / "new" / "folder").iterdir()) == ["a", "b"]


def folder_of(text):
    def write(path):
        path.mkdir()
        (path / text).write_text(text)

    return write


def test_a_folder_takes_the_place_of_the_last_one(tmp_path):
    write_all(tmp_path, {"maps": folder_of("old"), "a": writer("1")})
    written = write_all(tmp_path, {"maps": folder_of("new"), "a": writer("2")})
    assert written == [tmp_path / "maps", tmp_path / "a"]
    assert [path.name for path in (tmp_path / "maps").iterdir()] == ["new"]
    assert len(list(tmp_path.iterdir())) == 2


def test_a_full_disk_leaves_the_last_folder_whole(tmp_path):
    write_all(tmp_path, {"maps": folder_of("old")})
    with pytest.raises(OutputError, match="No space left"):
        write_all(tmp_path, {"maps": folder_of("new"), "b": full_disk})
    assert [path.name for path in (tmp_path / "maps").iterdir()] == ["old"]
    assert len(list(tmp_path.iterdir())) == 1


def test_what_can_be_replaced_is_not_refused(tmp_path):
    write_all(tmp_path, {"maps": folder_of("old"), "a.csv": writer("old")})
    refuse_locked(tmp_path, ["maps", "a.csv", "not-there.csv", "not-there"])
    refuse_locked(tmp_path / "none", ["a.csv"])


@pytest.mark.parametrize("name", ["a.csv", "maps"])
def test_what_is_read_only_is_refused(tmp_path, name):
    write_all(tmp_path, {"maps": folder_of("old"), "a.csv": writer("old")})
    for path in (tmp_path / "a.csv", tmp_path / "maps" / "old"):
        path.chmod(0o444)
    with pytest.raises(OutputError, match="read-only"):
        refuse_locked(tmp_path, [name])


def full_disk_under_gdal(path):
    raise FeatureError("Could not add feature to layer: no such table: gpkg_contents")


@pytest.mark.parametrize(
    ("fails", "words"), [(full_disk, "No space left"), (full_disk_under_gdal, "disk may be full")]
)
def test_a_full_disk_leaves_the_last_result_whole(tmp_path, fails, words):
    write_all(tmp_path, {"a": writer("old"), "b": writer("old")})
    with pytest.raises(OutputError, match=words):
        write_all(tmp_path, {"a": writer("new"), "b": fails})
    assert [(tmp_path / name).read_text() for name in "ab"] == ["old", "old"]
    assert len(list(tmp_path.iterdir())) == 2


def test_an_interrupt_while_writing_leaves_the_last_result_whole(tmp_path):
    def interrupted(path):
        raise KeyboardInterrupt

    write_all(tmp_path, {"a": writer("old")})
    with pytest.raises(KeyboardInterrupt):
        write_all(tmp_path, {"a": writer("new"), "b": interrupted})
    assert (tmp_path / "a").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_an_interrupt_while_moving_waits_until_all_is_in_place(tmp_path, monkeypatch):
    moved = []
    original = Path.replace

    def move_and_press(self, target):
        moved.append(target)
        if len(moved) == 1:
            os.kill(os.getpid(), signal.SIGINT)
        return original(self, target)

    monkeypatch.setattr(Path, "replace", move_and_press)
    with pytest.raises(KeyboardInterrupt):
        write_all(tmp_path, {"a": writer("new"), "b": writer("new")})
    assert [(tmp_path / name).read_text() for name in "ab"] == ["new", "new"]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(OutputError, match="--out"):
        prepare(tmp_path / "taken")


@pytest.mark.skipif(sys.platform != "linux", reason="needs setpriv of Linux to drop root's rights")
def test_an_unwritable_folder_is_refused(tmp_path):
    tmp_path.chmod(0o555)
    code = (
        "import sys; from pathlib import Path; from geoplan.reports.folder import prepare\n"
        "try: prepare(Path(sys.argv[1]))\n"
        "except Exception as refused: print(type(refused).__name__, refused)"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "out")]
    if os.geteuid() == 0:
        command = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", *command]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said.startswith("OutputError")
    assert "Permission denied" in said
