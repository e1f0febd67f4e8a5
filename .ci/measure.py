"""Print what can be counted of the code: its size, its cycles, and where it goes round the type checker.

    .venv/bin/python .ci/measure.py [CHECKOUT …]      one column each; this checkout when none is named

It reads the source alone, so an older checkout needs no environment of its own.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

PACKAGE = "impactplan"
LONG_FUNCTION, LONG_MODULE = 40, 300
SILENCED = re.compile(r"#\s*(type:\s*ignore|noqa|pragma:\s*no\s*cover|djlint:\s*off)")
Graph = Mapping[str, set[str]]


def read(checkout: Path) -> dict[str, str]:
    """Return the source of every module by its dotted name."""
    sources = {}
    for path in sorted((checkout / PACKAGE).rglob("*.py")):
        parts = path.relative_to(checkout).with_suffix("").parts
        sources[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text(encoding="utf-8")
    return sources


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Yield what a module imports: of ``from a import b``, ``a.b``, which may be a module or a name in ``a``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def graph_of(trees: Mapping[str, ast.AST]) -> Graph:
    edges: dict[str, set[str]] = {}
    for name, tree in trees.items():
        targets = {target if target in trees else target.rpartition(".")[0] for target in imports_of(tree)}
        edges[name] = {target for target in targets if target in trees and target != name}
    return edges


def reach(graph: Graph, start: str) -> set[str]:
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        for target in graph[waiting.pop()] - reached:
            reached.add(target)
            waiting.append(target)
    return reached


def cycles_of(graph: Graph) -> list[set[str]]:
    """Return the groups of modules that import each other, however indirectly."""
    reached = {name: reach(graph, name) for name in graph}
    groups = {
        frozenset(other for other in reached[name] if name in reached[other]) for name in graph if name in reached[name]
    }
    return sorted(map(set, groups), key=len, reverse=True)


def functions_of(trees: Iterable[ast.AST]) -> list[int]:
    """Return the length in lines of every function and method."""
    return [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def deferred(tree: ast.AST) -> int:
    """Return the number of imports within functions."""
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    inner = {node for function in functions for node in ast.walk(function)}
    return sum(isinstance(node, ast.Import | ast.ImportFrom) for node in inner)


def late(tree: ast.Module) -> int:
    """Return the number of imports at the top level that come after other statements than imports and docstrings."""
    begun = [
        index for index, node in enumerate(tree.body) if not isinstance(node, ast.Import | ast.ImportFrom | ast.Expr)
    ]
    return sum(isinstance(node, ast.Import | ast.ImportFrom) for node in tree.body[begun[0] :]) if begun else 0


def silenced(source: str) -> int:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return sum(len(SILENCED.findall(token.string)) for token in tokens if token.type == tokenize.COMMENT)


def count(checkout: Path) -> dict[str, int]:
    sources = read(checkout)
    trees = {name: ast.parse(source) for name, source in sources.items()}
    lengths = [len(source.splitlines()) for source in sources.values()]
    functions, cycles = functions_of(trees.values()), cycles_of(graph_of(trees))
    names = (node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.Name))
    return {
        "modules": len(sources),
        "lines": sum(lengths),
        f"modules of more than {LONG_MODULE} lines": sum(length > LONG_MODULE for length in lengths),
        "longest module": max(lengths),
        "functions": len(functions),
        "median function": sorted(functions)[len(functions) // 2],
        f"functions of more than {LONG_FUNCTION} lines": sum(length > LONG_FUNCTION for length in functions),
        "longest function": max(functions),
        "import cycles": len(cycles),
        "modules in the largest cycle": len(cycles[0]) if cycles else 0,
        "imports within functions": sum(map(deferred, trees.values())),
        "imports below other code": sum(map(late, trees.values())),
        "uses of Any": sum(name.id == "Any" for name in names),
        "silenced checks": sum(map(silenced, sources.values())),
    }


def main() -> None:
    checkouts = [Path(word) for word in sys.argv[1:]] or [Path(__file__).resolve().parent.parent]
    columns = [count(checkout) for checkout in checkouts]
    for name in columns[0]:
        print(f"{name:<34}" + "".join(f"{column[name]:>8}" for column in columns))


if __name__ == "__main__":
    main()
