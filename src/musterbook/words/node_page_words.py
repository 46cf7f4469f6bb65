"""English words of the page of nodes, by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

NODES: Final[Mapping[str, str]] = {
    "nav.nodes": "Nodes",
    "machines.lead": "Every machine that writes: how far its log is here and there, since when, and what is wrong",
    "machines.forked-logs.one": "One log was written in two versions. Stop and investigate that machine.",
    "machines.forked-logs.other": "{n} logs were written in two versions. Stop and investigate those machines.",
    "machines.machines": "Machines",
    "machines.node": "Node",
    "machines.unnamed": "not in the register",
    "machines.own": "its key is here",
    "machines.here": "Entries here",
    "machines.there": "There",
    "machines.age": "Last heard of",
    "machines.never": "never",
    "machines.skew": "Clock, s",
    "machines.waiting": "Not standing",
    "machines.cosigned": "Cosigned by",
    "machines.remarks": "Remarks",
    "machines.remark.forked": "written in two versions",
    "machines.remark.unknown": "not in the register: its entries wait",
    "machines.remark.closed": "closed",
    "machines.remark.behind": "others have more of it than is here",
    "machines.remark.rolled-back": "has less than it once signed",
    "machines.remark.overtaken": "others have more of it than it has: close it",
    "machines.remark.stuck": "a log did not go on when last met",
    "machines.remark.skew": "its clock is more than two minutes off",
    "machines.remark.old-register": "acts under a register to which something was added over 30 days ago",
    "machines.remark.partial": "holds only its people",
    "machines.remark.silent": "silent for more than half an hour",
    "machines.how": "muster sync ADDRESS meets a node; sync --out and --in carry bundles by hand.",
    "machines.aside": "Entries that do not stand",
    "machines.all-stand": "Everything stored stands.",
    "machines.reason": "Reason",
    "machines.reason.waiting": "waiting",
    "machines.reason.blocked": "blocked by what it follows",
    "machines.reason.quarantined": "quarantined",
    "machines.reason.not-entitled": "its signers had no right",
    "machines.reason.replayed": "written twice",
    "machines.reason.not-understood": "needs newer software",
    "machines.rule": "Rule",
    "machines.entries": "Entries",
    "machines.turned-away": "Turned away",
    "machines.nothing-away": "Nothing was turned away.",
    "machines.at": "When",
    "machines.from": "From",
    "machines.bytes": "Bytes",
}
"""English by key."""
