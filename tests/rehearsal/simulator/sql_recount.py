"""A third recount of a book, in SQL: from the bytes of its entries, by the rules as custody.md and ledger.md have them.

It shares nothing with the program nor with the verifier: it reads JSON, hashes bytes, and folds in DuckDB. It judges no
signature, so it is for books in which nobody lied; and it settles no dispute, so whoever is in two hands is left out.
"""

from __future__ import annotations

import hashlib
import heapq
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

TABLES = """
create table entry (digest text, log text, seq integer, id text, "by" text, kind text, body json, place integer);
create table parent (child text, parent text);
create table roll (person text primary key, account text);
create table expected (offer text, person text);
create table gone (digest text);
create macro holder(account) as split_part(account, '/', 1);
create macro listed(fact, field) as from_json(json_extract(fact::json, '$.' || field), '["varchar"]');
create macro names(fact, field, person) as list_contains(listed(fact, field), person);
"""
REPEATED = """
select digest from (select digest, row_number() over (partition by id order by log, seq) as turn from entry)
where turn > 1
"""
AS_THE_FIRST = """
update parent set parent = first.digest from entry e
join (select id, arg_min(digest, (log, seq)) as digest from entry group by id) first on first.id = e.id
where parent.parent = e.digest
"""
UNKNOWN_LOG = """
select digest from entry where log <> ? and log not in (
  select body->>'$.act.fact.log' from entry where kind = 'rights.node-opened' and log = ?)
"""
BEYOND_ITS_END = """
select e.digest from entry e join entry c on c.kind = 'rights.node-closed' and c.body->>'$.act.fact.log' = e.log
where e.seq >= cast(c.body->>'$.act.fact.at_size' as integer) and e.digest not in (
  select unnest(from_json(body->'$.act.fact.entries', '["varchar"]')) from entry where kind = 'rights.adopted')
"""
WITHOUT_A_PARENT = "select child from parent where parent not in (select digest from entry)"
BELOW = """
with recursive aside(digest) as (
  select digest from gone union select child from parent join aside on parent.parent = aside.digest
) select distinct digest from aside
"""
FOLD = {
    "custody.registered": ["insert or ignore into roll values ($fact::json->>'$.person', $by || '/in-hand')"],
    "custody.let-go": [
        """update roll set account = $by || '/handing-over' where holder(account) = $by
        and names($fact, 'people', person)"""
    ],
    "custody.taken-back": [
        "update roll set account = $by || '/in-hand' where holder(account) = $by and names($fact, 'people', person)"
    ],
    "custody.offered": ["insert into expected select $digest, unnest(listed($fact, 'people'))"],
    "custody.accepted": [
        "update roll set account = $by || '/in-hand' where holder(account) = $giver and names($fact, 'people', person)",
        "delete from expected where offer = $offer and names($fact, 'people', person)",
        """update roll set account = $giver || '/unaccounted' where holder(account) = $giver
        and person in (select person from expected where offer = $offer)""",
    ],
    "custody.departed": [
        """update roll set account = 'far/' || ($fact::json->>'$.outcome') where holder(account) = $by
        and person = $fact::json->>'$.person'"""
    ],
    "custody.mustered": [
        """update roll set account = $by || '/unaccounted' where account = $by || '/in-hand'
        and not names($fact, 'present', person)""",
        "update roll set account = $by || '/in-hand' where holder(account) = $by and names($fact, 'present', person)",
    ],
}
"""Kind → what it does to the roll, in order."""


@dataclass(frozen=True)
class Recounted:
    """What the entries say.

    Attributes:
        kinds: how many entries of each kind are stored.
        standing: the digests of those that stand, in the order in which they are read.
        roll: everyone's account.
    """

    kinds: Counter[str]
    standing: list[str]
    roll: dict[str, str]


def recount(bodies: Iterable[bytes], *, register: str) -> Recounted:
    """Fold the bytes of all entries of a book; `register` is the log of its register."""
    said = {hashlib.sha256(b"\0" + body).hexdigest(): json.loads(body) for body in bodies}
    base = duckdb.connect()
    base.execute(TABLES)
    rows = [
        (digest, one["log"], one["seq"], one["act"]["id"], one["act"]["by"], one["act"]["kind"], json.dumps(one), None)
        for digest, one in said.items()
    ]
    base.executemany("insert into entry values (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    links = [(digest, parent) for digest, one in said.items() for parent in one["act"]["after"]]
    base.executemany("insert into parent values (?, ?)", links)
    base.execute(AS_THE_FIRST)
    for statement, given in (
        (REPEATED, []), (UNKNOWN_LOG, [register, register]), (BEYOND_ITS_END, []), (WITHOUT_A_PARENT, []),
    ):  # fmt: skip
        base.executemany("insert into gone values (?)", base.execute(statement, given).fetchall() or [("",)])
    aside = {digest for (digest,) in base.execute(BELOW).fetchall()}
    followed = base.execute("select distinct child, parent from parent").fetchall()
    standing = _in_order({digest: one for digest, one in said.items() if digest not in aside}, followed)
    for digest in standing:
        _post(base, digest, said[digest]["act"], said)
    kinds = Counter(dict(base.execute("select kind, count(*) from entry group by kind").fetchall()))
    return Recounted(kinds, standing, dict(base.execute("select person, account from roll").fetchall()))


def _in_order(acts: dict[str, dict[str, Any]], links: Iterable[tuple[str, str]]) -> list[str]:
    """What follows comes after; of what could come next, what happened first, and then by log and place."""
    waits, below = dict.fromkeys(acts, 0), dict[str, list[str]]()
    for child, parent in links:
        if child in acts:
            waits[child] += 1
            below.setdefault(parent, []).append(child)
    key = {
        one: (datetime.fromisoformat(said["act"]["happened_at"]), said["log"], said["seq"])
        for one, said in acts.items()
    }
    ready = [(*key[one], one) for one, left in waits.items() if not left]
    heapq.heapify(ready)
    order = []
    while ready:
        digest = heapq.heappop(ready)[-1]
        order.append(digest)
        for child in below.get(digest, ()):
            waits[child] -= 1
            if not waits[child]:
                heapq.heappush(ready, (*key[child], child))
    return order


def _post(base: duckdb.DuckDBPyConnection, digest: str, act: dict[str, Any], said: dict[str, Any]) -> None:
    fact = act["fact"]
    offer = fact.get("offer", "")
    given = {"digest": digest, "by": act["by"], "fact": json.dumps(fact), "offer": offer}
    given["giver"] = said[offer]["act"]["by"] if offer in said else ""
    for statement in FOLD.get(act["kind"], ()):
        base.execute(statement, {name: value for name, value in given.items() if f"${name}" in statement})
