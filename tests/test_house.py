"""Rules of the house that no tool checks."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import geoplan

PACKAGE = Path(geoplan.__file__).parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "bundled" not in path.parts)


def test_the_public_namespace_is_exactly_what_it_says():
    for name in geoplan.__all__:
        assert getattr(geoplan, name) is not None
    with pytest.raises(AttributeError, match="nonsense"):
        _ = geoplan.nonsense


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_fits_in_the_head_and_says_what_it_is(module):
    text = module.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    tree = ast.parse(text)
    assert ast.get_docstring(tree)
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Assert)]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_line_of_code_knows_hai_phong(module):
    text = module.read_text(encoding="utf-8").casefold()
    allowed = {"study.py": 2, "options.py": 1}  # the study that is bundled
    found = sum(text.count(name) for name in ("hai phong", "haiphong", "hải phòng"))
    assert found <= allowed.get(module.name, 0)
