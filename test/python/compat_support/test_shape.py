"""What copying parts of a module relies on: plain definitions, from which any part stands alone."""

import ast
import builtins
from pathlib import Path

import pytest

TRANSFORMS = Path(__file__).parents[3] / "transforms"
MODULES = sorted(TRANSFORMS.glob("*/support/*.py")) + sorted(TRANSFORMS.glob("*/support/*/*.py"))
OURS = [path for path in MODULES if path.parent.name != "flask_bridge"]  # never taken apart


def names_bound(node: ast.stmt) -> list[str]:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return [node.target.id]
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return [(alias.asname or alias.name).partition(".")[0] for alias in node.names]
    return []


def names_used(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def part(tree: ast.Module, wanted: str) -> ast.Module:
    """The definition, what it uses, the imports these use."""
    binding = {name: node for node in tree.body for name in names_bound(node)}
    kept: set[ast.stmt] = set()
    todo = [wanted]
    while todo:
        node = binding.get(todo.pop())
        if node and node not in kept:
            kept.add(node)
            todo += names_used(node)
    return ast.Module([node for node in tree.body if node in kept], [])


def names_local(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            found.add(node.name)
            for stmt in ast.walk(node):  # what a function imports by itself
                if isinstance(stmt, (ast.Import, ast.ImportFrom)):
                    found.update(alias.asname or alias.name.split(".")[0] for alias in stmt.names)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.add(node.name)
    return found


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_only_definitions(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree)
    for node in tree.body[1:]:
        assert names_bound(node), ast.unparse(node)[:80]


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.stem)
def test_every_definition_can_be_copied_with_what_it_uses(path: Path) -> None:
    tree = ast.parse(path.read_text())
    package = "support" if path.parent.name == "support" else f"support.{path.parent.name}"
    definitions = [
        n for n in tree.body if not isinstance(n, (ast.Import, ast.ImportFrom, ast.Expr))
    ]
    for name in (name for node in definitions for name in names_bound(node)):
        copied = part(tree, name)
        bound = {name for node in copied.body for name in names_bound(node)}
        unknown = set().union(*map(names_used, copied.body)) - bound - set(dir(builtins))
        assert not unknown - names_local(copied), name
        namespace = {"__package__": package, "__name__": f"{package}.part"}
        exec(compile(copied, path.name, "exec"), namespace)
        assert name in namespace
