"""What is written of forms that come back filled in: which sheet it was, and which entries say what stood there."""

from __future__ import annotations

from musterbook.ledger.facts import Digest, Fact, Part


class ClassCount(Part):
    """How many people of a class were counted: child, age-unknown, woman, sex-unknown or man."""

    of: str
    counted: int


class FormEntered(Fact, kind="custody.form-entered"):
    """What stood on a form was typed by two people who did not see each other's, and written; the sheet is kept.

    `number` is the form's and `kind_of` what it is for: blanks (a count) or acceptances. `pictures` are the salted
    digests of the sheet as it came and as it was set upright, which lie sealed. `wrote` are the entries that say what
    stood there. `typed_by`: the two, in order; `settled`: the fields in which they differed at first. `counts`: by
    class, on a form that asks for them.
    """

    number: str
    kind_of: str
    pictures: tuple[Digest, ...]
    wrote: tuple[Digest, ...]
    typed_by: tuple[str, ...]
    settled: frozenset[str] = frozenset()
    counts: tuple[ClassCount, ...] = ()
