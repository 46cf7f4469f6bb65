"""Forms of deeds as rows: a field with what was typed and what is wrong with it, and where a form leads back to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import quote, urlencode

from musterbook.console.deed_rows import FieldRow, FormRow, Typed
from musterbook.ledger.entry import Entry
from musterbook.operation.deeds.deed import Deed, Field
from musterbook.operation.deeds.every import ABOUT_A_PERSON, GROUPS
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.words import deeds as words

BASE: Final = "/do"
GROUP_OF: Final = {deed.name: group for group, deeds in GROUPS.items() for deed in deeds}
_BACK: Final[Mapping[str, str]] = {
    "moving": "/eligibility", "care": "/people", "rights": "/due", "belonging": "/people",
    "agreements": "/agreements", "places": "/beds", "incidents": "/incidents", "counts": "/musters",
    "safeguards": "/eligibility", "ways": "/board", "leaving": "/people", "requests": "/board", "control": "/",
    "corrections": "/book", "lists": "/", "calls": "/coordination", "watch": "/watch", "camps": "/camps",
    "returns": "/repatriation", "serials": "/board", "figures": "/reports", "oversight": "/rights",
    "evidence": "/dossiers", "identity": "/identity", "reports": "/reports",
}  # fmt: skip
_ONE: Final[Mapping[str, str]] = {
    "agreements": "/agreements/", "places": "/beds/", "incidents": "/incidents/", "camps": "/camps/",
    "serials": "/serials/", "returns": "/repatriation/cases/", "watch": "/watch/",
    "evidence": "/dossiers/", "identity": "/identity/",
}  # fmt: skip
_NAMES_ITS_PAGE: Final = (
    "name",
    "agreement",
    "place",
    "reference",
    "camp",
    "serial",
    "case",
    "site",
    "dossier",
    "pair",
)
"""Fields that say which agreement, place, incident, camp, serial, case, dossier or pair a deed is about."""


def address_of(name: str, about: str) -> str:
    """The address of the form of a deed about something."""
    return f"{BASE}/{name}?{urlencode({'about': about})}" if about else f"{BASE}/{name}"


def back_of(deed: Deed, about: str, wrote: Entry | None = None) -> str:
    """The page to go back to: that of the thing it is about."""
    group = GROUP_OF[deed.name]
    if wrote is not None and deed.name == "report-incident":
        return f"/incidents/{quote(getattr(wrote.fact, 'incident', ''))}"
    if about and deed.about in ABOUT_A_PERSON:
        return f"/people/{quote(about)}"
    if about and deed.about == "country":
        return f"/repatriation/{quote(about)}"
    return _ONE[group] + quote(about) if about and group in _ONE and deed.about in _NAMES_ITS_PAGE else _BACK[group]


def row_of(deed: Deed, one: Field, about: str, typed: Typed, told: Sequence[words.Choice] = ()) -> FieldRow:
    """A field as it is drawn; `told` is its list where only the book knows the words."""
    fixed = bool(about) and one.name == deed.about
    stands = tuple(typed.fields.get(one.name, ())) or ((one.starts,) if one.starts and not typed.beside else ())
    if one.shape in ("word", "custodian") and one.needed and len(one.words) == 1:
        stands = one.words
    label, hint = words.field(deed.name, one.name)
    return FieldRow(
        one,
        label,
        hint,
        stands,
        (),
        tuple(told) or words.choices(deed.name, one.name, one.words or one.suggested),
        fixed,
    )


def two_of(deed: Deed) -> str:
    """Whether a second person signs: always, perhaps or never."""
    return "always" if deed.always_wants_two else "perhaps" if deed.may_want_two else "never"


def wrong_with(form: FormRow, error: Malformed | Refused) -> FormRow:
    """The form with what is wrong beside each field, and what is about no field above them."""
    names = {one.field.name for one in form.fields}
    of_field: dict[str, list[str]] = {}
    above: list[str] = []
    found: Sequence[Fault | Objection] = error.faults if isinstance(error, Malformed) else error.objections
    for one in found:
        column = _column(one, names)
        if column:
            at = replace(one, column=None) if isinstance(one, Fault) else one  # it stands beside its field already
            of_field.setdefault(column, []).append(words.said(at))
        else:
            above.append(words.said(one))
    fields = tuple(replace(one, wrong=tuple(of_field.get(one.field.name, ()))) for one in form.fields)
    return replace(form, fields=fields, wrong=tuple(dict.fromkeys(above)))


def _column(one: Fault | Objection, names: set[str]) -> str:
    """The field a fault is about: as it says, or by the word it uses for what was typed."""
    if isinstance(one, Fault) and one.column in names:
        return one.column or ""
    for name in ("what", "wanted", "list"):
        said = str(one.values.get(name) or "")
        if said in names:
            return said
    return ""
