"""Bicep files as plain Python values, read with the tree-sitter grammar.

Objects become dicts, arrays lists, literals themselves. A loop becomes a list of its one body, a condition its body;
any other expression an ``Expr`` that keeps its text and the objects inside it, so that a check can look through
``concat(...)`` and ``a ? b : c``. The grammar knows no ``.bicepparam``; those are rewritten to variables first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import tree_sitter_bicep
from tree_sitter import Language, Node, Parser


@dataclass(frozen=True)
class Expr:
    """An expression that is no literal: its text, and the values inside it."""

    text: str
    inner: tuple[Any, ...] = ()

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Param:
    name: str
    type: str
    decorators: str
    default: Any
    required: bool


@dataclass(frozen=True)
class Resource:
    """A resource with its full type, whether declared on top or inside another."""

    symbol: str
    type: str
    version: str
    body: dict[str, Any]
    existing: bool
    parent: str | None
    where: str

    def at(self, path: str) -> Any:
        """The value at a dotted path of the body; None where there is none."""
        return dig(self.body, path)


@dataclass(frozen=True)
class Module:
    symbol: str
    path: str
    deployment: str
    params: dict[str, Any]
    where: str


@dataclass
class File:
    path: Path
    text: str
    errors: list[str] = field(default_factory=list)
    params: dict[str, Param] = field(default_factory=dict)
    variables: dict[str, Any] = field(default_factory=dict)
    resources: list[Resource] = field(default_factory=list)
    modules: list[Module] = field(default_factory=list)
    outputs: dict[str, str] = field(default_factory=dict)

    def resolved(self, value: Any) -> Any:
        """A variable's value in place of its name."""
        return self.variables[value.text] if isinstance(value, Expr) and value.text in self.variables else value


def dig(value: Any, path: str) -> Any:
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def objects(value: Any, file: File | None = None) -> Iterator[dict[str, Any]]:
    """Every object in a value, at any depth; variables are followed where a file is given."""
    if file is not None:
        value = file.resolved(value)
    if isinstance(value, dict):
        yield value
        children: list[Any] = list(value.values())
    elif isinstance(value, Expr):
        children = list(value.inner)
    else:
        children = list(value) if isinstance(value, list) else []
    for child in children:
        yield from objects(child, file)


def names(value: Any) -> str:
    """All the text of a value, to look for a name in it."""
    if isinstance(value, dict):
        return " ".join(names(each) for each in value.values())
    return " ".join(names(each) for each in value) if isinstance(value, list) else str(value)


def load(folder: Path) -> list[File]:
    """Every Bicep file below a folder."""
    return [read(path) for path in sorted(folder.rglob("*.bicep*"))]


def declared(folder: Path) -> Iterator[tuple[File, Resource]]:
    """Every resource that a folder's files create, with its file."""
    for file in load(folder):
        for resource in file.resources:
            if not resource.existing:
                yield file, resource


def of_type(folder: Path, kind: str) -> Iterator[tuple[File, Resource]]:
    """Those of one type."""
    return ((file, each) for file, each in declared(folder) if each.type == kind)


def read(path: Path) -> File:
    """One file; equal text is parsed once, wherever it lies."""
    return replace(_read(path.name, path.read_text()), path=path)


@cache
def _read(name: str, text: str) -> File:
    path = Path(name)
    file = File(path, text)
    source = text if path.suffix == ".bicep" else _as_bicep(text)
    root = _parser().parse(source.encode()).root_node
    file.errors = [f"{path.name}:{node.start_point[0] + 1}: does not parse" for node in _wrong(root)]
    decorators = ""
    for node in root.named_children:
        if node.type == "decorators":
            decorators = _text(node)
        elif node.type != "comment":
            _declare(file, node, decorators)
            decorators = ""
    if path.suffix == ".bicepparam":
        file.errors += [f"{name}: parameter {param} has no value" for param in file.params]
    return file


def _as_bicep(text: str) -> str:
    """Parameters as variables: the same expressions, in the dialect that the grammar knows."""
    return re.sub(r"^param (\w+) =", r"var \1 =", re.sub(r"^using .*$", "", text, flags=re.M), flags=re.M)


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_bicep.language()))


def _wrong(node: Node) -> Iterator[Node]:
    if node.type == "ERROR" or node.is_missing:
        yield node
    elif node.has_error:
        for child in node.children:
            yield from _wrong(child)


def _declare(file: File, node: Node, decorators: str) -> None:
    parts = [child for child in node.named_children if child.type != "comment"]
    if node.type == "parameter_declaration":
        name, default = _text(parts[0]), parts[2] if len(parts) > 2 else None
        file.params[name] = Param(
            name, _text(parts[1]), decorators, _value(default) if default else None, default is None
        )
    elif node.type == "variable_declaration":
        file.variables[_text(parts[0])] = _value(parts[-1])
    elif node.type == "output_declaration":
        file.outputs[_text(parts[0])] = _text(parts[-1])
    elif node.type == "module_declaration":
        body = _value(parts[2])
        body = body[0] if isinstance(body, list) else body
        where = f"{file.path.name}:{node.start_point[0] + 1}"
        name = str(body.get("name", ""))
        file.modules.append(Module(_text(parts[0]), _value(parts[1]), name, body.get("params", {}), where))
    elif node.type == "resource_declaration":
        _resource(file, node, None)


def _resource(file: File, node: Node, outer: Resource | None) -> None:
    parts = [child for child in node.named_children if child.type != "comment"]
    kind, _, version = _value(parts[1]).partition("@")
    if outer is not None:
        kind, version = f"{outer.type}/{kind}", version or outer.version
    body_node = parts[-1]
    value = _value(body_node)
    body = value[0] if isinstance(value, list) else value
    existing = any(child.type == "existing" for child in node.children) or " existing =" in _text(node).split("{")[0]
    parent = str(body["parent"]) if "parent" in body else (outer.symbol if outer else None)
    where = f"{file.path.name}:{node.start_point[0] + 1}"
    resource = Resource(_text(parts[0]), kind, version, body, existing, parent, where)
    file.resources.append(resource)
    for child in _nested(body_node):
        _resource(file, child, resource)


def _nested(node: Node) -> Iterator[Node]:
    """Resources declared directly inside a resource's body."""
    while node.type in ("for_statement", "if_statement"):
        node = node.named_children[-1]
    for item in node.named_children:
        for child in item.named_children if item.type == "object_property" else ():
            if child.type == "resource_declaration":
                yield child


def _value(node: Node) -> Any:
    children = [child for child in node.named_children if child.type != "comment"]
    match node.type:
        case "string":
            return "".join(_text(child) for child in children)
        case "number":
            return int(_text(node))
        case "boolean":
            return _text(node) == "true"
        case "null":
            return None
        case "array":
            return [_value(child) for child in children]
        case "object":
            pairs = [pair for item in children if (pair := _pair(item))]
            return dict(pairs)
        case "for_statement":
            return [_value(children[-1])]
        case "if_statement":
            return _value(children[-1])
        case _:
            return Expr(_text(node), tuple(_value(child) for child in children))


def _pair(item: Node) -> tuple[str, Any] | None:
    parts = [child for child in item.named_children if child.type not in ("comment", "decorators")]
    if item.type != "object_property" or len(parts) < 2:
        return None
    key = _value(parts[0])
    return (key if isinstance(key, str) else key.text), _value(parts[-1])


def _text(node: Node) -> str:
    return (node.text or b"").decode()
