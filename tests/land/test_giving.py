import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan.land.best_plots import Best
from geoplan.land.choices import choices_of
from geoplan.land.giving import given_plots, holders
from geoplan.land.offering import GroupOffers, Offer
from geoplan.land.pools import Group


def group(kind, lists):
    """Return a group whose sites have lists of (plot, score), ranked in the order given."""
    sites = gpd.GeoDataFrame(
        {"rank": range(1, len(lists) + 1)}, index=pd.Index(lists), geometry=[None] * len(lists)
    )
    offers = {
        site: Offer(
            "fits",
            pd.DataFrame(index=pd.Index([plot for plot, _ in held])),
            Best(np.arange(len(held)), np.ones(len(held)), np.array([score for _, score in held])),
        )
        for site, held in lists.items()
        if held
    }
    return GroupOffers(Group(kind, kind, sites, 500.0, None), None, offers, None)


def given(*groups):
    return given_plots(groups).fillna("").to_dict()


def test_the_greatest_total_counts_and_not_who_comes_first():
    one = group("stations", {"A": [("x", 0.9), ("y", 0.8)], "B": [("x", 0.7)], "C": []})
    assert given(one) == {
        ("stations", "A"): "y", ("stations", "B"): "x", ("stations", "C"): "",
    }  # fmt: skip


def test_kinds_compete_for_the_same_plots():
    found = given(group("stations", {"A": [("x", 0.5)]}), group("clinics", {"A": [("x", 0.6)]}))
    assert found == {("stations", "A"): "", ("clinics", "A"): "x"}


def test_neighbours_go_together_or_not_at_all():
    found = given(
        group("stations", {"A": [("x + y", 0.9)], "B": [("y + z", 0.8)], "C": [("p + q", 0.9)]}),
        group("points", {"D": [("q", 0.2), ("r", 0.1)]}),
    )
    assert found == {
        ("stations", "A"): "x + y", ("stations", "B"): "", ("stations", "C"): "p + q",
        ("points", "D"): "r",
    }  # fmt: skip


def test_two_sites_served_are_more_than_one_served_well():
    found = given(group("stations", {"A": [("x + y", 1.0)], "B": [("x", 0.1)], "C": [("y", 0.1)]}))
    assert found[("stations", "A")] == ""
    assert (found[("stations", "B")], found[("stations", "C")]) == ("x", "y")


def test_a_plot_is_promised_where_one_of_several_is():
    sites = pd.MultiIndex.from_tuples([("stations", "A"), ("stations", "B")])
    promised = pd.Series(["x + y", None], sites, dtype="string").rename_axis(
        ["programme", "site_id"]
    )
    plots = pd.Series(["x", "y + z", "z", "x + y"])
    assert holders(promised, plots).fillna("").tolist() == ["A", "A", "", "A"]


def test_decisions_are_told_apart():
    rows = [
        ("choose", "S1", "x", "commune_station", None),
        ("reject", None, "y", None, None),
        ("reject", "S2", "z", None, None),
        ("waive", None, "x", "commune_station", "plot_m2"),
        ("pin", "S3", None, "polyclinic", None),
    ]
    columns = ["what", "site_id", "parcel_id", "kind", "norm"]
    choices = choices_of(pd.DataFrame(rows, columns=columns).astype("string"))
    assert choices.chosen == {("commune_station", "S1"): "x"}
    assert choices.rejected == {("y", None), ("z", "S2")}
    assert choices.waived == {("x", "commune_station", "plot_m2")}
    assert choices.plot_for("commune_station", "S1", pd.Index(["S1", "S2"])) == "x"
    assert choices.plot_for("commune_station", "S2", pd.Index(["S1", "S2"])) is None
    assert choices.plot_for("polyclinic", "S1", pd.Index(["S1"])) is None
    again = pd.Index(["S1", "Px"])  # planned again, with another facility where x was chosen for
    assert choices.plot_for("commune_station", "S1", again) is None
    assert choices.plot_for("commune_station", "Px", again) == "x"
    plots = pd.Index(["x", "y", "z", "w"])
    assert choices.open_to(plots, "S1").tolist() == [False, False, True, True]
    assert choices.open_to(plots, "S2").tolist() == [False, False, False, True]
    assert choices.waives_size(plots, "commune_station").tolist() == [True, False, False, False]
    assert not choices.waives_size(plots, "polyclinic").any()
