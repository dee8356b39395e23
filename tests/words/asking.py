"""Which keys of the catalogue the code asks for, read from its syntax."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Iterator
from typing import NamedTuple

WILD = "{}"  # what only the run knows
SPEAKERS = ("words", "_words")  # names of a ``Wording``


class Request(NamedTuple):
    """A key that is asked for; ``WILD`` stands for each part that only the run knows."""

    domain: str
    key: str


def requests(tree: ast.Module, document: str | None = None) -> Iterator[Request]:
    """Yield what a module asks of the catalogue.

    ``told(domain, key)``, ``catalogue(domain)[key]``, ``catalogue(domain).get(key)`` and
    ``quantity(unit, key)`` say the domain themselves; ``words(key)`` asks for one of ``document``.
    """
    for scope in _scopes(tree):
        for node in _own(scope):
            for domain, key in _asked(node, document):
                yield from (Request(domain, found) for found in _possible(key, scope))


def constants(tree: ast.Module) -> set[str]:
    """Return all texts of a module that stand as they are."""
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _scopes(tree: ast.Module) -> Iterator[ast.AST]:
    yield tree
    yield from (each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef))


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a scope and in no function within it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from _own(child)


def _asked(node: ast.AST, document: str | None) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(node, ast.Subscript) and (domain := _catalogue(node.value)):
        yield domain, node.slice
    if not isinstance(node, ast.Call) or not node.args:
        return
    name = getattr(node.func, "id", getattr(node.func, "attr", ""))
    first, *others = node.args
    if name == "told" and others and isinstance(first, ast.Constant):
        yield first.value, others[0]
    elif name == "quantity" and others:
        yield "labels", others[0]
    elif name == "get" and (domain := _catalogue(node.func.value)):
        yield domain, first
    elif name in SPEAKERS and document is not None:
        yield document, first


def _catalogue(node: ast.expr) -> str | None:
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "catalogue":
        return getattr(node.args[0], "value", None)
    return None


def _possible(key: ast.expr, scope: ast.AST, seen: frozenset[str] = frozenset()) -> set[str]:
    """Return the texts that an expression may be; a name in ``seen`` is being looked up."""
    if isinstance(key, ast.Constant):
        return {str(key.value)}
    if isinstance(key, ast.IfExp):
        return _possible(key.body, scope, seen) | _possible(key.orelse, scope, seen)
    if isinstance(key, ast.JoinedStr):
        parts = (
            _possible(part.value if isinstance(part, ast.FormattedValue) else part, scope, seen)
            for part in key.values
        )
        return {"".join(each) for each in itertools.product(*parts)}
    if isinstance(key, ast.Name) and key.id not in seen:
        bound = [_possible(value, scope, seen | {key.id}) for value in _bound(key.id, scope)]
        return set().union(*bound) or {WILD}
    return {WILD}


def _bound(name: str, scope: ast.AST) -> Iterator[ast.expr]:
    """Yield what a name may stand for in a scope: what is assigned to it, or looped over."""
    yield from _assigned(name, scope)
    for node in _own(scope):
        if isinstance(node, ast.For | ast.comprehension):
            yield from _looped(name, node.target, _items(node.iter, scope))


def _assigned(name: str, scope: ast.AST) -> Iterator[ast.expr]:
    for node in _own(scope):
        if isinstance(node, ast.Assign) and _names(node.targets) == [name]:
            yield node.value
        if isinstance(node, ast.AnnAssign) and node.value and _names([node.target]) == [name]:
            yield node.value


def _looped(name: str, target: ast.expr, items: list[ast.expr]) -> list[ast.expr]:
    """Return what a name of a loop's target stands for, in turn."""
    if _names([target]) == [name]:
        return items
    names = _names(target.elts) if isinstance(target, ast.Tuple) else []
    rows = [item.elts for item in items if isinstance(item, ast.Tuple)]
    return [row[names.index(name)] for row in rows] if name in names else []


def _items(looped: ast.expr, scope: ast.AST) -> list[ast.expr]:
    if isinstance(looped, ast.Name):
        looped = next(_assigned(looped.id, scope), looped)
    return looped.elts if isinstance(looped, ast.Tuple | ast.List) else [looped]


def _names(targets: Iterable[ast.expr]) -> list[str]:
    return [getattr(target, "id", "") for target in targets]
