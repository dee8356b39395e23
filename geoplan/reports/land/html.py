"""Elements of a page, as a tree that writes every text as text."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree as ET


def el(name: str, *content: Any, **attributes: Any) -> ET.Element:
    """Return an element.

    Parameters
    ----------
    name
        With classes behind dots: ``td.number``.
    *content
        Texts, numbers and elements, also in lists; None is left out.
    **attributes
        An underscore at the end or within stands for nothing or a hyphen.

    Examples
    --------
    >>> note = el("p.note", "a < b", el("b", "c"), lang="en")
    >>> ET.tostring(note, encoding="unicode", method="html")
    '<p class="note" lang="en">a &lt; b<b>c</b></p>'
    """
    tag, *classes = name.split(".")
    given = {"class": " ".join(classes)} if classes else {}
    given |= {
        key.rstrip("_").replace("_", "-"): _written(value)
        for key, value in attributes.items()
        if value is not None
    }
    element = ET.Element(tag, given)
    _fill(element, content)
    return element


def clamped(lines: int, *content: Any) -> ET.Element:
    """Return a block that shows so many lines at the most."""
    return el("div.clamp", *content, style=f"--lines: {lines}")


def page(title: str, css: str, *content: Any, language: str) -> str:
    """Return a whole document that asks for nothing from outside.

    Parameters
    ----------
    title
        Of the document.
    css
        Its style.
    *content
        Of the body.
    language
        Code of its language.
    """
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    root = el(
        "html",
        el(
            "head",
            el("meta", charset="utf-8"),
            el("meta", http_equiv="Content-Security-Policy", content=policy),
            el("title", title),
            el("style", css),
        ),
        el("body", *content),
        lang=language,
    )
    return "<!DOCTYPE html>\n" + ET.tostring(root, encoding="unicode", method="html") + "\n"


def _fill(element: ET.Element, content: Any) -> None:
    for item in content:
        if item is None:
            continue
        if isinstance(item, ET.Element):
            element.append(item)
        elif isinstance(item, list | tuple):
            _fill(element, item)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + str(item)
        else:
            element.text = (element.text or "") + str(item)


def _written(value: Any) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
