"""Run the engine with a clock, and any work in a process of its own."""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

import numpy as np
from scipy import sparse

from geoplan.siting import family
from geoplan.siting.limits import Limits
from geoplan.siting.odd_rows import broken_cuts
from geoplan.siting.problem import Siting, SitingProblem
from geoplan.siting.solver import solve

Answer = TypeVar("Answer")

KIB_PER_GB = 1e9 / 1024  # getrusage counts KiB on Linux


class TooSlowError(Exception):
    """Work in a process of its own was not done in time."""


class FailedError(Exception):
    """Work in a process of its own failed; says how."""


def timed(build: Callable[[], SitingProblem], limits: Limits) -> tuple[Siting, float]:
    """Return the answer of the engine, and the seconds to build the problem and to solve it."""
    start = time.perf_counter()
    siting = solve(build(), limits=limits)
    return siting, time.perf_counter() - start


def warm_up() -> None:
    """Solve tiny problems, so that no clock counts the loading or compiling of the engine."""
    metres = np.abs(np.subtract.outer(np.arange(12.0), np.arange(12.0)))
    pairs = sparse.csc_array(metres + 1.0)
    people = np.arange(1, 13)
    for problem in (
        family.mclp(people, pairs, 2.0, p=3),
        family.p_median(people, pairs, p=3),
        family.p_center(people, pairs, p=3),
        family.lscp(people, pairs, 2.0),
    ):
        solve(problem, limits=Limits())
    ring = sparse.csr_array(np.array([[1.0, 1, 0], [0, 1, 1], [1, 0, 1]]))
    broken_cuts(ring, np.full(3, 0.5))


def peak_gb() -> float:
    """Return the greatest memory that this process has held so far, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_PER_GB


def held_mb(what: str = "VmRSS") -> float:
    """Return the memory that this process holds, in MB; ``VmHWM`` for the most it has held."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def measured(work: Callable[[], Answer]) -> tuple[Answer, float, float]:
    """Return what work gives, the seconds it takes, and the MB that it takes at the most (Linux).

    What the process held before does not count, nor what it has held earlier.
    """
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # forgets the most held so far
    before, start = held_mb(), time.perf_counter()
    answer = work()
    seconds = time.perf_counter() - start
    return answer, seconds, held_mb("VmHWM") - before


def apart(work: Callable[..., Answer], *given: object, seconds: float | None = None) -> Answer:
    """Do work in a new process, so that neither its memory nor its crash touches another's.

    What it prints is not shown.

    Parameters
    ----------
    work, given
        A function of a module, and what it takes.
    seconds
        After so long the process is ended; None for no limit.

    Raises
    ------
    TooSlowError
        If it was not done in time.
    FailedError
        If it failed.
    """
    processes = multiprocessing.get_context("spawn")
    here, there = processes.Pipe(duplex=False)
    process = processes.Process(target=_send, args=(there, work, given), daemon=True)
    process.start()
    there.close()
    try:
        if not here.poll(seconds):
            raise TooSlowError(f"not done within {seconds:g} s")
        failure, answer = here.recv()
    except EOFError:
        process.join()
        raise FailedError(f"its process ended with code {process.exitcode}") from None
    finally:
        process.kill()
        process.join()
    if failure:
        raise FailedError(failure)
    done: Answer = answer
    return done


def _send(there: Connection, work: Callable[..., object], given: tuple[object, ...]) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    try:
        outcome = ("", work(*given))
    except Exception as failure:  # noqa: BLE001 - said by the parent, whatever it is
        outcome = (f"{type(failure).__name__}: {failure}", None)
    there.send(outcome)
