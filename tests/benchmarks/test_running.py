from __future__ import annotations

import math
import os
import time

import pytest

from benchmarks.running import FailedError, TooSlowError, apart, peak_gb


def test_work_apart_gives_its_answer():
    assert apart(math.sqrt, 4.0) == 2.0
    assert apart(os.getpid) != os.getpid()


def test_work_apart_that_fails_says_how():
    with pytest.raises(FailedError, match="ValueError"):
        apart(math.sqrt, -1.0)
    with pytest.raises(FailedError, match="code 3"):
        apart(os._exit, 3)


def test_work_apart_is_ended_after_its_seconds():
    start = time.perf_counter()
    with pytest.raises(TooSlowError, match="not done within"):
        apart(time.sleep, 60, seconds=0.5)
    assert time.perf_counter() - start < 30


def test_the_peak_of_memory_grows_with_what_is_held():
    before = peak_gb()
    held = bytearray(int(before * 1e9))
    held[::4096] = b"x" * len(held[::4096])
    assert peak_gb() > before * 1.3
