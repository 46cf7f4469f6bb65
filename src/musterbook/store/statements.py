"""The statements of the store that writes, compiled to text once by SQLAlchemy Core (decision 0242)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, delete, func, insert, select

from musterbook.store.tables import (
    checkpoint_table,
    cosignature_table,
    entry_table,
    fork_table,
    log_table,
    sql,
    turned_away_table,
)

ADD_LOG: Final = sql(insert(log_table))
ADD_ENTRY: Final = sql(insert(entry_table))
ADD_CHECKPOINT: Final = sql(insert(checkpoint_table))
ADD_COSIGNATURE: Final = sql(insert(cosignature_table).prefix_with("OR IGNORE"))
ADD_FORK: Final = sql(insert(fork_table).prefix_with("OR IGNORE"))
ADD_TURNED_AWAY: Final = sql(
    insert(turned_away_table).values({
        name: bindparam(name) for name in ("received_at", "came_from", "rule", "bytes")
    })
)  # fmt: skip
TURNED_AWAY_BYTES: Final = sql(select(func.sum(func.length(turned_away_table.c.bytes))))
DROP_OLDEST_TURNED_AWAY: Final = sql(
    delete(turned_away_table).where(
        turned_away_table.c.id == select(func.min(turned_away_table.c.id)).scalar_subquery()
    )
)
BODIES_FROM: Final = sql(
    select(entry_table.c.body)
    .where(entry_table.c.log == bindparam("log"), entry_table.c.seq >= bindparam("seq"))
    .order_by(entry_table.c.seq)
)
DIGEST_AT: Final = sql(
    select(entry_table.c.digest).where(entry_table.c.log == bindparam("log"), entry_table.c.seq == bindparam("seq"))
)
ADD_CHECKPOINT_ONCE: Final = sql(insert(checkpoint_table).prefix_with("OR IGNORE"))
CHECKPOINT_BELOW: Final = sql(
    select(checkpoint_table.c.size, checkpoint_table.c.range)
    .where(checkpoint_table.c.log == bindparam("log"), checkpoint_table.c.size <= bindparam("size"))
    .order_by(checkpoint_table.c.size.desc())
)
