"""Derive the bundled dataset of Hai Phong from its sources: ``build_data.py --sources DIR``.

The same sources give the same bytes. ``data/SOURCES.csv`` says what each file was made of.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
from dataset.communes import build_communes
from dataset.hospitals import build_hospitals
from dataset.population import build_cells
from dataset.sea_links import build_sea_links
from dataset.stations import build_stations
from dataset.territories import read_old_communes, read_territories
from dataset.write import write_features, write_table

from geoplan.layers.communes import read_communes
from geoplan.layers.demand import read_demand
from geoplan.layers.facilities import read_facilities
from geoplan.layers.files import sha256
from geoplan.layers.sea_links import read_sea_links

ROOT = Path(__file__).resolve().parents[1]
CURATED = ROOT / "scripts" / "dataset" / "curated"

COMMUNES = Path("data/boundaries/communes.geojson")
CELLS = Path("data/population/cells.csv")
FACILITIES = Path("data/facilities/facilities.csv")
SEA_LINKS = Path("data/travel/sea_links.csv")


def main() -> None:
    """Build, write, read back and sum up."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sources", type=Path, required=True, help="folder of the source files")
    options.add_argument("--curated", type=Path, default=CURATED, help="folder of our own tables")
    options.add_argument("--out", type=Path, default=ROOT, help="folder that gets data/")
    given = options.parse_args()
    build(given.sources, given.curated, given.out)

    demand = read_demand(given.out / CELLS)
    print(f"{len(read_communes(given.out / COMMUNES))} communes")
    print(f"{len(demand)} cells with {demand['people'].sum():,} people")
    print(read_facilities(given.out / FACILITIES)["kind"].value_counts().to_string(header=False))
    print(f"{len(read_sea_links(given.out / SEA_LINKS))} sea links")


def build(sources: Path, curated: Path, out: Path) -> None:
    """Write the shipped files below ``out``."""
    communes = build_communes(sources)
    cells = build_cells(sources, communes)
    territories = read_territories(sources, communes, cells)
    hospitals = build_hospitals(sources, curated, communes, territories)
    stations = build_stations(
        read_old_communes(sources), territories, communes.set_index("commune_code")["name"]
    )
    facilities = pd.concat([hospitals, stations])[stations.columns.insert(5, "beds")]

    write_features(communes, out / COMMUNES)
    write_table(cells, out / CELLS)
    write_table(facilities, out / FACILITIES)
    write_table(build_sea_links(sources, curated), out / SEA_LINKS)
    write_table(list_sources(sources, curated), out / "data" / "SOURCES.csv")


def list_sources(sources: Path, curated: Path) -> pd.DataFrame:
    """Return one row per shipped file and input, with the input's SHA-256."""
    table = pd.read_csv(curated / "sources.csv", dtype="string")
    folders = {True: curated, False: sources}
    inputs = [folders["/curated/" in name] / Path(name).name for name in table["derived_from"]]
    table.insert(5, "sha256", [sha256(path) for path in inputs])
    return table


if __name__ == "__main__":
    main()
