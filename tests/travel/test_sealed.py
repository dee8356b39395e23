"""Files of arrays come back as they were written, or are as good as not there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoplan.travel.sealed import UnsoundError, read_sealed, sealing, write_sealed
from tests.disks import disk_full

ARRAYS = [np.arange(5) / 7, np.array([3, 1, 2], np.int32), np.empty(0, np.int32)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("sealed")


@pytest.fixture(scope="module")
def content(folder):
    write_sealed(folder / "whole", ARRAYS)
    return (folder / "whole").read_bytes()


def test_arrays_come_back_where_they_can_be_computed_with(folder, content):
    found = read_sealed(folder / "whole")
    assert all(isinstance(array, np.memmap) and array.flags.aligned for array in found)
    for array, written in zip(found, ARRAYS, strict=True):
        assert array.dtype == written.dtype
        np.testing.assert_array_equal(array, written)


@given(data=st.data())
def test_no_byte_can_change_and_none_can_go_missing(folder, content, data):
    at = data.draw(st.integers(0, len(content) - 1))
    other = data.draw(st.integers(1, 255))
    for damaged in (
        content[:at] + bytes([content[at] ^ other]) + content[at + 1 :],
        content[:at],
        content + bytes([other]),
    ):
        (folder / "damaged").write_bytes(damaged)
        with pytest.raises(UnsoundError):
            read_sealed(folder / "damaged")


def test_what_cannot_be_read_is_as_good_as_not_there(folder, content):
    for path in (folder / "missing", folder, folder / "whole" / "below"):
        with pytest.raises(UnsoundError):
            read_sealed(path)


def test_what_is_not_finished_leaves_the_old_file_whole_and_nothing_else(folder, content):
    before = sorted(folder.iterdir())
    with pytest.raises(ValueError, match="broadcast"):
        write_sealed(folder / "whole", [np.ones(4), np.ones((2, 2))])
    assert (folder / "whole").read_bytes() == content
    assert sorted(folder.iterdir()) == before


def test_a_full_disk_is_told_before_the_arrays_are_filled(folder, content):
    before = sorted(folder.iterdir())
    filled = False
    with (
        disk_full(100_000),
        pytest.raises(OSError, match="too large"),
        sealing(folder / "large", (np.float64, 100), (np.float64, 100_000)),
    ):
        filled = True
    assert not filled
    assert sorted(folder.iterdir()) == before
