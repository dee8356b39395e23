"""The recommended facilities of a plan in groups that can be moved about alike."""

from __future__ import annotations

from functools import partial

import geopandas as gpd

from geoplan.land.findings import least_plot_m2
from geoplan.land.kept_gain import public_ground
from geoplan.land.market_ground import market_ground
from geoplan.land.pools import Group
from geoplan.layers.norms import Norms
from geoplan.siting.levels import steps
from geoplan.siting.private import KIND as PRIVATE
from geoplan.travel.reach import Reach


def groups_of(reach: Reach, facilities: gpd.GeoDataFrame, norms: Norms) -> list[Group]:
    """Return the new facilities of a plan by kind, each group ready to be compared with plots.

    Parameters
    ----------
    reach
        The study and its layers.
    facilities
        All facilities of the plan: ``programme``, ``site_id``, ``facility_id``, ``kind``, ``rank``,
        ``commune_code``, geometry in EPSG:4326.
    norms
        Of the study.

    Returns
    -------
    list of Group
        The kinds of the public programme in the order in which they are placed, then private
        hospitals; none without facilities.
    """
    study, layers = reach.study, reach.layers
    named = facilities.assign(
        commune=facilities["commune_code"].map(layers.communes["name"])
    ).set_index("site_id")
    public = named[named["programme"] == study.programme_id(study.coverage_programme)]
    market = study.programme_id(study.market_programme)
    private = named[(named["programme"] == market) & (named.index != "")]
    groups = [
        Group(
            study.programme_id(study.coverage_programme),
            step.kind,
            public[public["kind"] == step.kind],
            least_plot_m2(step.kind, study, norms),
            partial(public_ground, reach, step, public),
        )
        for step in steps(study)
    ]
    least_m2 = least_plot_m2(PRIVATE, study, norms)
    beside = partial(market_ground, reach, private, public)
    groups.append(Group(market, PRIVATE, private, least_m2, beside))
    return [group for group in groups if len(group.sites)]
