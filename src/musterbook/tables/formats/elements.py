"""Elements of XML files that leave: a tree that is written and never read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]  # the library has no types

_ILLEGAL: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Node:
    """One element, under a prefix of its file, to which elements and words are added in their order."""

    def __init__(self, element: Any, namespaces: Mapping[str, str]) -> None:  # noqa: ANN401  the library has no types
        self._element = element
        self._namespaces = namespaces

    def under(self, name: str, text: str = "", /, **attributes: str) -> Node:
        """A new element below this one; `name` is `prefix:name`, or bare for the file's own namespace."""
        found = etree.SubElement(
            self._element, _named(name, self._namespaces), **{key: _legal(value) for key, value in attributes.items()}
        )
        if text:
            found.text = _legal(text)
        return Node(found, self._namespaces)

    def say(self, name: str, text: str, /, **attributes: str) -> None:
        """A new element below this one that holds these words."""
        self.under(name, text, **attributes)

    def comment(self, text: str) -> None:
        """A comment; two dashes, which would end it, are parted."""
        self._element.append(etree.Comment(f" {_legal(text).replace('--', '- -')} "))

    def written(self) -> bytes:
        """The whole file in UTF-8."""
        return bytes(etree.tostring(self._element, xml_declaration=True, encoding="UTF-8", pretty_print=True))

    def line(self) -> bytes:
        """The element alone, in one line."""
        return bytes(etree.tostring(self._element, encoding="UTF-8")) + b"\n"


def root(name: str, namespaces: Mapping[str, str], /, **attributes: str) -> Node:
    """The first element of a file; the prefix "" names its own namespace."""
    spoken = {prefix or None: where for prefix, where in namespaces.items()}
    return Node(
        etree.Element(
            _named(name, namespaces), nsmap=spoken, **{key: _legal(value) for key, value in attributes.items()}
        ),
        namespaces,
    )


def _named(name: str, namespaces: Mapping[str, str]) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{namespaces[prefix]}}}{local}" if prefix in namespaces else local


def _legal(text: str) -> str:
    """The text without signs that no XML file may hold."""
    return _ILLEGAL.sub("", text)
