"""Write tables and features so that equal content gives equal bytes."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a CSV table: UTF-8 without a byte order mark, line feeds, flags as true and false."""
    words = {True: "true", False: "false"}
    flags = {name: frame[name].map(words) for name in frame if frame[name].dtype == bool}
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.assign(**flags).to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def write_features(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write GeoJSON (RFC 7946), one feature a line; ``frame`` is in EPSG:4326."""
    features = [
        json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
        for feature in frame.iterfeatures(drop_id=True)
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n",
        encoding="utf-8",
        newline="\n",
    )
