"""The page is one file: whole, the same every time, safe whatever a facility is called."""

from __future__ import annotations

import dataclasses
import json
import re
from html.parser import HTMLParser

import folium
import pytest

from geoplan.maps.elements import embedded_json, leaflet
from geoplan.maps.page import build_map, render
from tests.maps.toyplan import HOSTILE


class Outline(HTMLParser):
    """Collects tags, what they refer to, and the embedded JSON."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.references, self.data, self._open = [], [], {}, None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.append(tag)
        self.references += [given[name] for name in ("src", "href", "srcset") if name in given]
        self._open = given.get("id") if tag == "script" else None

    def handle_endtag(self, _tag):
        self._open = None

    def handle_data(self, data):
        if self._open:
            self.data[self._open] = self.data.get(self._open, "") + data


def styles(html):
    return "".join(re.findall(r"<style>(.*?)</style>", html, re.DOTALL))


def test_it_refers_to_nothing_outside_itself(html):
    assert [to for to in Outline(html).references if not to.startswith("#")] == []
    assert re.findall(r"url\((?!data:)|@import", styles(html)) == []
    assert "sourceMappingURL" not in html
    assert "default-src 'none'" in html
    assert "tile.openstreetmap.org" not in html


def test_tiles_come_only_when_asked_for(tables):
    page = render(tables, basemap=True)
    assert "img-src data: https://tile.openstreetmap.org" in page
    assert page.count("L.tileLayer(") == 1
    assert [to for to in Outline(page).references if not to.startswith("#")] == []


def test_the_same_plan_gives_the_same_bytes(tables, html):
    assert render(tables) == html
    assert render(tables, basemap=True) == render(tables, basemap=True)


def test_a_name_is_only_a_name(tables, html):
    page = Outline(html)
    plan = json.loads(page.data["plan-data"])
    names = [facility["name"] for layer in plan["layers"] for facility in layer["facilities"]]
    assert HOSTILE in names
    harmless = tables.facilities.assign(name="Bệnh viện")
    reasons = tables.sites.assign(reason_vi="Vì thế", reason_en="So")
    tame = render(dataclasses.replace(tables, facilities=harmless, sites=reasons))
    assert page.tags == Outline(tame).tags


def test_a_title_is_only_a_title(tables):
    study = tables.study.model_copy(update={"title_vi": HOSTILE})
    page = render(dataclasses.replace(tables, study=study))
    assert "<title>&lt;script&gt;" in page
    assert "49" not in page.split("</title>")[0]


@pytest.mark.parametrize("text", [HOSTILE, "]]>", "<!--", "a\u2028b", "&lt;"])
def test_embedded_json_reads_back_and_cannot_end_its_element(text):
    written = embedded_json({"name": text})
    assert json.loads(written) == {"name": text}
    assert not re.search("[<>&\u2028]", written)


def test_leaflet_is_the_one_that_is_credited():
    assert "Leaflet 1.9.4" in leaflet("leaflet.js")
    assert "images/" not in leaflet("leaflet.css")


def test_it_is_a_folium_map_that_takes_other_layers(tables):
    plan_map = build_map(tables)
    assert isinstance(plan_map, folium.Map)
    folium.Circle([20.9, 106.1], radius=100).add_to(plan_map)
    page = plan_map.get_root().render()
    assert page.count("L.circle(") == 1
    assert "cdn" not in page
    assert "iframe" in plan_map._repr_html_()
