"""Print the table of gates as a page of the reference: what each objects to, who could change it, its source."""

from __future__ import annotations

from musterbook.eligibility.gates import GATES, Gate

HEAD = """# Gates

<!-- Written by tools/reference.py from src/musterbook/eligibility/gates.toml; change that, not this page. -->

A gate is a room's say over moving people. All are asked together, and a move is refused with every objection
at once; the reasons are in [0264](../decisions/0264-unknown-counts-as-protected.md). Two people sign an
override; it names each person, one gate and one handover, and ends by itself. **In danger** marks gates that
two named people may pass for one serial of a protective or emergency lot
([0842](../decisions/0842-out-of-danger-for-one-serial.md)). There is no way to override all.

Sources bear a mark: ✓ wording seen in a public source; (s) a public source; (j) judged by us; **‡ from
knowledge of the text and not checked against it, so it must not be cited as checked**.

| rule | objects to | asked at | who can change it | may be overridden by | in danger | source |
|---|---|---|---|---|---|---|
"""
TAIL = """
`muster gates NUMBER` says what stands in the way of one person now, `muster gates HANDOVER` of a handover,
and `--all` what every gate says. Which gates an operation asks is set in its [settings](settings.md); what it
does not ask is said at every call. `muster override give` writes an override, `muster left-behind SITE` says
why each person is still there.
"""


def page() -> str:
    """The page."""
    return HEAD + "".join(f"{_row(gate)}\n" for gate in GATES.values()) + TAIL


def _row(gate: Gate) -> str:
    danger = "no" if not gate.emergency else f"with a {gate.with_} aboard" if gate.with_ else "yes"
    stages = ", ".join(one for one in ("boarding", "arriving", "returning") if one in gate.stages)
    changes = "nobody: only the facts" if gate.lift_by == "nobody" else gate.lift_by
    cells = (f"`{gate.rule}`", gate.objects_to, stages, changes, _override(gate), danger, gate.source)
    return f"| {' | '.join(cells)} |"


def _override(gate: Gate) -> str:
    if not gate.override:
        return "nobody"
    only = ", only " + " with ".join(gate.only.values()) if gate.only else ""
    whose = " of the receiver" if gate.by == "receiver" else ""
    return f"{' or '.join(sorted(gate.override))}{whose}, with a second person{only}"
