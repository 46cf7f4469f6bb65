"""Tables of `incidents.db`: files an analyst loaded, the incidents, ground and storms in them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Float, Index, Integer, LargeBinary, MetaData, Table, Text

APPLICATION_ID: Final = 0x4D424943
"""`PRAGMA application_id`, the letters MBIC: another program's database is not opened."""
VERSION: Final = 2
"""`PRAGMA user_version`; a file of version 1 has no table of winds, and gets one when somebody writes to it."""
WINDS_SINCE: Final = 2

incident_tables: Final = MetaData()

file_table: Final = Table(
    "file",
    incident_tables,
    Column("digest", LargeBinary(32), primary_key=True, comment="SHA-256 of the file as it came"),
    Column("name", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("dialect", Text, nullable=False),
    Column("arrived_at", Text, nullable=False, comment="RFC 3339, when this copy got it"),
    Column("known_through", Text, nullable=False, comment="the last day it tells of"),
    sqlite_with_rowid=False,
)

incident_table: Final = Table(
    "incident",
    incident_tables,
    Column("file", LargeBinary(32), primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False, comment="its place among the good rows, from 0"),
    Column("id", Text, nullable=False, comment="as the source gives it"),
    Column("digest", Text, nullable=False, comment="of what the row means; another one under an id is a revision"),
    Column("known_at", Integer, nullable=False, comment="seconds since 1970, when anybody could have known it"),
    Column("start", Integer, nullable=False, comment="number of the first day on which it may have happened"),
    Column("end", Integer, nullable=False, comment="of the last one"),
    Column("lat", Float, nullable=False),
    Column("lon", Float, nullable=False),
    Column("precision_km", Float),
    Column("dated", Boolean, nullable=False),
    Column("kind", Text, nullable=False),
    Column("sides", Text, nullable=False, comment="JSON"),
    Column("low", Integer, nullable=False),
    Column("best", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    Column("country", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("flags", Text, nullable=False, comment="codes, parted by spaces"),
    Index("incident_id", "source", "id"),
    sqlite_with_rowid=False,
)

area_table: Final = Table(
    "area",
    incident_tables,
    Column("file", LargeBinary(32), primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("at", Integer, nullable=False, comment="seconds since 1970, the moment it shows"),
    Column("known_at", Integer, nullable=False),
    Column("controller", Text, nullable=False),
    Column("polygons", Text, nullable=False, comment="JSON: polygons of rings of corners, east and north"),
    sqlite_with_rowid=False,
)

wind_table: Final = Table(
    "wind",
    incident_tables,
    Column("file", LargeBinary(32), primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("about", Text, nullable=False, comment="centre, forecast, breadth, chances or place"),
    Column("storm", Text, nullable=False, comment="the agency's number of it; blank for a place"),
    Column("number", Text, nullable=False, comment="of the advisory"),
    Column("issued_at", Integer, nullable=False, comment="seconds since 1970, when it was issued, and so first known"),
    Column("at", Integer, nullable=False, comment="seconds since 1970, the moment it tells of"),
    Column("lat", Float),
    Column("lon", Float),
    Column("wind_kt", Float),
    Column("ne", Float, comment="nautical miles from the centre to which the 34-knot wind reaches"),
    Column("se", Float),
    Column("sw", Float),
    Column("nw", Float),
    Column("point", Text, nullable=False, comment="the place that the agency names"),
    Column("chances", Text, nullable=False, comment="JSON: shares of 1 by 12, 24, 36, 48, 72, 96 and 120 hours"),
    Index("wind_issued", "file", "issued_at"),
    sqlite_with_rowid=False,
)
