"""Custodians: whoever can hold people and sign for them; and the accounts the book keeps for each."""

from __future__ import annotations

from typing import Final, NewType

CustodianId = NewType("CustodianId", str)
"""Short lower-case name of a custodian, such as `hasakah`, `bus-07`, `karkh` or `desk`."""

Account = NewType("Account", str)
"""Where the book has a person: `hasakah/in-hand`, `far/escaped`, `nowhere`."""

NOWHERE: Final = Account("nowhere")
"""The origin: whence people come when they are first registered. The only account that may be negative."""

FAR_SIDE: Final = ("released", "released-in-error", "repatriated", "escaped", "deceased", "merged", "void")
"""The far-side accounts, `far/...`: every exit has its reason."""


def in_hand(custodian: CustodianId) -> Account:
    """The account of those the custodian holds."""
    return Account(f"{custodian}/in-hand")


def handing_over(custodian: CustodianId) -> Account:
    """The account of those who left the custodian's hands and whom nobody has accepted; the custodian still answers."""
    return Account(f"{custodian}/handing-over")


def unaccounted(custodian: CustodianId) -> Account:
    """The custodian's suspense account: those he answers for and nobody can point at."""
    return Account(f"{custodian}/unaccounted")


def far(outcome: str) -> Account:
    """The far-side account of an outcome in `FAR_SIDE`."""
    return Account(f"far/{outcome}")


def custodian_of(account: Account) -> CustodianId | None:
    """Who answers for the people on `account`; None for the far side and nowhere."""
    name, _, part = account.partition("/")
    return CustodianId(name) if part and name != "far" else None


def part_of(account: Account) -> str:
    """The second half of an account's name: `in-hand`, `handing-over`, `unaccounted`, an outcome, or empty."""
    return account.partition("/")[2]
