"""What mkdocs needs beyond its plugins: texts from outside docs/, notebooks, formulas.

Named in mkdocs.yml; links are written for the repository and led to the pages of the site here.
"""

from __future__ import annotations

import json
import posixpath
import re
from html import unescape
from pathlib import Path
from typing import Any

from latex2mathml.converter import convert
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parent.parent
# Files outside docs/ that the site shows or hands out, and under which name
OUTSIDE = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "LICENSE": "LICENSE.txt",
    "data/README.md": "data.md",
    "data/SOURCES.csv": "SOURCES.csv",
    "examples/land/README.md": "land-example-files.md",
    "studies/haiphong.toml": "haiphong.toml",
}
HOMES = {site: repository for repository, site in OUTSIDE.items()}
LINK = re.compile(r"(?<=\]\()(?!https?:|#)([^)#]+)")
FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\\[(\[](?P<tex>.+?)\\[)\]]</(?P=tag)>', re.DOTALL
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the files from outside docs/, and a page for each notebook, which stays beside it."""
    for repository, site in OUTSIDE.items():
        files.append(File.generated(config, site, abs_src_path=str(ROOT / repository)))
    for notebook in [each for each in files if each.src_uri.endswith(".ipynb")]:
        page = notebook_page(json.loads(notebook.content_string)["cells"], notebook.name)
        files.append(File.generated(config, _page_of(notebook.src_uri), content=page))
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Lead links that hold in the repository to the pages of the site."""
    place = page.file.src_uri
    folder = posixpath.dirname(HOMES.get(place, f"docs/{place}"))

    def led(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, link[1]))
        inside = OUTSIDE.get(target) or _inside(target)
        return link[1] if inside is None else posixpath.relpath(inside, posixpath.dirname(place))

    return LINK.sub(led, markdown)


def on_page_content(html: str, **_: Any) -> str:
    """Turn formulas into MathML, which browsers draw without a script."""

    def drawn(formula: re.Match[str]) -> str:
        tex = unescape(formula["tex"])
        if formula["tag"] == "span":
            return str(convert(tex))
        return f'<div class="formula">{convert(tex, display="block")}</div>'

    return FORMULA.sub(drawn, html)


def notebook_page(cells: list[dict[str, Any]], name: str) -> str:
    """Return the cells of a notebook as Markdown, code in fences, and a link to the file itself."""
    parts = [
        "".join(cell["source"])
        if cell["cell_type"] == "markdown"
        else f"```python\n{''.join(cell['source'])}\n```"
        for cell in cells
    ]
    file = f'<a href="{name}.ipynb" download>{name}.ipynb</a>'
    return "\n\n".join([*parts, f"The notebook itself, to run: {file}"])


def _inside(target: str) -> str | None:
    """Return the place on the site of a file of docs/, None for a file elsewhere."""
    if not target.startswith("docs/"):
        return None
    return _page_of(target.removeprefix("docs/"))


def _page_of(place: str) -> str:
    return re.sub(r"\.ipynb$", ".md", place)
