"""Processes that append lines to one file and are killed at any moment.

Usage: python killed.py FILE SEED KILLS; prints the ids that were acknowledged before the deaths.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from geoplan.land.appending import append_line
from geoplan.layers.decision_lines import whole_lines

AT_ONCE = 3
LONGEST_S = 0.012


def compose(text: str) -> dict[str, str]:
    rows = whole_lines(text).rows
    number = 1 + max((int(row[0][1:]) for _, row in rows), default=0)
    return {
        "decision_id": f"D{number}", "what": "forbid", "site_id": f"SC{number}", "parcel_id": "",
        "kind": "", "norm": "", "reopens": "", "why": "ngập, không đặt được " * 20,
        "by": "Nguyễn Văn Ân", "when": "2026-05-04T09:30:00+07:00",
    }  # fmt: skip


def append_for_ever(path: Path, acknowledged: int) -> None:
    while True:
        line = append_line(path, compose)
        os.write(acknowledged, (line["decision_id"] + "\n").encode())


def main(path: Path, seed: int, kills: int) -> None:
    draw = random.Random(seed)  # noqa: S311 - moments, no secrets
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    told, alive = b"", []
    for _ in range(kills):
        while len(alive) < AT_ONCE:
            child = os.fork()
            if not child:
                append_for_ever(path, writing)
            alive.append(child)
        time.sleep(draw.uniform(0, LONGEST_S))
        killed = alive.pop(draw.randrange(AT_ONCE))
        os.kill(killed, signal.SIGKILL)
        os.waitpid(killed, 0)
        with suppress(BlockingIOError):
            told += os.read(reading, 1 << 20)
    for child in alive:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    os.close(writing)
    while more := os.read(reading, 1 << 20):
        told += more
    sys.stdout.buffer.write(told)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
