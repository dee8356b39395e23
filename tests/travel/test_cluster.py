"""A cluster finds the same minutes, and outlives the loss of a worker."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from unittest.mock import patch

import numpy as np
import pytest

from geoplan.errors import GeoplanError
from geoplan.travel import cluster, store
from geoplan.travel.cluster import cluster_client, minutes_on
from geoplan.travel.matrix import Access, Router
from geoplan.travel.network import network_of
from geoplan.travel.store import kept_minutes

distributed = pytest.importorskip("distributed")

NODES, CUTOFF_MIN = 10_000, 60.0
QUIETLY = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
STARTS = Access.at(np.arange(480))
ENDS = Access.at(np.arange(NODES))


@pytest.fixture(scope="module")
def router():
    rng = np.random.default_rng(7)
    tail, head = rng.integers(0, NODES, (2, 4 * NODES))
    return Router(network_of(tail, head, rng.uniform(0.5, 5.0, tail.size), nodes=NODES))


@pytest.fixture(scope="module")
def expected(router):
    return router.minutes(STARTS, ENDS, cutoff_min=CUTOFF_MIN)


@contextmanager
def two_workers():
    with (
        distributed.LocalCluster(n_workers=2, **QUIETLY) as workers,
        distributed.Client(workers) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def client():
    with two_workers() as client:
        yield client


@pytest.fixture
def doomed():
    """Return the client of a cluster that may be spoilt."""
    with two_workers() as client:
        yield client


class Tasks(distributed.SchedulerPlugin):
    """Counts how often each block is given to a worker."""

    name = "tasks"

    def __init__(self):
        self.given = Counter()

    def transition(self, key, start, finish, *args, **kwargs):  # noqa: ARG002 - as Dask calls it
        if finish == "processing":
            self.given[key] += 1


def watched(client):
    """Return the tasks of a cluster as they will be."""
    tasks = Tasks()
    client.cluster.scheduler.add_plugin(tasks)
    return tasks


@pytest.fixture
def tasks(client):
    yield watched(client)
    client.cluster.scheduler.remove_plugin(Tasks.name)


@pytest.fixture
def ask(router, client, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "ROWS", 20)

    def ask(**options):
        options = {"cutoff_min": CUTOFF_MIN, "folder": tmp_path, "client": client} | options
        return kept_minutes(router, STARTS, ENDS, **options)

    return ask


def same(found, expected):
    for array in ("data", "indices", "indptr"):
        np.testing.assert_array_equal(getattr(found, array), getattr(expected, array))
    return found.shape == expected.shape


def test_the_minutes_are_those_of_this_process(ask, expected, tasks):
    heard = []
    assert same(ask(progress=lambda *told: heard.append(told)), expected)
    assert heard == [("Travel times", done / 24) for done in range(25)] + [("Travel times", 1.0)]
    assert Counter(tasks.given.values()) == {1: 24}
    assert same(ask(), expected)
    assert len(tasks.given) == 24


def test_what_is_there_is_not_searched_for_again(ask, expected, tasks):
    def press(_, share):
        if share >= 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ask(client=None, progress=press)
    assert same(ask(), expected)
    assert len(tasks.given) == 13


def test_a_killed_worker_costs_its_blocks_only(ask, expected, doomed):
    tasks, pids, killed = watched(doomed), doomed.run(os.getpid), []

    def kill_one(_, share):
        busy = [worker for worker, blocks in doomed.processing().items() if blocks]
        if share > 0.3 and busy and not killed:
            killed.append(busy[0])
            os.kill(pids[busy[0]], signal.SIGKILL)

    assert same(ask(client=doomed, progress=kill_one), expected)
    assert len(killed) == 1
    in_flight = cluster.AHEAD * 2
    assert len(tasks.given) == 24
    assert 24 < tasks.given.total() <= 24 + in_flight


def test_all_workers_killed_at_once_cost_their_blocks_only(ask, expected, doomed):
    pids = list(doomed.run(os.getpid).values())

    def kill_all(_, share):
        if share > 0.3:
            while pids:
                os.kill(pids.pop(), signal.SIGKILL)

    assert same(ask(client=doomed, progress=kill_all), expected)
    assert not pids


def test_a_cluster_that_is_closed_is_told_in_a_sentence(ask, expected, client, doomed, tasks):
    def close(_, share):
        if share > 0.3:
            doomed.cluster.close()

    with pytest.raises(GeoplanError, match="See that its scheduler runs"):
        ask(client=doomed, progress=close)
    assert same(ask(), expected)
    assert len(tasks.given) == 16


def test_only_a_few_blocks_are_ahead(router, client, tasks):
    searches = router.searches(STARTS, ENDS, cutoff_min=CUTOFF_MIN)
    blocks = [(first, first + 20) for first in range(0, 480, 20)]
    for taken, _ in enumerate(minutes_on(client, searches, blocks)):
        assert len(tasks.given) <= taken + cluster.AHEAD * 2


def test_a_task_searches_with_one_thread_also_when_it_is_a_whole_study(client, router):
    def threads(search):
        with patch("geoplan.travel.matrix.ThreadPoolExecutor", wraps=ThreadPoolExecutor) as pool:
            search()
        return pool.call_args.args[0]

    searches = router.searches(STARTS, ENDS, cutoff_min=CUTOFF_MIN)
    block = partial(cluster._minutes, searches, 0, 40)
    study = partial(router.minutes, STARTS, STARTS, cutoff_min=CUTOFF_MIN)
    assert [client.submit(threads, search).result() for search in (block, study)] == [1, 1]


def test_a_task_that_fails_is_told_in_a_sentence(client, router):
    searches = router.searches(STARTS, ENDS, cutoff_min=CUTOFF_MIN)
    with pytest.raises(GeoplanError, match=r"failed \(TypeError.*same geoplan, then run again"):
        list(minutes_on(client, replace(searches, cutoff_min="long"), [(0, 20)]))


class Deadly:
    """Kills whoever searches with it."""

    def minutes(self, *_, **__):
        os._exit(9)


def test_a_task_that_kills_all_workers_is_given_up(doomed):
    with pytest.raises(GeoplanError, match="workers have enough memory"):
        list(minutes_on(doomed, Deadly(), [(0, 20)]))


def test_no_scheduler(monkeypatch):
    monkeypatch.setattr(cluster, "WAIT_S", 1)
    for address in ("tcp://127.0.0.1:1", "nonsense", "foo://127.0.0.1:1"):
        with (
            pytest.raises(
                GeoplanError, match=f'^{address}: no Dask scheduler answers .* or "local".'
            ),
            cluster_client(address),
        ):
            pass


def test_no_workers(monkeypatch):
    monkeypatch.setattr(cluster, "WAIT_S", 1)
    with distributed.LocalCluster(n_workers=0, **QUIETLY) as nobody:
        address = nobody.scheduler_address
        with (
            pytest.raises(GeoplanError, match=f"{address}: the cluster has no workers. Start some"),
            cluster_client(address),
        ):
            pass


def test_the_client_of_an_address_is_closed_and_its_cluster_is_not(client):
    with cluster_client(client.scheduler.address) as other:
        assert other.submit(abs, -3).result() == 3
    assert other.status == "closed"
    assert client.submit(abs, -4).result() == 4


def test_local_is_a_worker_of_one_thread_for_each_core():
    with cluster_client("local") as here:
        assert list(here.nthreads().values()) == [1] * os.cpu_count()
        assert os.getpid() not in here.run(os.getpid).values()
    assert here.status == "closed"


def test_local_workers_do_not_tell_of_a_heartbeat_that_ends_with_them():
    with cluster_client("local") as here:
        written = here.run(
            lambda: logging.getLogger("distributed.worker").isEnabledFor(logging.ERROR)
        )
    assert list(written.values()) == [False] * os.cpu_count()


def test_without_dask_the_sentence_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        pytest.raises(GeoplanError, match=r"pip install 'geoplan\[cluster\]'"),
        cluster_client("local"),
    ):
        pass
