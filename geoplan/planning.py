"""Compose the rooms: from a study to a plan."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from geoplan.assembling import assemble
from geoplan.caching import cache_folder
from geoplan.layers.read import read_layers
from geoplan.layers.sites import candidate_sites
from geoplan.progress import Progress, silent
from geoplan.result import PlanTables
from geoplan.siting.private import site_private
from geoplan.siting.public import site_public
from geoplan.siting.robust import robustness
from geoplan.study import Study
from geoplan.travel.reach import Reach
from geoplan.travel.store import kept_minutes

if TYPE_CHECKING:
    import folium
    from distributed import Client


class Plan(PlanTables):
    """A plan: its tables, and the ways to draw and write them."""

    def __str__(self) -> str:
        """Return the headline in a few lines."""
        covered, total = self.coverage["people_covered"], self.coverage["people_total"]["after"]
        lines = [
            f"{self.study.title_en}",
            f"people covered: {covered['before']:,} today, {covered['after']:,} with the plan, "
            f"of {total:,}",
        ]
        lines += [
            f"{programme.id}: {programme.count} sites, {programme.people_gained:,} people newly "
            f"covered, within {programme.gap:.2%} of the best possible plan"
            for programme in self.programmes.values()
        ]
        return "\n".join(lines)

    def map(self, *, basemap: bool = False) -> folium.Map:
        """Return the siting map, to show in a notebook or to save."""
        from geoplan.maps.page import build_map

        return build_map(self, basemap=basemap)

    def write(self, folder: Path | str, *, basemap: bool = False) -> list[Path]:
        """Write the map, the tables, the GeoPackage and the summary into a folder; all or none.

        Parameters
        ----------
        folder
            Where they go; made if it does not exist.
        basemap
            Whether the map shows OpenStreetMap tiles, for which it needs the internet.

        Returns
        -------
        list of Path
            The files.

        Raises
        ------
        OutputError
            When they cannot be written; what stood there before is untouched.
        """
        from geoplan.maps.page import render
        from geoplan.reports.folder import Writer, write_all
        from geoplan.reports.geopackage import write_geopackage
        from geoplan.reports.summary import write_summary
        from geoplan.reports.tables import write_communes, write_sites

        def write_page(path: Path) -> None:
            path.write_text(render(self, basemap=basemap), encoding="utf-8")

        files: dict[str, Writer] = {
            "index.html": write_page,
            "sites.csv": partial(write_sites, self),
            "communes.csv": partial(write_communes, self),
            "plan.gpkg": partial(write_geopackage, self),
            "plan.json": partial(write_summary, self),
        }
        return write_all(Path(folder), files)


def plan(
    study: Study,
    *,
    seed: int = 0,
    draws: int | None = None,
    client: Client | None = None,
    progress: Progress = silent,
) -> Plan:
    """Site the facilities of a study.

    Parameters
    ----------
    study
        What is asked.
    seed
        Seed of the search and of the draws; the same study, data and seed give the same plan.
    draws
        Times the public programme is planned again under sampled assumptions, 0 for none; as the
        study says if not given.
    client
        Of a Dask cluster that searches the road network; None for this machine.
    progress
        Called with a stage and the share of it that is done.

    Raises
    ------
    LayerError
        When a layer cannot be used.
    InfeasibleError
        When no plan can meet the study.
    OutputError
        When travel times by road cannot be kept.
    """
    progress("Layers", 0.0)
    layers = read_layers(study)
    keep = partial(kept_minutes, folder=cache_folder("travel"), client=client, progress=progress)
    reach = Reach(study, layers, keep)
    sites = candidate_sites(
        layers.demand,
        layers.facilities,
        min_people=study.candidates.min_people.value,
        max_sites=study.candidates.max_sites.value,
        copies_per_site=study.candidates.copies_per_site.value,
        crs=study.crs,
    )
    progress("Layers", 1.0)
    with ThreadPoolExecutor(max_workers=1) as pool:
        entering = pool.submit(site_private, reach, sites[sites["kind"] == "new_site"], seed=seed)
        public = site_public(reach, sites, progress=progress)
        progress("Private hospitals", 0.0)
        private = entering.result()
        progress("Private hospitals", 1.0)
    if draws is None:
        draws = study.uncertainty.draws.value if study.uncertainty else 0
    firm = (
        robustness(
            Reach(study, layers),
            sites,
            public.siting.order,
            draws=draws,
            seed=seed,
            progress=progress,
        )
        if draws
        else None
    )
    progress("Measures", 0.0)
    tables = assemble(reach, sites, public, private, firm, seed=seed)
    progress("Measures", 1.0)
    return Plan(**vars(tables))
