"""Sea links: the curated table, with the landings that OpenStreetMap knows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd


def build_sea_links(sources: Path, curated: Path) -> pd.DataFrame:
    """Return the sea links in the project's schema.

    A link that names an OpenStreetMap node as its second landing gets that node's position.
    """
    links = pd.read_csv(curated / "sea_links.csv", dtype={"to_osm": "string"})
    terminals = pd.read_csv(sources / "ferry_terminals_osm.csv", dtype={"osm_id": "string"})
    landings = terminals.set_index("osm_id").reindex(links["to_osm"]).set_axis(links.index)
    known = landings[["lon", "lat"]].add_prefix("to_")
    return links.fillna(known).drop(columns="to_osm")
