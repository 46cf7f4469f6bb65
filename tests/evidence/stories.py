"""Stories of evidence: two items about one man, a dossier of them, and what is asked about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from musterbook.evidence.dossiers import Dossiers
from musterbook.evidence.facts import ReleaseAsked
from musterbook.evidence.findings import Judgement
from musterbook.evidence.items import Items
from musterbook.evidence.links import Links
from musterbook.evidence.policies import Policies, read_policies
from musterbook.evidence.provenance import Provenance
from musterbook.evidence.release import Disclosure, Shelf, judge
from musterbook.evidence.releases import Releases
from musterbook.ledger.entry import Entry
from musterbook.ledger.notation import told
from musterbook.terms.people import PersonId

MAN = PersonId("D-0001")
COME_IN = "size=10 media=application/pdf owner=archive policy=open-source originators=lab acquired_where=Hasakah"
LINKED = "evidence.linked-to-person person=D-0001"
BUILT = f"""
06:00 lab  evidence.item-added item=IT-1 content=one {COME_IN} banner="SECRET//REL TO USA, DEU" portions=1:"(S//REL TO USA, DEU)":words
06:00 lab  evidence.item-added item=IT-2 content=two {COME_IN} banner=UNCLASSIFIED portions=1:(U):words
06:10 desk {LINKED} item=IT-1 grade=B2 claim=fact settles=yes
06:10 desk {LINKED} item=IT-2 grade=C3 claim=assessment
06:20 desk evidence.dossier-built dossier=D-77 person=D-0001 items=IT-1,IT-2 banner=UNCLASSIFIED recruited_as_child=no
"""  # noqa: E501  a line of the notation is one line
TO_GERMANY = "country=DEU authority=court purpose=prosecution"
ASKED = f"""
06:30 desk evidence.release-asked request=R-1 dossier=D-77 {TO_GERMANY} assurance=AGR-9 court=words charge=words
"""


def story(text: str, *, upon: Sequence[Entry] = ()) -> list[Entry]:
    """The entries of a story, those before it included."""
    return [*upon, *told(text, upon=upon)]


def shelf_of(entries: Iterable[Entry], policies: Policies | None = None) -> Shelf:
    """What the checks look into after these entries."""
    known = list(entries)
    return Shelf(Items.of(known), Links.of(known), Provenance.of(known), policies or read_policies())


def disclosure_of(
    entries: Iterable[Entry], *, leaving: tuple[str, ...] = ("IT-1", "IT-2"), request: str = "R-1",
    policies: Policies | None = None, **changed: object,
) -> Disclosure:  # fmt: skip
    """The request as it stands, everything leaving, every digest found good, the assurance it names in force."""
    known = list(entries)
    one = Releases.of(known).request(request)
    assert one is not None
    return replace(
        Disclosure(
            one.fact, Dossiers.of(known).dossier(one.fact.dossier), leaving,
            granted=one.granted(policies or read_policies()), digests=dict.fromkeys(leaving, True),
            assurance_stands=bool(one.fact.assurance),
        ),
        **changed,  # type: ignore[arg-type]  # as a test likes it
    )  # fmt: skip


def judged(entries: Sequence[Entry], policies: Policies | None = None, **changed: object) -> Judgement:
    """What the checks say of the request in the story."""
    return judge(disclosure_of(entries, policies=policies, **changed), shelf_of(entries, policies))  # type: ignore[arg-type]


def rules(judgement: Judgement) -> list[str]:
    """The rules of what stands in the way, in order."""
    return [one.rule for one in judgement.stops()]


def asked(request: ReleaseAsked, **changed: object) -> ReleaseAsked:
    """The same request with something else asked."""
    return replace(request, **changed)  # type: ignore[arg-type]  # as a test likes it
