"""Deeds about things of evidence, dossiers and what of them is asked for, as a form asks for them.

What is marked above whoever signs first is to him as a name nobody has; every text is sealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from musterbook.evidence.links import Links
from musterbook.evidence.secrecy import Secrecy
from musterbook.ledger.entry import Entry
from musterbook.operation import casework, casework_marks, casework_release, packaging
from musterbook.operation.acting import Acting
from musterbook.operation.book import Book
from musterbook.operation.casework_release import Leaving, Question
from musterbook.operation.evidence_beside import EvidenceBeside, evidence_beside
from musterbook.operation.reading_marked import dossier_for, item_for
from musterbook.operation.reading_right import asker_named, reads_marked
from musterbook.terms.custodians import CustodianId
from musterbook.terms.errors import Fault, Malformed, Refused
from musterbook.terms.moves import Objection
from musterbook.terms.people import PersonId


def link(
    book: Book, acting: Acting, item: str, *, person: PersonId, graded: str, claim: str, because: str,
    settles: bool = False,
) -> Entry:  # fmt: skip
    """Write that a thing speaks of somebody; two people sign where it settles who he is."""
    beside = _beside(book)
    _item(beside, acting, item)
    return casework.link(
        beside, acting, item, person, grade=graded.upper(), claim=claim, because=because, settles=settles
    )


def contest(book: Book, acting: Acting, item: str, *, person: PersonId, because: str) -> Entry:
    """Write that somebody says a thing does not speak of him."""
    beside = _beside(book)
    _item(beside, acting, item)
    return casework.contest(beside, acting, item, person, because=because)


def answer_contest(book: Book, acting: Acting, contested: str, *, outcome: str, because: str) -> Entry:
    """Two people of whom neither made the link answer a contest of it."""
    beside = _beside(book)
    found = book.reading(Links).contest(contested) if contested else None
    if found is None:
        raise Malformed.because("evidence.no-such-contest", digest=contested[:8])
    _item(beside, acting, found.item)
    return casework.answer_contest(beside, acting, contested, outcome=outcome, because=because)


def pass_item(
    book: Book, acting: Acting, item: str, *, to: CustodianId, where: str, seal: str = "", use: str = ""
) -> Entry:
    """Give a thing to somebody, or write that one has it."""
    beside = _beside(book)
    _item(beside, acting, item)
    return casework.pass_item(beside, acting, item, to, place=where, seal=seal, purpose=use)


def remark(book: Book, acting: Acting, item: str, *, part: int, mark: str, word_of: str, because: str) -> Entry:
    """An originator marks a part of a thing otherwise."""
    beside = _beside(book)
    _item(beside, acting, item)
    return casework_marks.remark(beside, acting, item, part, mark=mark, authority=word_of, because=because)


def note_consent(
    book: Book, acting: Acting, item: str, *, statement: str, countries: Iterable[str], uses: Iterable[str]
) -> Entry:
    """What the source of a thing agreed to: in which countries and for which uses."""
    beside = _beside(book)
    _item(beside, acting, item)
    return casework_marks.note_consent(beside, acting, item, scope=statement, countries=_codes(countries), uses=uses)


def withdraw_consent(
    book: Book, acting: Acting, item: str, *, statement: str, countries: Iterable[str] = (), uses: Iterable[str] = ()
) -> Entry:
    """The source takes consent back, for all where no country and no use is named."""
    beside = _beside(book)
    _item(beside, acting, item)
    return casework_marks.withdraw_consent(
        beside, acting, item, scope=statement, countries=_codes(countries), uses=uses
    )


def build(
    book: Book, acting: Acting, dossier: str, *, person: PersonId, items: Iterable[str], holes: Iterable[str] = (),
    recruited: str = "unknown",
) -> Entry:  # fmt: skip
    """Put things about somebody together; of a dossier there is already it is the next edition."""
    beside, names = _beside(book), list(items)
    for name in names:
        _item(beside, acting, name)
    return casework.build_dossier(beside, acting, dossier, person, names, holes=holes, recruited=recruited)


def review(book: Book, acting: Acting, dossier: str, *, outcome: str, note: str) -> Entry:
    """What an adviser on justice for children says of a dossier."""
    beside = _beside(book)
    _dossier(beside, acting, dossier)
    return casework.review_child(beside, acting, dossier, outcome=outcome, note=note)


def ask(
    book: Book, acting: Acting, dossier: str, *, country: str, office: str, purpose: str, court_name: str = "",
    charge: str = "", death_penalty: str = "unknown", fair_trial: str = "unknown", assurance: str = "",
) -> tuple[Entry, ...]:  # fmt: skip
    """Ask to release a dossier, and run the twelve checks on it at once; the machine's finding is written beside it."""
    beside = _beside(book)
    _dossier(beside, acting, dossier)
    question = Question(
        dossier, country.upper(), office, purpose, court_name, charge, death_penalty, fair_trial, assurance
    )  # fmt: skip
    asked = casework_release.ask(beside, acting, question)
    return asked, _judged(beside, acting, str(getattr(asked.fact, "request", "")), Leaving())


