"""Labels: the marking of one file as a STANAG 4774 confidentiality label, bound to the file by name and digest.

The label is a format after the public standard, not an authority's approval. Its signature is detached: over the
digests of label and file together, so neither can be swapped.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from lxml import etree  # type: ignore[import-untyped]  # it ships no types

from musterbook.evidence.markings import read_mark
from musterbook.ledger.facts import Digest
from musterbook.terms.times import written

LABEL: Final = "urn:nato:stanag:4774:confidentialitymetadatalabel:1:0"
BINDING: Final = "urn:nato:stanag:4778:bindinginformation:1:0"
POLICIES: Final = {"us": "USA", "nato": "NATO", "joint": "JOINT", "fgi": "FGI", "tlp": "TLP"}


def label_of(file: str, content: Digest, banner: str, *, at: datetime) -> bytes:
    """The label of one file of a package as XML bytes; the same arguments give the same bytes."""
    mark = read_mark(banner, "banner")
    level, _, rest = (mark.normalised or banner).partition("//")
    policy = POLICIES.get(mark.content.system, "USA") if mark.content else "unknown"
    root = etree.Element(_in(BINDING, "BindingInformation"), nsmap={"mb": BINDING, "slab": LABEL})
    binding = etree.SubElement(
        etree.SubElement(root, _in(BINDING, "MetadataBindingContainer")), _in(BINDING, "MetadataBinding")
    )
    label = etree.SubElement(
        etree.SubElement(binding, _in(BINDING, "Metadata")), _in(LABEL, "originatorConfidentialityLabel")
    )
    information = etree.SubElement(label, _in(LABEL, "ConfidentialityInformation"))
    _text(information, "PolicyIdentifier", policy)
    _text(information, "Classification", level)
    for block in filter(None, rest.split("//")):
        for one in block.split("/"):
            _category(information, one)
    _text(label, "CreationDateTime", written(at))
    reference = etree.SubElement(binding, _in(BINDING, "DataReference"))
    reference.set("URI", file)
    reference.set("sha256", content)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def read_label(raw: bytes) -> tuple[str, str]:
    """File and digest a label is bound to; ValueError when it is none."""
    try:
        root = etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError:
        raise ValueError("no label") from None
    reference = root.find(f".//{_in(BINDING, 'DataReference')}")
    if reference is None:
        raise ValueError("no label")
    return str(reference.get("URI")), str(reference.get("sha256"))


def _category(information: etree._Element, said: str) -> None:
    """A list of countries widens, so it is permissive; every other control narrows."""
    permissive = said.startswith(("REL TO ", "DISPLAY ONLY "))
    category = etree.SubElement(information, _in(LABEL, "Category"))
    category.set("Type", "PERMISSIVE" if permissive else "RESTRICTIVE")
    category.set("TagName", "Releasable To" if permissive else "Control")
    words = said.removeprefix("REL TO ").removeprefix("DISPLAY ONLY ").split(", ") if permissive else [said]
    for word in words:
        _text(category, "GenericValue", word)


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, _in(LABEL, name)).text = text


def _in(space: str, name: str) -> str:
    return f"{{{space}}}{name}"
