"""The notebook of the documentation: it runs, by public names alone, and holds no outputs."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import geoplan

NOTEBOOK = Path(__file__).resolve().parents[1] / "docs" / "notebooks" / "first-plan.ipynb"
LONGEST_CELL_S = 600  # so that a run that hangs ends


@pytest.fixture
def notebook():
    return nbformat.read(NOTEBOOK, as_version=4)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_it_is_kept_without_outputs(notebook):
    nbformat.validate(notebook)
    assert all(not cell.outputs and cell.execution_count is None for cell in code(notebook))


def test_it_uses_public_names_alone(notebook):
    tree = ast.parse("\n".join(cell.source for cell in code(notebook)))
    nodes = list(ast.walk(tree))
    imported = {
        alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names
    }
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name for name in imported if name.startswith("geoplan")} == {"geoplan"}
    used = {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "geoplan"
    }
    assert {"Study", "plan", "check"} <= used <= set(geoplan.__all__)


def test_it_runs_and_says_what_its_files_say(notebook, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(geoplan.__file__).parents[1]))
    NotebookClient(
        notebook, timeout=LONGEST_CELL_S, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    printed = "".join(
        output.text for cell in code(notebook) for output in cell.outputs if "text" in output
    )
    written = [
        json.loads((tmp_path / folder / "plan.json").read_text(encoding="utf-8"))
        for folder in ("first-plan", "what-if")
    ]
    covered = [f"{plan['coverage']['people_covered']['after']:,}" for plan in written]
    assert f"people covered: {covered[0]} -> {covered[1]}" in printed
    kept, count = map(int, re.search(r"(\d+) of (\d+) facilities stay", printed).groups())
    assert 0 < kept < count == 60
    assert (tmp_path / "first-plan" / "index.html").stat().st_size > 0