def judge(
    book: Book, acting: Acting, request: str, *, withheld: Iterable[str] = (), instead: Iterable[str] = ()
) -> Entry:
    """Run the twelve checks once more: what is withheld as `ITEM=REASON`, what leaves instead as `ITEM=OTHER`."""
    beside = _beside(book)
    _request(beside, acting, request)
    leaving = Leaving(instead=_pairs("instead", instead), withheld=_pairs("withheld", withheld))
    return _judged(beside, acting, request, leaving)


def answer(
    book: Book, acting: Acting, request: str, *, originator: CustodianId, say: str, grants: Iterable[str] = (),
    asks: str = "", code: str = "",
) -> Entry:  # fmt: skip
    """What an originator answers, in his own name; once more after a refusal is an appeal."""
    beside = _beside(book)
    _request(beside, acting, request)
    if acting.by != originator:
        raise Malformed(Fault("deed.not-listed", column="originator", values={"typed": originator, "known": acting.by}))
    return casework_release.answer(
        beside, acting, request, said=say, grants=frozenset(grants), conditions=asks, reason=code
    )


def recall(book: Book, acting: Acting, package: str, *, because: str) -> Entry:
    """An originator wants a package back."""
    return packaging.recall(_beside(book), acting, package, because=because)


def of_originator(_: Book, values: Mapping[str, Any]) -> CustodianId | None:
    """In whose name a request is answered: that of the originator who was asked."""
    return values.get("originator")


def _codes(countries: Iterable[str]) -> tuple[str, ...]:
    return tuple(one.upper() for one in countries)


def _judged(beside: EvidenceBeside, acting: Acting, request: str, leaving: Leaving) -> Entry:
    judgement = casework_release.judge_request(beside, request, leaving, at=acting.at)
    return casework_release.write_judgement(beside, acting, request, judgement)


def _pairs(field: str, lines: Iterable[str]) -> dict[str, str]:
    """Lines as typed, by the thing each begins with.

    Raises:
        Malformed: a line is no thing with a word.
    """
    pairs: dict[str, str] = {}
    for line in lines:
        item, sign, said = line.partition("=")
        if not sign or not item.strip() or not said.strip():
            raise Malformed(Fault("evidence.item-equals", column=field, values={"words": line[:40]}))
        pairs[item.strip()] = said.strip()
    return pairs


def _beside(book: Book) -> EvidenceBeside:
    if book.folder is None:
        raise Refused(Objection("sealed.no-key"))
    return evidence_beside(book, book.folder)


def _item(beside: EvidenceBeside, acting: Acting, name: str) -> None:
    """Malformed, as for a name nobody has, where it is marked above whoever signs first."""
    item_for(beside, name, acting.officers[0][0], acting.at)


def _dossier(beside: EvidenceBeside, acting: Acting, name: str) -> None:
    """As of a thing, of a dossier."""
    dossier_for(beside, name, acting.officers[0][0], acting.at)


def _request(beside: EvidenceBeside, acting: Acting, name: str) -> None:
    """As of a thing, of a request."""
    casework_release.known_request(beside, name)
    asker = asker_named(beside.book.register, acting.officers[0][0], when=acting.at)
    if not reads_marked(asker, beside.book.reading(Secrecy).request(name)):
        raise Malformed.because("evidence.no-such-request", request=name)
