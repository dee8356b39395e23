"""Every programme of the toy town over its streets, the emergency centre by ambulance too."""

from __future__ import annotations

import geoplan
from geoplan.study import Study
from tests import toyroads, toytown


def test_every_programme_is_planned_over_roads(tmp_path):
    toytown.write_toy_town(tmp_path)
    content = toytown.whole_content()
    for key in ("geriatric-hospital", "emergency-centre"):
        content["programmes"][key]["switched_on"] = True
    study = Study.load(toyroads.bring_streets(toytown.write_study(tmp_path, content)))
    plan = geoplan.plan(study)
    counts = plan.programme["programme"].value_counts().to_dict()
    assert counts == {key: asked.count.value for key, asked in study.programmes.items()}
    assert plan.programme["year"].notna().all()
    assert set(plan.programmes) == set(study.programmes)
    assert plan.roads is not None
