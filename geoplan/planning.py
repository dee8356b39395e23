"""Compose the rooms: from a study to a plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from geoplan._version import __version__
from geoplan.access.measures import fairness, headline, measure_cells, measure_communes
from geoplan.checking import located_counts
from geoplan.layers.communes import land_masses
from geoplan.layers.files import sha256
from geoplan.layers.read import StudyLayers, read_layers
from geoplan.layers.sites import candidate_sites
from geoplan.result import InputFile, PlanTables, Programme
from geoplan.siting.private import enter_market
from geoplan.siting.public import site_public
from geoplan.study import Study
from geoplan.travel.circuity import CircuityModel
