"""Checkers of files that left, written from the formats' own documents and sharing no code with what writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

ZULU = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
PFIF = "{http://zesty.ca/pfif/1.4}"
PFIF_PERSON = frozenset((
    "person_record_id", "entry_date", "expiry_date", "author_name", "author_email", "author_phone", "source_name",
    "source_date", "source_url", "full_name", "given_name", "family_name", "alternate_names", "description", "sex",
    "date_of_birth", "age", "home_street", "home_neighborhood", "home_city", "home_state", "home_postal_code",
    "home_country", "photo_url", "profile_urls", "note",
))  # fmt: skip
PFIF_NOTE = frozenset((
    "note_record_id", "person_record_id", "linked_person_record_id", "entry_date", "author_name", "author_email",
    "author_phone", "source_date", "author_made_contact", "status", "email_of_found_person", "phone_of_found_person",
    "last_known_location", "text", "photo_url",
))  # fmt: skip
PLACEHOLDER = {"person_record_id", "entry_date", "expiry_date", "source_date"}
JUSTICE = "{https://docs.oasis-open.org/niemopen/ns/model/domains/justice/6.0/}"
CORE = "{https://docs.oasis-open.org/niemopen/ns/model/niem-core/6.0/}"
TRANSFER = [
    f"{JUSTICE}CustodyTransfer{name}"
    for name in (
        "ActionText", "Item", "ReceivingEnforcementAgency", "ReceivingEnforcementFacility",
        "ReceivingEnforcementOfficial", "ReleasingEnforcementAgency", "ReleasingEnforcementFacility",
        "ReleasingEnforcementOfficial", "Subject",
    )
]  # fmt: skip
"""The elements of j:CustodyTransferType in the order of its sequence (niemopen, justice.xsd)."""


def _tree(content: bytes | str) -> ET.Element:
    return ET.fromstring(content)  # noqa: S314  what our own program wrote


def calendar_faults(content: bytes) -> Iterator[str]:
    """RFC 5545: lines of 75 octets ended by CRLF, blocks that close, and the properties each block must have."""
    text = content.decode()
    if not text.endswith("\r\n") or "\n" in text.replace("\r\n", ""):
        yield "a line that does not end in CRLF"
    yield from (f"a line too long: {line[:20]}" for line in text.split("\r\n") if len(line.encode()) > 75)
    lines = [line.partition(":") for line in text.replace("\r\n ", "").split("\r\n")[:-1]]
    said = [(name.partition(";")[0], value) for name, _, value in lines]
    names = [value for name, value in said if name == "UID"]
    if len(names) != len(set(names)):
        yield "a name twice"
    hours = [value for name, value in said if name in ("DTSTART", "DTEND", "DUE", "DTSTAMP")]
    yield from (f"hour {value}" for value in hours if not re.fullmatch(r"\d{8}T\d{6}Z", value))
    yield from _block_faults(said)


def _block_faults(said: list[tuple[str, str]]) -> Iterator[str]:
    must = {"VCALENDAR": {"PRODID", "VERSION"}, "VEVENT": {"UID", "DTSTAMP", "DTSTART"}, "VTODO": {"UID", "DTSTAMP"}}
    blocks: list[tuple[str, set[str]]] = []
    for name, value in said:
        if name == "BEGIN":
            blocks.append((value, set()))
        elif name == "END":
            block, names = blocks.pop()
            yield from (f"{block} without {one}" for one in must[block] - names)
        else:
            blocks[-1][1].add(name)
    if blocks:
        yield "a block that does not close"


def geojson_faults(content: bytes) -> Iterator[str]:
    """RFC 7946: a collection of features with positions of longitude before latitude."""
    whole = json.loads(content)
    if whole.get("type") != "FeatureCollection":
        yield "not a collection"
    for one in whole["features"]:
        if set(one) != {"type", "id", "geometry", "properties"} or one["type"] != "Feature":
            yield f"{one.get('id')} is no feature"
        shape = one["geometry"]
        points = {"Point": [shape["coordinates"]], "LineString": shape["coordinates"]}[shape["type"]]
        if shape["type"] == "LineString" and len(points) < 2:
            yield f"{one['id']} is a line of one point"
        yield from (f"{one['id']} at {lon}, {lat}" for lon, lat in points if abs(lon) > 180 or abs(lat) > 90)


def kml_faults(content: bytes) -> Iterator[str]:
    """KML 2.2: placemarks whose parts stand in the schema's order, positions as longitude,latitude."""
    space, order = "{http://www.opengis.net/kml/2.2}", ["name", "TimeStamp", "ExtendedData", "Point", "LineString"]
    root = _tree(content)
    if root.tag != f"{space}kml" or [one.tag for one in root] != [f"{space}Document"]:
        yield "no document"
    for place in root.iter(f"{space}Placemark"):
        names = [one.tag.removeprefix(space) for one in place]
        if names != sorted(names, key=order.index):
            yield f"out of order: {names}"
        for text in place.iter(f"{space}coordinates"):
            pairs = [tuple(map(float, pair.split(","))) for pair in (text.text or "").split()]
            yield from (f"at {pair}" for pair in pairs if abs(pair[0]) > 180 or abs(pair[1]) > 90)


