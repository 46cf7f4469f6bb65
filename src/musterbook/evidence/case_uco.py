"""CASE/UCO: where each thing in a package came from and through whose hands it went, as JSON-LD others can read.

Each file is an observable with its digest, each acquisition and each passing an investigative action with performer,
location and time, each number a provenance record. Names of persons are never in it: performers are units.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from musterbook.evidence.items import Item
from musterbook.evidence.provenance import Gap, Held
from musterbook.terms.times import written

SPACE: Final = uuid.UUID("6d757374-6572-626f-6f6b-65766964656e")
_ONTOLOGY: Final = "https://ontology.unifiedcyberontology.org/uco/"
CONTEXT: Final = {
    "kb": "urn:musterbook:evidence:",
    "case-investigation": "https://ontology.caseontology.org/case/investigation/",
    **{f"uco-{name}": f"{_ONTOLOGY}{name}/" for name in
       ("action", "core", "identity", "location", "observable", "types")},
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}  # fmt: skip
Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sourced:
    """One thing of a package: its number, the item, everyone who had it, and what does not add up."""

    number: str
    item: Item
    way: tuple[Held, ...]
    gaps: tuple[Gap, ...]


def custody_graph(package: str, things: Iterable[Sourced]) -> Node:
    """The graph of a package; the same things give the same graph."""
    nodes: dict[str, Node] = {}
    for thing in things:
        for node in _nodes(package, thing):
            nodes.setdefault(node["@id"], node)
    return {"@context": CONTEXT, "@graph": [nodes[name] for name in sorted(nodes)]}


def _nodes(package: str, thing: Sourced) -> Iterable[Node]:
    fact = thing.item.fact
    file = _named("File", f"{package} {thing.number}")
    record = _named("ProvenanceRecord", f"{package} {thing.number}")
    yield {
        "@id": file, "@type": "uco-observable:File",
        "uco-core:hasFacet": [{
            "@id": _named("ContentDataFacet", f"{package} {thing.number}"),
            "@type": "uco-observable:ContentDataFacet",
            "uco-observable:sizeInBytes": {"@type": "xsd:integer", "@value": str(fact.size)},
            "uco-observable:hash": [{
                "@id": _named("Hash", fact.content), "@type": "uco-types:Hash",
                "uco-types:hashMethod": "SHA256",
                "uco-types:hashValue": {"@type": "xsd:hexBinary", "@value": fact.content},
            }],
        }],
    }  # fmt: skip
    yield {
        "@id": record, "@type": "case-investigation:ProvenanceRecord",
        "case-investigation:exhibitNumber": thing.number, "uco-core:object": [{"@id": file}],
        "uco-core:description": [f"gap: {gap.rule}" for gap in thing.gaps] or ["no gap is known"],
    }  # fmt: skip
    for place, held in enumerate(thing.way):
        yield from _action(thing, held, file, record, first=place == 0)


def _action(thing: Sourced, held: Held, file: str, record: str, *, first: bool) -> Iterable[Node]:
    """One acquisition or passing; whoever acquired a thing performs it, afterwards whoever took it."""
    fact = thing.item.fact
    who = fact.acquired_by if first and fact.acquired_by else str(held.custodian)
    performer, location = _named("Organization", who), _named("Location", held.place or "unknown")
    yield {"@id": performer, "@type": "uco-identity:Organization", "uco-core:name": who}
    yield {"@id": location, "@type": "uco-location:Location", "uco-core:name": held.place or "unknown"}
    action: Node = {
        "@id": _named("InvestigativeAction", f"{file} {held.entry}"), "@type": "case-investigation:InvestigativeAction",
        "uco-core:name": "acquired" if first else "taken over",
        "uco-action:performer": {"@id": performer}, "uco-action:location": [{"@id": location}],
        "uco-action:startTime": {"@type": "xsd:dateTime", "@value": written(held.since)},
        "uco-action:object": [{"@id": file}], "uco-action:result": [{"@id": record}],
    }  # fmt: skip
    if first and fact.acquired_how:
        tool = _named("Tool", fact.acquired_how)
        yield {"@id": tool, "@type": "uco-core:UcoObject", "uco-core:name": fact.acquired_how}
        action["uco-action:instrument"] = [{"@id": tool}]
    yield action


def _named(kind: str, about: str) -> str:
    """A name that is the same for the same thing, ending in a UUID as the ontology wants."""
    return f"kb:{kind}-{uuid.uuid5(SPACE, f'{kind} {about}')}"
