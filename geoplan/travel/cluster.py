"""Searches on a cluster of Dask workers, block by block.

Each block is a task of one thread, so that a worker searches with as many threads as it was given.
A worker that dies costs the blocks it was at: they go to others.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy import sparse

from geoplan.errors import GeoplanError
from geoplan.travel.matrix import Searches

if TYPE_CHECKING:
    from distributed import Client, Future

LOCAL = "local"
WAIT_S = 20  # for the scheduler, and for a first worker
AHEAD = 2  # blocks at a time for each thread: one is searched for while another is fetched
WORKERS_LOG = "distributed.nanny.pre-spawn-environ.DASK_DISTRIBUTED__LOGGING__DISTRIBUTED"
LOSSES = 3  # of all workers in a row, after which the cluster is given up

Block: TypeAlias = tuple[int, int]  # first place searched from, and the one after the last
Found: TypeAlias = tuple[Block, sparse.csr_array[np.float64]]


@contextmanager
def cluster_client(address: str) -> Iterator[Client]:
    """Give a client of a cluster, and close it in the end.

    Parameters
    ----------
    address
        Of a Dask scheduler, such as ``tcp://10.0.0.1:8786``; ``local`` for a worker on each core of
        this machine, until the end.

    Raises
    ------
    GeoplanError
        When Dask is not installed, no scheduler answers or no worker comes within 20 s.
    """
    try:
        import dask
        from distributed import Client, LocalCluster
        from distributed.comm import get_address_host_port
    except ImportError:
        raise GeoplanError(
            "A cluster needs Dask, which is not installed. Run: pip install 'geoplan[cluster]'"
        ) from None
    logging.getLogger("distributed").setLevel(logging.WARNING)  # below come tracebacks
    if address == LOCAL:
        options = {"threads_per_worker": 1, "dashboard_address": "127.0.0.1:0"}
        with (
            dask.config.set({WORKERS_LOG: "critical"}),  # faults come back, heartbeats end anyhow
            LocalCluster(n_workers=os.cpu_count(), **options) as here,
            Client(here) as client,
        ):
            yield client
        return
    try:
        get_address_host_port(address)  # a client of a malformed one could not be closed
        client = Client(address, timeout=WAIT_S)
    except (OSError, ValueError, ImportError) as refused:
        raise GeoplanError(
            f"{address}: no Dask scheduler answers ({refused}). Give the address that `dask "
            'scheduler` shows when it starts, such as tcp://10.0.0.1:8786, or "local".'
        ) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=WAIT_S)
        except TimeoutError:
            raise GeoplanError(
                f"{address}: the cluster has no workers. Start some with `dask worker {address}`."
            ) from None
        yield client


def minutes_on(client: Client, searches: Searches, blocks: Sequence[Block]) -> Iterator[Found]:
    """Give the minutes of blocks in whatever order they are found.

    What the searches take is sent to each worker once. The next blocks wait for the last to be
    taken, so that only a few are in memory anywhere.

    Parameters
    ----------
    client
        Of the cluster; its workers need the same geoplan.
    searches
        What to search.
    blocks
        Of the places searched from.

    Raises
    ------
    GeoplanError
        When the cluster fails.
    """
    try:
        yield from _found(client, searches, blocks)
    except Exception as failure:
        raise GeoplanError(
            f"The cluster failed ({type(failure).__name__}: {failure}). See that its scheduler "
            "runs and its workers have enough memory and the same geoplan, then run again."
        ) from failure


def _found(client: Client, searches: Searches, blocks: Sequence[Block]) -> Iterator[Found]:
    from distributed import as_completed

    there = client.scatter(searches, broadcast=True, hash=False)
    waiting, finished = list(blocks[::-1]), as_completed(loop=client.loop)
    running: dict[Future, Block] = {}
    losses = 0
    while waiting or running:
        room = AHEAD * sum(client.nthreads().values()) or 1
        while waiting and len(running) < room:
            block = waiting.pop()
            future = client.submit(_minutes, there, *block, pure=False)
            running[future] = block
            finished.add(future)
        future = next(finished)
        block = running.pop(future)
        try:
            rows = future.result()
        except CancelledError:
            waiting.append(block)
        else:
            losses = 0
            yield block, rows
        if there.cancelled():  # the last worker that had it is gone
            losses += 1
            if losses == LOSSES:
                raise ConnectionError("all its workers were lost again and again")
            there = client.scatter(searches, broadcast=True, hash=False)


def _minutes(searches: Searches, first: int, last: int) -> sparse.csr_array[np.float64]:
    return searches.minutes(first, last, threads=1)
