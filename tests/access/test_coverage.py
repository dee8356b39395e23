import numpy as np
import pandas as pd

from geoplan.access import coverage

CELLS = pd.Index(["a", "b", "c", "d", "e", "f"])
TRAVEL_MIN = pd.Series([0.0, 15.0, 30.0, np.inf, np.inf, 7.0], CELLS)
PEOPLE = pd.Series([10, 20, 70, 100, 40, 0], CELLS)
COMMUNE = pd.Series(["01", "01", "01", "01", "02", "03"], CELLS)
COMMUNES = pd.Index(["03", "01", "02", "04"], name="commune_code")


def test_the_limit_itself_counts_as_within():
    within = coverage.people_within(TRAVEL_MIN, PEOPLE, 15)
    pd.testing.assert_series_equal(within, pd.Series([10, 20, 0, 0, 0, 0], CELLS))


def test_sums_keep_the_order_of_the_communes_and_whole_people():
    sums = coverage.commune_sums(PEOPLE, COMMUNE, COMMUNES)
    pd.testing.assert_series_equal(sums, pd.Series([0, 200, 40, 0], COMMUNES))


def test_a_mean_comes_with_those_it_leaves_out():
    means = coverage.commune_means(TRAVEL_MIN, PEOPLE, COMMUNE, COMMUNES)
    expected = pd.DataFrame(
        {
            # nobody lives in 03 and 04; nobody in 02 reaches anything
            "mean": [np.nan, (0 * 10 + 15 * 20 + 30 * 70) / 100, np.inf, np.nan],
            "people_left_out": [0, 100, 40, 0],
        },
        COMMUNES,
    )
    pd.testing.assert_frame_equal(means, expected)


def test_the_order_of_cells_does_not_matter():
    shuffled = CELLS[[3, 0, 5, 2, 4, 1]]
    once = coverage.commune_means(TRAVEL_MIN, PEOPLE, COMMUNE, COMMUNES)
    again = coverage.commune_means(
        TRAVEL_MIN[shuffled], PEOPLE[shuffled], COMMUNE[shuffled], COMMUNES
    )
    pd.testing.assert_frame_equal(once, again)
