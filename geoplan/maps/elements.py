"""Folium elements whose texts come from template files and go into the page word for word."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from geoplan.words.catalogue import catalogue

STYLES = ("page", "components", "tables")  # of every page


@cache
def template(name: str) -> str:
    """Return the text of a file in ``templates``."""
    return files("geoplan.maps").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def leaflet(name: str) -> str:
    """Return a file of the Leaflet that ships with geoplan, without references to other files."""
    text = files("geoplan.maps").joinpath("vendor", "leaflet", name).read_text(encoding="utf-8")
    text = re.sub(r"//# sourceMappingURL=\S+", "", text)
    return re.sub(r"url\((images/|#default)[^)]*\)", "none", text)


def embedded_json(value: Any) -> str:
    """Return ``value`` as JSON that may stand inside a script element whatever texts it holds."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


class _Verbatim(Element):
    """A finished text; Branca would read it as a template once more, names of facilities too."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_kwargs: Any) -> str:
        return self.text


class PageElement(MacroElement):
    """A Folium element with a name of its own, the same in every run."""

    def __init__(self, name: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = name
        self._id = "plan"

    def render(self, **kwargs: Any) -> None:  # type: ignore[override]
        """Put what the macros of the template say into the figure, then render the children."""
        figure = self.get_root()
        for place in ("header", "html", "script"):
            macro = getattr(self._template.module, place, None)
            if macro is not None:
                text = _Verbatim(macro(self, kwargs))
                getattr(figure, place).add_child(text, name=self.get_name())
        for child in self._children.values():
            child.render(**kwargs)


class PlanFigure(Figure):
    """The document around the map.

    Parameters
    ----------
    title
        Of the document.
    policy
        Content security policy that the browser is told to keep, if any.
    """

    _template = Template(template("figure.html"))

    def __init__(self, title: str, *, policy: str = "") -> None:
        super().__init__(title=title)
        self.policy = policy


class PlanMap(PageElement, folium.Map):
    """A Folium map that carries its own Leaflet, the plan and the words.

    Parameters
    ----------
    plan
        What the page shows, plain values.
    words
        Catalogues of the words of the page; what a later one says of a key counts.
    **options
        Options of Leaflet's map, in snake case.
    """

    _template = Template(template("map.html"))

    def __init__(
        self, plan: dict[str, Any], *, words: Sequence[str] = ("page",), **options: Any
    ) -> None:
        folium.Map.__init__(self, tiles=None, **options)
        self._name, self._id = "map", "plan"
        self.leaflet_css = leaflet("leaflet.css")
        self.leaflet_js = leaflet("leaflet.js")
        self.page_css = "".join(template(f"{name}.css") for name in STYLES)
        self.page_js = template("page.js")
        self.plan = embedded_json(plan)
        self.words = embedded_json(
            {key: word._asdict() for domain in words for key, word in catalogue(domain).items()}
        )


class Part(PageElement):
    """A part of the page: up to three template files of one name, HTML, CSS and JavaScript.

    The script runs once the map stands, in a block of its own.

    Parameters
    ----------
    name
        Of the files, without their ending.
    **other
        By ending, a file of another name to take in place of that one.
    """

    _template = Template(template("part.html"))

    def __init__(self, name: str, **other: str) -> None:
        super().__init__(name)
        folder = files("geoplan.maps").joinpath("templates")
        chosen = {kind: other.get(kind, f"{name}.{kind}") for kind in ("html", "css", "js")}
        self.code = {
            kind: template(file) if folder.joinpath(file).is_file() else ""
            for kind, file in chosen.items()
        }
