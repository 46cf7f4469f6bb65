"""Owners: whether an operation's own `policies.toml` is sound, and somebody can speak for everyone it names."""

from __future__ import annotations

from pathlib import Path

from musterbook.evidence.policies import FILE, read_policies
from musterbook.tables import Table, near
from musterbook.terms.errors import Fault, Malformed


def policy_faults(folder: Path, officers: Table | None) -> list[Fault]:
    """Every fault of the file; none where the folder has no such file.

    An authority nobody answers for would only show when a release waits for it, so it is a fault now. It is compared
    with the officers only where their table is sound.
    """
    try:
        policies = read_policies(folder / FILE)
    except Malformed as error:
        return list(error.faults)
    if officers is None or officers.faults:
        return []
    known = {row.must("custodian", str) for row in officers.rows if row.must("role", str) == "originator"}
    return [
        Fault(
            "evidence.policy-nobody", file=FILE, column="authorities",
            values={"need": need, "custodian": who, "near": ", ".join(near(who, known)) or None},
        )
        for need, who in sorted(policies.authorities.items())
        if who not in known
    ]  # fmt: skip
