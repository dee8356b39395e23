"""Compose the rooms: from a study to a plan."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from geoplan.caching import cache_folder
from geoplan.layers.read import read_layers
from geoplan.planning.assembling import assemble
from geoplan.planning.placing import place_programmes
from geoplan.progress import Progress, silent
from geoplan.result import PlanTables
from geoplan.siting.public import opened_by
from geoplan.siting.robust import robustness
from geoplan.study import Study
from geoplan.travel.reach import Reach
from geoplan.travel.store import kept_minutes

if TYPE_CHECKING:
    import folium
    from distributed import Client

# Whom a programme counts, by the method that places it
GAINED = {
    "gradual-coverage": "newly covered",
    "market": "newly covered",
    "need": "depending on them",
    "median": "in reach",
    "center": "in reach",
    "criteria": "in reach",
}


DECISIONS_TOLD = 10  # in the headline


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
        for programme in self.programmes.values():
            gained = GAINED[self.study.programmes[programme.id].method]
            lines.append(
                f"{programme.id}: {programme.count} facilities, {programme.people_gained:,} people "
                f"{gained}, within {programme.gap:.2%} of the best possible plan"
            )
        if self.phases is not None:
            lines.append(self.phases.headline)
        return "\n".join([*lines, *self._decisions()])

    def _decisions(self) -> list[str]:
        """Return what decisions cost or gained, a line each, those that weigh most first."""
        told = sorted(self.decisions, key=lambda each: -abs(each.cost_benefit or 0.0))
        lines = [each.sentence_en for each in told[:DECISIONS_TOLD]]
        more = len(told) - len(lines)
        return [*lines, f"and {more} more decisions, in plan.json"] if more else lines

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
        from geoplan.reports.tables import (
            write_communes,
            write_communes_by_year,
            write_phases,
            write_programme,
            write_sites,
            write_targets,
        )

        def write_page(path: Path) -> None:
            path.write_text(render(self, basemap=basemap), encoding="utf-8")

        files: dict[str, Writer] = {
            "index.html": write_page,
            "sites.csv": partial(write_sites, self),
            "communes.csv": partial(write_communes, self),
            "programme.csv": partial(write_programme, self),
            "plan.gpkg": partial(write_geopackage, self),
            "plan.json": partial(write_summary, self),
        }
        if self.phases is not None:
            files["phases.csv"] = partial(write_phases, self.phases)
        if self.communes_by_year is not None:
            files["communes_by_year.csv"] = partial(write_communes_by_year, self.communes_by_year)
        if self.targets is not None:
            files["targets.csv"] = partial(write_targets, self.targets)
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
    progress("Layers", 1.0)
    programmes = place_programmes(reach, seed=seed, progress=progress)
    if draws is None:
        draws = study.uncertainty.draws.value if study.uncertainty else 0
    public = programmes.public
    firm = (
        robustness(
            Reach(study, layers),
            public.stations,
            opened_by(public.above, layers.demand),
            draws=draws,
            seed=seed,
            progress=progress,
        )
        if draws
        else None
    )
    tables = assemble(reach, programmes, firm, seed=seed, progress=progress)
    return Plan(**vars(tables))