def cursor_faults(content: bytes) -> Iterator[str]:
    """Cursor on Target 2.0: each line a message with its attributes, a point, and a stale time after its start."""
    for line in content.decode().splitlines():
        one = _tree(line)
        lacking = {"version", "uid", "type", "how", "time", "start", "stale"} - one.attrib.keys()
        yield from (f"no {name}" for name in lacking)
        yield from (one.attrib[at] for at in ("time", "start", "stale") if not ZULU.fullmatch(one.attrib[at]))
        if one.attrib["stale"] <= one.attrib["start"]:
            yield "stale before it starts"
        if not re.fullmatch(r"a-[fnhups](-[A-Za-z])+", one.attrib["type"]):
            yield f"type {one.attrib['type']}"
        point = one.find("point")
        if point is None or point.attrib.keys() != {"lat", "lon", "hae", "ce", "le"}:
            yield "no point"


def justice_faults(content: bytes) -> Iterator[str]:
    """Every transfer of custody has its elements in the order of NIEM's types, and says from whom to whom."""
    for act in _tree(content):
        if not act.tag.endswith("}CustodyTransfer"):
            continue
        order = [one.tag for one in act]
        activity = [tag for tag in order if tag.startswith(f"{CORE}Activity")]
        rest = [tag for tag in order if tag not in activity]
        if order != activity + rest or activity != sorted(activity):
            yield f"activity out of order: {activity}"
        if rest != sorted(rest, key=TRANSFER.index):
            yield f"out of order: {rest}"
        yield from (f"no {name[-32:]}" for name in (TRANSFER[2], TRANSFER[5]) if name not in rest)
        for person in act.findall(TRANSFER[-1]):
            parts = [one.tag for one in person]
            if parts != sorted(parts) or f"{CORE}PersonOtherIdentification" not in parts:
                yield f"a subject out of order: {parts}"


def finder_faults(content: bytes) -> Iterator[str]:
    """PFIF 1.4: known fields, those it must have, identifiers with a domain, dates in UTC, bare placeholders."""
    root = _tree(content)
    for person in root.findall(f"{PFIF}person"):
        said = {one.tag.removeprefix(PFIF): one.text or "" for one in person}
        yield from (f"a field {name}" for name in said if name not in PFIF_PERSON)
        yield from (
            f"{name} is {said[name]}" for name in said if name.endswith("_date") and not ZULU.fullmatch(said[name])
        )
        if not re.fullmatch(r"[\w.-]+\.\w+/\S+", said.get("person_record_id", "")):
            yield f"identifier {said.get('person_record_id')}"
        if "full_name" not in said and set(said) != PLACEHOLDER:
            yield f"neither whole nor a placeholder: {sorted(said)}"
        if "full_name" in said and not {"source_date", "expiry_date"} <= said.keys():
            yield "no source_date or expiry_date"
        for note in person.findall(f"{PFIF}note"):
            names = {one.tag.removeprefix(PFIF) for one in note}
            yield from (f"a note's field {name}" for name in names - PFIF_NOTE)
            yield from (f"a note without {one}" for one in {"note_record_id", "author_name", "source_date"} - names)


def tracking_faults(content: bytes) -> Iterator[str]:
    """The shape of a message of people moved: its head, and of each person where he is before what moves him."""
    space = "{urn:musterbook:exchange:tracked-people:1}"
    root = _tree(content)
    names = [one.tag.removeprefix(space) for one in root]
    head = ["messageID", "systemID", "dateTimeSent", "messageType", "recipient", "description", "incident"]
    if names[: len(head)] != head or set(names[len(head) :]) - {"person"}:
        yield f"out of order: {names[:9]}"
    for person in root.findall(f"{space}person"):
        parts = [one.tag.removeprefix(space) for one in person]
        if parts[0] != "personID" or "encounter" not in parts:
            yield f"a person is {parts}"
        if "transport" in parts and parts.index("transport") < parts.index("encounter"):
            yield "moved before he is anywhere"
