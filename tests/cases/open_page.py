"""An open page, to which the answers of saves are applied as htmx does it."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

VOID = frozenset({"input", "link", "meta", "br", "hr", "img", "path", "circle", "use"})


class Node:
    def __init__(self, tag: str, attrs: dict[str, str | None]) -> None:
        self.tag, self.attrs = tag, attrs
        self.children: list[Node | str] = []

    def every(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.every()

    def lines(self) -> list[str]:
        """One a tag and one a text, without what tells nothing of what is shown."""
        attrs = {name: value for name, value in self.attrs.items() if name not in ("hx-swap-oob", "open")}
        inside = [
            line
            for child in self.children
            for line in (child.lines() if isinstance(child, Node) else [" ".join(child.split())])
        ]
        return [f"<{self.tag} {sorted(attrs.items())}>", *filter(None, inside), f"</{self.tag}>"]


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.open = [Node("", {})]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs))
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop().tag == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


class OpenPage:
    def __init__(self, html: str) -> None:
        self.root = _Reader(html).open[0]

    def named(self, name: str) -> Node:
        return next(node for node in self.root.every() if node.attrs.get("id") == name)

    @property
    def stamps(self) -> str:
        """As the browser tells them."""
        return " ".join(filter(None, (node.attrs.get("data-stamp") for node in self.root.every())))

    def take(self, answer: str) -> None:
        for piece in list(_Reader(answer).open[0].every()):
            how = piece.attrs.pop("hx-swap-oob", None)
            if how:
                self._swap(piece, how)

    def _swap(self, piece: Node, how: str) -> None:
        old = self.named(piece.attrs["id"] or "")
        if how != "innerHTML":
            old.tag, old.attrs = piece.tag, piece.attrs
        old.children = piece.children

    def shown(self) -> dict[str, list[str]]:
        """By id what a save may change: the guidance, what follows, and what stands under each field."""
        wanted = ("guide", "chapters", "derived", "sheet-count", "conflict", "version")
        named = {node.attrs.get("id") or "": node for node in self.root.every()}
        return {
            name: node.lines() for name, node in named.items() if name in wanted or name.startswith("after-")
        }
