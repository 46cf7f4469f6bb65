"""Tables are brought up and taken back in both dialects, and no byte of an entry is touched on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from musterbook.store.address import Address
from musterbook.store.engine import writing_engine
from musterbook.store.migrating import downgrade, upgrade
from musterbook.store.opening import copies_at, store_at
from musterbook.store.postgres_schema import bring_down_schema, bring_up_schema, make_schema
from musterbook.store.sqlite import open_store
from musterbook.store.tables import SCHEMA_VERSION
from musterbook.store.verifying import verify
from musterbook.terms.errors import Refused
from tests.store.making import AT, REGISTER, acts, node_key


def test_a_file_goes_down_and_up_again_with_the_same_bytes(tmp_path: Path) -> None:
    store = open_store(tmp_path, operation="op")
    log = store.create_log(node_key("a"), "a")
    store.append(log, acts(3), at=AT, register=REGISTER)
    bodies, head = list(store.bodies(log)), store.head()
    store.close()
    (tmp_path / "book.db.seal").unlink()

    with writing_engine(tmp_path / "book.db").connect() as connection:
        downgrade(connection, 1)
        with pytest.raises(Refused, match=r"store\.not-taken-back"):
            downgrade(connection, 0)
        connection.rollback()
        upgrade(connection)

    again = open_store(tmp_path)
    assert (list(again.bodies(log)), again.head(), list(verify(again))) == (bodies, head, [])
    again.close()


@pytest.mark.needs_database
def test_a_database_goes_down_and_up_again_with_the_same_bytes(place: Address) -> None:
    make_schema(place)
    store = store_at(place, operation="op")
    log = store.create_log(node_key("a"), "a")
    store.append(log, acts(3), at=AT, register=REGISTER)
    bodies, head = list(store.bodies(log)), store.head()
    store.close()

    assert bring_down_schema(place, 1) == (SCHEMA_VERSION, 1)
    with pytest.raises(Refused, match=r"store\.older-database"):
        copies_at(place)
    assert bring_up_schema(place) == (1, SCHEMA_VERSION)

    again = copies_at(place)
    assert (list(again.bodies(log)), again.head(), list(verify(again))) == (bodies, head, [])
    again.close()
