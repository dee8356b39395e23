"""Minutes kept on disk are those of the router, whatever happened on the way."""

from __future__ import annotations

import multiprocessing
import os
import tracemalloc
from dataclasses import replace
from itertools import pairwise
from threading import Thread

import numpy as np
import pytest

from geoplan.errors import GeoplanError, OutputError
from geoplan.travel import store
from geoplan.travel.matrix import Access, Router, Searches
from geoplan.travel.network import Network, network_of
from geoplan.travel.store import kept_minutes
from tests.disks import disk_full

NODES, CUTOFF_MIN = 900, 12.0


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch):
    monkeypatch.setattr(store, "ROWS", 20)


@pytest.fixture(scope="module")
def router():
    rng = np.random.default_rng(7)
    tail, head = rng.integers(0, NODES, (2, 4 * NODES))
    return Router(network_of(tail, head, rng.uniform(0.5, 5.0, tail.size), nodes=NODES))


def cells():
    """Return 120 places with two access points each, both needed."""
    place = np.repeat(np.arange(120), 2)
    return Access(120, place, np.arange(240), np.full(240, 0.25), np.full(120, 2))


def sites(number):
    return Access.at(np.arange(300, 300 + number))


ASKED = {
    "more cells than sites": (cells(), sites(70)),
    "more sites than cells": (cells(), sites(150)),
    "to cells": (sites(150), cells()),
    "both of one tie": (sites(70), Access.at(np.arange(200))),
    "one way only": (sites(90), sites(500)),
}


@pytest.fixture
def ask(router, tmp_path):
    def ask(*asked, **options):
        options = {"cutoff_min": CUTOFF_MIN, "folder": tmp_path / "times"} | options
        return kept_minutes(router, *(asked or ASKED["more cells than sites"]), **options)

    return ask


@pytest.fixture
def searched(monkeypatch):
    """Return a list that tells which blocks were searched for."""
    blocks, minutes = [], Searches.minutes

    def told(searches, first, last, **options):
        blocks.append((first, last))
        return minutes(searches, first, last, **options)

    monkeypatch.setattr(Searches, "minutes", told)
    return blocks


def same(found, expected):
    assert found.shape == expected.shape
    for array in ("data", "indices", "indptr"):
        one, other = getattr(found, array), getattr(expected, array)
        assert one.dtype == other.dtype
        assert one.tobytes() == other.tobytes()
    return True


@pytest.fixture
def expected(router):
    minutes = router.minutes(*ASKED["more cells than sites"], cutoff_min=CUTOFF_MIN)
    assert 1000 < minutes.nnz < 0.9 * np.prod(minutes.shape)
    return minutes


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_the_bytes_are_those_of_the_router_at_once_and_again(router, ask, searched, asked):
    plain = router.minutes(*asked, cutoff_min=CUTOFF_MIN)
    searched.clear()
    assert same(ask(*asked), plain)
    assert len(searched) > 3
    assert same(ask(*asked), plain)
    assert same(ask(*asked, in_memory_bytes=0), plain)
    assert searched == sorted(set(searched))  # each once


def test_nobody_in_reach_and_nobody_there(router, ask):
    nowhere = Access(3, np.empty(0, int), np.empty(0, int), np.empty(0))
    nobody = Access(0, np.empty(0, int), np.empty(0, int), np.empty(0))
    for asked in ((nowhere, sites(2)), (sites(2), nowhere), (nobody, sites(2)), (sites(2), nobody)):
        plain = router.minutes(*asked, cutoff_min=CUTOFF_MIN)
        assert plain.nnz == 0
        assert same(ask(*asked), plain)
        assert same(ask(*asked, in_memory_bytes=0), plain)


def test_a_large_result_stays_on_disk(ask, tmp_path):
    many = (Access.at(np.arange(NODES)), Access.at(np.arange(NODES)))
    size = _only(ask, many, tmp_path).stat().st_size
    tracemalloc.start()
    on_disk = ask(*many, in_memory_bytes=size - 10_000)
    mapped_peak = tracemalloc.get_traced_memory()[1]
    in_memory = ask(*many, in_memory_bytes=size)
    read_peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 4_000_000
    assert mapped_peak < 0.1 * size < read_peak
    assert not on_disk.data.flags.writeable
    assert in_memory.data.flags.writeable
    assert same(on_disk, in_memory)


def _only(ask, asked, tmp_path):
    """Ask and return the file that is kept."""
    ask(*asked)
    (file,) = (tmp_path / "times").iterdir()
    return file


@pytest.mark.parametrize("direction", ["forwards", "backwards"])
def test_it_is_put_together_without_holding_it(ask, monkeypatch, direction):
    peaks, put_together = [], store._put_together

    def watched(*given):
        tracemalloc.start()
        put_together(*given)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    monkeypatch.setattr(store, "_put_together", watched)
    monkeypatch.setattr(store, "ROWS", 5)
    everywhere = Access.at(np.arange(NODES))
    minutes = ask(everywhere, {"forwards": everywhere, "backwards": sites(500)}[direction])
    assert minutes.nnz > 200_000
    assert peaks[0] < 0.25 * (minutes.data.nbytes + minutes.indices.nbytes)


