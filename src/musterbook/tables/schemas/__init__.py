"""The tables of an operation folder, one file each: their columns, what may stand in them, and other words for them."""

from __future__ import annotations

from typing import Final

from musterbook.tables.columns import Schema
from musterbook.tables.schemas.agreements import AGREEMENTS
from musterbook.tables.schemas.beds import BEDS
from musterbook.tables.schemas.camps import CAMPS, PASSAGES
from musterbook.tables.schemas.claims import CLAIMS
from musterbook.tables.schemas.custodians import CUSTODIANS
from musterbook.tables.schemas.escorts import ESCORTS
from musterbook.tables.schemas.fleet import FLEET
from musterbook.tables.schemas.foreseen import INCIDENTS, RELIEFS, SCENARIOS, WARNINGS
from musterbook.tables.schemas.guards import GUARDS
from musterbook.tables.schemas.keepapart import KEEPAPART
from musterbook.tables.schemas.officers import OFFICERS
from musterbook.tables.schemas.people import PEOPLE
from musterbook.tables.schemas.roads import ROADS
from musterbook.tables.schemas.sites import SITES
from musterbook.tables.schemas.watched import GUARDS_ON_POST, POPULATION, WATCH_SITES, WIND_POINTS

SCHEMAS: Final[dict[str, Schema]] = {
    schema.name: schema
    for schema in (
        PEOPLE,
        SITES,
        GUARDS,
        ROADS,
        AGREEMENTS,
        FLEET,
        ESCORTS,
        OFFICERS,
        KEEPAPART,
        BEDS,
        CLAIMS,
        CUSTODIANS,
    )
}
"""Every table by its name, in the order in which a person fills them."""

WATCH_SCHEMAS: Final[dict[str, Schema]] = {
    schema.name: schema
    for schema in (
        WATCH_SITES,
        GUARDS_ON_POST,
        POPULATION,
        INCIDENTS,
        RELIEFS,
        WARNINGS,
        SCENARIOS,
        WIND_POINTS,
    )
}
"""The tables that the watch reads beside those, columns named as the facts they become (watch.md section 4).

Its table of guards reads the files of `SCHEMAS["guards"]` too, whose day and count are other headers of two columns.
"""

CAMP_SCHEMAS: Final[dict[str, Schema]] = {schema.name: schema for schema in (CAMPS, PASSAGES)}
"""The tables of the camps (casework.md section 12)."""
