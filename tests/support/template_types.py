"""Reads templates with the types that they are given: every name and attribute, in every branch.

The types are those of Python's annotations: views (dataclasses), functions (protocols with ``__call__``),
texts, numbers, tuples. ``None`` in a union is passed over: that a template asks first is not proven. What
has no known type (``Any``) is believed.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, is_dataclass
from functools import reduce
from operator import or_
from types import NoneType, UnionType
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

import jinja2
from jinja2 import nodes

Scope = dict[str, Any]

SAME = frozenset({"reverse", "sort", "list", "unique"})
TEXTS = frozenset({"upper", "lower", "replace", "join", "string", "trim", "escape", "e", "safe"})
LOOP = ("index", "index0", "first", "last", "length", "revindex", "revindex0", "depth", "changed")
BUILT_IN = dict.fromkeys(("range", "dict", "namespace", "cycler", "joiner", "self", "super"), Any)


@dataclass(frozen=True, eq=False)
class Function:
    """A function by its signature (without ``self``) and what its annotations mean."""

    signature: inspect.Signature
    hints: Mapping[str, Any]


@dataclass(frozen=True)
class Macro:
    """A macro and where it was defined."""

    node: nodes.Macro
    template: str
    scope: Scope = field(compare=False, hash=False)


def names_of(*given: type) -> Scope:
    """The names that the fields of some classes give a template, with their types."""
    return {
        name: type_
        for one in given
        for name, type_ in get_type_hints(one).items()
        if get_origin(type_) is not ClassVar
    }


def functions_of(protocol: type) -> Scope:
    """The methods of a protocol as functions."""
    return {
        name: _function(method)
        for name, method in vars(protocol).items()
        if inspect.isfunction(method) and method.__module__ == protocol.__module__
    }


def mistakes(env: jinja2.Environment, template: str, given: Scope) -> list[str]:
    """What a template, and all that it stands on, uses and is not there: ``FILE:LINE: what``."""
    reader = _Reader(env)
    reader.page(template, BUILT_IN | given)
    return sorted(reader.found)


def _function(method: Callable[..., Any]) -> Function:
    signature = inspect.signature(method)
    parameters = [p for p in signature.parameters.values() if p.name != "self"]
    return Function(signature.replace(parameters=parameters), get_type_hints(method))


def _members(type_: Any) -> tuple[Any, ...]:
    if get_origin(type_) in {Union, UnionType}:
        return tuple(one for one in get_args(type_) if one is not NoneType)
    return (type_,)


def _union(types: list[Any]) -> Any:
    known = [one for type_ in types for one in _members(type_) if one is not NoneType]
    if not known or Any in known:
        return Any if known else NoneType
    return reduce(or_, dict.fromkeys(known))


def _fits(given: Any, wanted: Any) -> bool:
    """Whether every value of a type is one of another."""
    if Any in {given, wanted} or given is NoneType or isinstance(given, (Function, Macro)):
        return True
    options = [get_origin(one) or one for one in _members(wanted)]
    if Any in options or object in options:
        return True
    kinds = [get_origin(one) or one for one in _members(given)]
    return all(kind is Any or any(issubclass(kind, option) for option in options) for kind in kinds)


class _Reader:
    def __init__(self, env: jinja2.Environment) -> None:
        self.env = env
        self.found: set[str] = set()
        self.template = ""
        self.blocks: dict[str, list[tuple[str, nodes.Block]]] = {}
        self.known: set[tuple[Any, ...]] = set()

    def wrong(self, node: nodes.Node, what: str) -> None:
        self.found.add(f"{self.template}:{node.lineno}: {what}")

    def parsed(self, name: str) -> nodes.Template:
        assert self.env.loader
        return self.env.parse(self.env.loader.get_source(self.env, name)[0], name)

    def page(self, name: str, scope: Scope) -> None:
        """A template with its parents: their bodies in turn, each block as the last one defines it."""
        tree, before = self.parsed(name), self.template
        self.template = name
        for block in tree.find_all(nodes.Block):
            self.blocks.setdefault(block.name, []).append((name, block))
        parents = [n for n in tree.body if isinstance(n, nodes.Extends)]
        self.body([n for n in tree.body if n not in parents], scope, skip_blocks=bool(parents))
        for parent in parents:
            assert isinstance(parent.template, nodes.Const)
            self.page(parent.template.value, scope)
        self.template = before

    def body(self, body: list[nodes.Node], scope: Scope, *, skip_blocks: bool = False) -> None:
        for node in body:
            if not (skip_blocks and isinstance(node, nodes.Block)):
                self.statement(node, scope)

    def statement(self, node: nodes.Node, scope: Scope) -> None:
        match node:
            case nodes.Output():
                for one in node.nodes:
                    self.type_of(one, scope)
            case nodes.Block():
                for name, block in self.blocks[node.name]:
                    before, self.template = self.template, name
                    self.body(block.body, dict(scope))
                    self.template = before
            case nodes.For():
                self.loop(node, scope)
            case nodes.If():
                self.type_of(node.test, scope)
                for part in (node.body, node.elif_, node.else_):
                    self.body(part, scope)
            case nodes.Assign():
                self.assign(node.target, self.type_of(node.node, scope), scope)
            case nodes.AssignBlock():
                self.body(node.body, dict(scope))
                self.assign(node.target, str, scope)
            case nodes.Macro():
                scope[node.name] = Macro(node, self.template, scope)
            case nodes.Include():
                assert isinstance(node.template, nodes.Const)
                before = self.template
                self.template = node.template.value
                self.body(self.parsed(self.template).body, dict(scope))
                self.template = before
            case nodes.FromImport():
                self.imports(node, scope)
            case _:
                raise NotImplementedError(f"{self.template}:{node.lineno}: {type(node).__name__}")

    def loop(self, node: nodes.For, scope: Scope) -> None:
        inner = dict(scope)
        inner["loop"] = frozenset(LOOP)
        self.assign(node.target, self.element(node.iter, scope), inner)
        if node.test:
            self.type_of(node.test, inner)
        self.body(node.body, inner)
        self.body(node.else_, dict(scope))

    def imports(self, node: nodes.FromImport, scope: Scope) -> None:
        assert isinstance(node.template, nodes.Const)
        before, module = self.template, dict(scope)
        self.template = node.template.value
        self.body(self.parsed(self.template).body, module)
        self.template = before
        for one in node.names:
            name, alias = (one, one) if isinstance(one, str) else one
            if not isinstance(module.get(name), Macro):
                self.wrong(node, f"{node.template.value} has no '{name}'")
            scope[alias] = module.get(name, Any)

    def assign(self, target: nodes.Node, type_: Any, scope: Scope) -> None:
        if isinstance(target, nodes.Name):
            scope[target.name] = type_
            return
        assert isinstance(target, nodes.Tuple)
        parts = get_args(type_) if get_origin(type_) is tuple else ()
        if parts[1:] == (...,) or len(parts) != len(target.items):
            if type_ is not Any:
                self.wrong(target, f"{type_} has not {len(target.items)} parts")
            parts = (Any,) * len(target.items)
        for item, part in zip(target.items, parts, strict=True):
            self.assign(item, part, scope)

    def element(self, node: nodes.Expr, scope: Scope) -> Any:
        """The type of what a loop runs over."""
        found = []
        for one in _members(self.type_of(node, scope)):
            origin, parts = get_origin(one), get_args(one)
            if one in {Any, str}:
                found.append(one)
            elif origin is tuple:
                found += [part for part in parts if part is not ...]
            elif origin and parts:
                found.append(parts[0])
            else:
                self.wrong(node, f"{one} is no list")
        return _union(found or [Any])

    def type_of(self, node: nodes.Node, scope: Scope) -> Any:
        match node:
            case nodes.TemplateData():
                return str
            case nodes.Const():
                return type(node.value)
            case nodes.Name():
                if node.name not in scope:
                    self.wrong(node, f"there is no '{node.name}'")
                return scope.get(node.name, Any)
            case nodes.Getattr():
                return self.attribute(node, self.type_of(node.node, scope), node.attr)
            case nodes.Getitem():
                return self.item(node, scope)
            case nodes.Call():
                return self.call(node, scope)
            case nodes.Filter():
                return self.filtered(node, scope)
            case nodes.CondExpr():
                self.type_of(node.test, scope)
                parts = [node.expr1, *([node.expr2] if node.expr2 else [])]
                return _union([self.type_of(part, scope) for part in parts])
            case nodes.Or() | nodes.And():
                return _union([self.type_of(node.left, scope), self.type_of(node.right, scope)])
            case nodes.Add():
                return _union([self.type_of(node.left, scope), self.type_of(node.right, scope)])
            case nodes.Concat():
                for one in node.nodes:
                    self.type_of(one, scope)
                return str
            case nodes.Compare():
                for one in (node.expr, *(operand.expr for operand in node.ops)):
                    self.type_of(one, scope)
                return bool
            case nodes.Not():
                self.type_of(node.node, scope)
                return bool
            case nodes.Tuple() | nodes.List():
                return tuple[_union([self.type_of(one, scope) for one in node.items]), ...]
            case _:
                raise NotImplementedError(f"{self.template}:{node.lineno}: {type(node).__name__}")

    def attribute(self, node: nodes.Node, type_: Any, name: str) -> Any:
        if isinstance(type_, frozenset):
            if name not in type_:
                self.wrong(node, f"a loop has no '{name}'")
            return int
        return _union([self.member(node, one, name) for one in _members(type_)])

    def member(self, node: nodes.Node, type_: Any, name: str) -> Any:
        if type_ is Any:
            return Any
        plain = get_origin(type_) or type_
        value = inspect.getattr_static(plain, name, None)
        if is_dataclass(plain):
            hints = names_of(plain)
            if name in hints:
                return hints[name]
        elif getattr(plain, "_is_protocol", False):
            if isinstance(value, property):
                return get_type_hints(value.fget)["return"]
            if inspect.isfunction(value) and not name.startswith("_"):
                return _function(value)
        elif isinstance(plain, type) and value is not None and not name.startswith("_"):
            return Any
        shown = getattr(plain, "__name__", plain)
        self.wrong(node, f"{shown} has no '{name}'")
        return Any

    def item(self, node: nodes.Getitem, scope: Scope) -> Any:
        type_ = self.type_of(node.node, scope)
        if isinstance(node.arg, nodes.Slice):
            return type_
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return self.attribute(node, type_, node.arg.value)
        self.type_of(node.arg, scope)
        return self.element(node.node, scope)

    def filtered(self, node: nodes.Filter, scope: Scope) -> Any:
        type_ = self.type_of(node.node, scope) if node.node else str
        for one in node.args:
            self.type_of(one, scope)
        if node.name in SAME:
            return type_
        if node.name not in self.env.filters:
            self.wrong(node, f"there is no filter '{node.name}'")
        return str if node.name in TEXTS else int if node.name in {"length", "count"} else Any

    def call(self, node: nodes.Call, scope: Scope) -> Any:
        called = self.type_of(node.node, scope)
        args = [self.type_of(one, scope) for one in node.args]
        kwargs = {one.key: self.type_of(one.value, scope) for one in node.kwargs}
        if isinstance(called, Macro):
            return self.macro(node, called, args, kwargs)
        if getattr(called, "_is_protocol", False):
            called = _function(called.__call__)
        if called is Any:
            return Any
        if not isinstance(called, Function):
            self.wrong(node, f"{called} cannot be called")
            return Any
        try:
            bound = called.signature.bind(*args, **kwargs).arguments
        except TypeError as error:
            self.wrong(node, str(error))
            return Any
        for name, type_ in bound.items():
            parameter = called.signature.parameters[name]
            for one in type_.values() if parameter.kind is parameter.VAR_KEYWORD else [type_]:
                if not _fits(one, called.hints[name]):
                    self.wrong(node, f"'{name}' is {called.hints[name]}, not {one}")
        return called.hints["return"]

    def macro(self, node: nodes.Call, macro: Macro, args: list[Any], kwargs: Scope) -> Any:
        """The body is read anew for each combination of types that it is called with."""
        names = [one.name for one in macro.node.args]
        filled = dict(zip(names, args, strict=False)) | kwargs
        optional = names[len(names) - len(macro.node.defaults) :]
        if len(args) > len(names) or set(kwargs) - set(names):
            self.wrong(node, f"{macro.node.name} takes {', '.join(names)}")
        for name in set(names) - set(filled) - set(optional):
            self.wrong(node, f"{macro.node.name} is not given '{name}'")
        for name, default in zip(optional, macro.node.defaults, strict=True):
            filled.setdefault(name, self.type_of(default, macro.scope))
        key = (macro.template, macro.node.name, tuple(filled.get(name, Any) for name in names))
        if key not in self.known:
            self.known.add(key)
            before, self.template = self.template, macro.template
            self.body(macro.node.body, macro.scope | {n: filled.get(n, Any) for n in names})
            self.template = before
        return str
