"""Stories of biometrics: two sittings of what may be one man, a pair of them, and what examiners say."""

from __future__ import annotations

from collections.abc import Sequence

from musterbook.ledger.entry import Entry, Signature
from musterbook.ledger.notation import told

SITTINGS = """
06:00 karkh biometrics.enrolled enrolment=E-1 person=D-0001 station=S1 operator=k.zahra purpose=identity engine=oracle:1 points=p1 samples=1:a1:60,2:a2:12,face:af
06:10 karkh biometrics.enrolled enrolment=E-2 person=D-0002 station=S2 operator=k.salim purpose=identity engine=oracle:1 points=p2 samples=1:b1:55,2:b2:40 missing=3:bandaged
"""  # noqa: E501  a line of the notation is one line
PROPOSED = f"""{SITTINGS}
07:00 karkh biometrics.proposed proposal=P-1 kind_of=duplicate left=E-2 right=E-1
"""


def story(text: str, *, upon: Sequence[Entry] = ()) -> list[Entry]:
    """The entries of a story, those before it included."""
    return [*upon, *told(text, upon=upon)]


def judgements(*answers: str, proposal: str = "P-1") -> str:
    """Lines by which examiners ex-1, ex-2 and a senior, ex-3, answer in this order."""
    return "\n".join(
        f"08:{place:02} desk biometrics.judged proposal={proposal} examiner=ex-{place} answer={answer}"
        f" capacity={'senior' if place > 2 else 'examiner'}  @j{place}"
        for place, answer in enumerate(answers, start=1)
    )


def signed(entry: Entry, *officers: str) -> Entry:
    """The entry with these officers under it."""
    marks = tuple(Signature(officer=one, role="examiner", key="0" * 16, sig="", alg="ed25519") for one in officers)
    return entry._replace(signed=marks)