class TestInterrupted:
    def stop(self, ask, at):
        def press(stage, share, note=""):
            if share >= at:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            ask(progress=press)

    def test_it_goes_on_with_the_blocks_that_are_there(self, ask, searched, expected, tmp_path):
        self.stop(ask, 0.58)  # of 70 rows: 40 are written
        assert len(list((tmp_path / "times").iterdir())) == 2
        searched.clear()
        heard = []
        assert same(ask(progress=lambda *told: heard.append(told)), expected)
        assert searched == [(40, 60), (60, 70)]
        assert heard[0] == ("Travel times", 40 / 70)
        assert len(list((tmp_path / "times").iterdir())) == 1

    def test_a_damaged_block_is_searched_for_again(self, ask, searched, expected, tmp_path):
        self.stop(ask, 0.99)
        (part,) = (tmp_path / "times").glob("*-20-40.rows")
        part.write_bytes(part.read_bytes()[:-1])
        searched.clear()
        assert same(ask(), expected)
        assert searched == [(20, 40), (60, 70)]

    def test_other_blocks_than_today_are_not_mixed_in(self, ask, expected, monkeypatch, tmp_path):
        self.stop(ask, 0.99)
        monkeypatch.setattr(store, "ROWS", 30)
        assert same(ask(), expected)
        assert len(list((tmp_path / "times").iterdir())) == 1

    def test_putting_together_can_be_interrupted(self, ask, searched, expected, monkeypatch):
        with monkeypatch.context() as patch:
            patch.setattr(store, "sealing", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
            with pytest.raises(KeyboardInterrupt):
                ask()
        searched.clear()
        assert same(ask(), expected)
        assert searched == []


def test_progress_runs_to_the_end_in_small_steps(ask, monkeypatch):
    monkeypatch.setattr(store, "ROWS", 200)
    heard = []
    ask(sites(400), sites(500), progress=lambda *told: heard.append(told))
    shares = [told[1] for told in heard]
    assert {told[0] for told in heard} == {"Travel times"}
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert max(after - before for before, after in pairwise(shares)) < 0.05


CHANGES = {
    "an edge takes longer": lambda n, a, b, c: (_longer(n), a, b, c),
    "an edge leads elsewhere": lambda n, a, b, c: (replace(n, head=n.head[::-1].copy()), a, b, c),
    "a place more": lambda n, a, b, c: (n, a, replace(b, places=b.places + 1), c),
    "another node": lambda n, a, b, c: (n, a, replace(b, node=b.node + 1), c),
    "another place": lambda n, a, b, c: (n, a, replace(b, place=b.place[::-1].copy()), c),
    "a longer walk": lambda n, a, b, c: (n, replace(a, minutes=a.minutes + 1), b, c),
    "fewer ties needed": lambda n, a, b, c: (n, replace(a, needed=np.ones(120, int)), b, c),
    "the way back": lambda n, a, b, c: (n, b, a, c),
    "a longer cut-off": lambda n, a, b, c: (n, a, b, np.nextafter(c, 99)),
}


def _longer(network):
    minutes = network.minutes.copy()
    minutes[17] = np.nextafter(minutes[17], 99)
    return replace(network, minutes=minutes)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changes_the_minutes_is_never_answered_from_before(router, change):
    before = (router.network, cells(), sites(70), CUTOFF_MIN)
    assert store._key(*change(*before)) != store._key(*before)


def test_another_engine_is_another_answer(router, monkeypatch):
    before = store._key(router.network, cells(), sites(70), CUTOFF_MIN)
    monkeypatch.setattr(store, "ENGINE", "another")
    assert store._key(router.network, cells(), sites(70), CUTOFF_MIN) != before


def test_the_same_question_in_other_objects_is_the_same(router):
    network = Network(
        *(getattr(router.network, name).copy() for name in ("begin", "head", "minutes"))
    )
    one_each = replace(sites(70), needed=np.ones(70, np.int64))
    assert store._key(network, cells(), one_each, 12) == store._key(
        router.network, cells(), sites(70), CUTOFF_MIN
    )


@pytest.mark.parametrize("damage", ["cut short", "one bit", "empty"])
def test_a_damaged_file_is_not_trusted(ask, searched, expected, tmp_path, damage):
    file = _only(ask, ASKED["more cells than sites"], tmp_path)
    content = bytearray(file.read_bytes())
    if damage == "one bit":
        content[len(content) // 2] ^= 1
    file.write_bytes(content[: {"cut short": -8, "empty": 0, "one bit": None}[damage]])
    searched.clear()
    assert same(ask(), expected)
    assert len(searched) == 4


class TestDisk:
    def refused(self, ask, folder, /, **options):
        with pytest.raises(OutputError) as refusal:
            ask(**options)
        message = str(refusal.value)
        assert message.startswith(f"{folder}: travel times could not be written (")
        assert "Free the space or the rights it needs, or choose another folder" in message

    def test_the_folder_is_a_file(self, ask, tmp_path, searched):
        (tmp_path / "file").write_text("mine", encoding="ascii")
        for folder in (tmp_path / "file", tmp_path / "file" / "below"):
            self.refused(ask, folder, folder=folder)
        assert searched == []  # it is told before any work
        assert (tmp_path / "file").read_text(encoding="ascii") == "mine"

    @pytest.mark.parametrize("room", [2_000, 30_000])
    def test_no_room_for_a_block_or_for_the_whole(self, ask, expected, searched, tmp_path, room):
        other = _only(ask, (sites(30), sites(40)), tmp_path)
        content = other.read_bytes()
        with disk_full(room):
            self.refused(ask, tmp_path / "times")
        assert other.read_bytes() == content
        kept = [path for path in other.parent.iterdir() if path != other]
        assert {path.suffix for path in kept} <= {".rows"}
        assert len(kept) == (0 if room < 10_000 else 4)
        searched.clear()
        assert same(ask(), expected)
        assert len(searched) == 4 - len(kept)

    def test_a_disk_that_gives_back_something_else(self, ask, monkeypatch):
        def unsound(path):
            raise store.UnsoundError(path)

        monkeypatch.setattr(store, "read_sealed", unsound)
        with pytest.raises(OutputError, match="cannot be read again"):
            ask()

    def test_a_folder_that_cannot_be_written_to_can_be_read(self, ask, expected, monkeypatch):
        ask()

        def refuse(*_):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "utime", refuse)
        monkeypatch.setattr(store, "TemporaryFile", refuse)
        assert same(ask(), expected)


def _at_once(folder, ready, answers, number):
    rng = np.random.default_rng(7)
    tail, head = rng.integers(0, NODES, (2, 4 * NODES))
    router = Router(network_of(tail, head, rng.uniform(0.5, 5.0, tail.size), nodes=NODES))
    store.ROWS = 3
    router.minutes(sites(1), sites(1), cutoff_min=1.0)  # loads what is compiled
    ready.wait()
    minutes = kept_minutes(
        router, *ASKED["more cells than sites"], cutoff_min=CUTOFF_MIN, folder=folder
    )
    answers.put((number, minutes.data, minutes.indices, minutes.indptr))


def test_processes_that_ask_at_once_are_all_answered(expected, tmp_path):
    processes = multiprocessing.get_context("spawn")
    ready, answers = processes.Barrier(3), processes.Queue()
    started = [
        processes.Process(target=_at_once, args=(tmp_path / "times", ready, answers, number))
        for number in range(3)
    ]
    for process in started:
        process.start()
    found = [answers.get(timeout=120) for _ in started]
    for process in started:
        process.join(60)
        assert process.exitcode == 0
    for _, *arrays in found:
        for array, right in zip(
            arrays, (expected.data, expected.indices, expected.indptr), strict=True
        ):
            np.testing.assert_array_equal(array, right)
    assert [path.suffix for path in (tmp_path / "times").iterdir()] == [".times"]


@pytest.mark.parametrize("when", ["before", "while"])
def test_blocks_that_another_process_removed_when_it_was_done_are_not_missed(
    ask, expected, searched, monkeypatch, when
):
    name = {"before": "_put_together", "while": "sealing"}[when]
    step = getattr(store, name)

    def late(*given):
        monkeypatch.setattr(store, name, step)
        other = Thread(target=ask)
        other.start()
        other.join()
        return step(*given)

    monkeypatch.setattr(store, name, late)
    assert same(ask(), expected)
    assert len(searched) == 4  # none twice


def test_the_oldest_goes_when_too_much_is_kept(ask, searched, tmp_path, monkeypatch):
    folder = tmp_path / "times"
    asked = [(sites(20), Access.at(np.arange(first, first + 300))) for first in range(4)]
    for number, each in enumerate(asked[:3]):
        ask(*each)
        newest = max(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    (folder / "unfinished.part").write_bytes(bytes(100))
    os.utime(folder / "unfinished.part", (0, 0))
    (folder / "notes.txt").write_text("not of ours", encoding="ascii")
    ask(*asked[0])  # makes it the newest
    size = max(path.stat().st_size for path in folder.iterdir())
    monkeypatch.setattr(store, "KEPT_BYTES", 3.2 * size)
    ask(*asked[3])
    assert (folder / "notes.txt").exists()
    assert not (folder / "unfinished.part").exists()
    assert len(list(folder.glob("*.times"))) == 3
    searched.clear()
    for each in (asked[0], asked[2], asked[3]):
        ask(*each)
    assert searched == []
    monkeypatch.setattr(store, "KEPT_BYTES", 1)
    ask(*asked[1])
    assert len(list(folder.glob("*.times"))) == 1  # itself stays, however large


def test_what_the_router_refuses_leaves_no_trace(ask, tmp_path):
    with pytest.raises(GeoplanError, match="nearest access point"):
        ask(cells(), cells())
    assert not (tmp_path / "times").exists()
