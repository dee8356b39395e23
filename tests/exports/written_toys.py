"""Plans of the toy town in their folders: with every programme, money and targets; with plots."""

from __future__ import annotations

import geoplan
from geoplan.land_lists import list_plots
from geoplan.study import Study
from tests.plotstown import write_plan, write_plots_town
from tests.toytown import whole_content, write_study, write_toy_town


def write_whole(folder):
    """Plan the toy town with all there is, and return the folder of the plan."""
    write_toy_town(folder)
    study = Study.load(write_study(folder, whole_content()))
    geoplan.plan(study, draws=0).write(folder / "maps")
    return folder / "maps"


def write_with_lists(folder):
    """Plan the toy town without money or targets, with short lists of made-up plots."""
    study = write_plots_town(folder)
    write_plan(study, folder / "maps")
    list_plots(study, folder / "maps").write()
    return folder / "maps"
