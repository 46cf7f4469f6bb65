"""Commands for acts on dossiers, requests and packages, each with who may sign; the next one of a stage comes first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from musterbook.console.dossier_rows import JudgedView, ParcelRow, RequestRow
from musterbook.console.signed_acts import ActLine, act_line
from musterbook.evidence import facts as said
from musterbook.evidence.dossiers import Dossier
from musterbook.operation.book import Book

READY: Final = ("approved", "conditional", "redaction-checked")
"""Stages after which a package may be made."""


def acts_of_dossiers(book: Book) -> tuple[ActLine, ...]:
    """What can be written of things and dossiers at large."""
    return (
        act_line(book, said.ItemAdded, "dossier.act.import", "item import", "FOLDER"),
        act_line(book, said.LinkedToPerson, "dossier.act.link", "item link", "ITEM", "--person", "NUMBER",
                 "--grade", "GRADE", "--claim", "CLAIM", "--because", "REASON").by("link-item"),
        act_line(book, said.DossierBuilt, "dossier.act.build", "dossier build", "NAME", "--person", "NUMBER", "--item",
                 "ITEM").by("build-dossier"),
        act_line(book, said.LinkContested, "dossier.act.dispute", "item contest", "ITEM", "--person", "NUMBER",
                 "--because", "REASON").by("contest-link"),
        act_line(book, said.ItemPassed, "dossier.act.pass", "item pass", "ITEM", "--to", "CUSTODIAN", "--place",
                 "PLACE").by("pass-item"),
        act_line(book, said.PortionRemarked, "dossier.act.remark", "item remark", "ITEM", "PORTION", "--mark", "MARK",
                 "--authority", "AUTHORITY", "--because", "REASON").by("remark-portion"),
        act_line(book, said.ConsentNoted, "dossier.act.consent", "item consent", "ITEM", "--words",
                 "WORDS").by("note-consent"),
        act_line(book, said.ConsentWithdrawn, "dossier.act.unconsent", "item withdraw-consent", "ITEM", "--words",
                 "WORDS").by("withdraw-consent"),
    )  # fmt: skip


def acts_of_dossier(
    book: Book, dossier: Dossier, requests: tuple[JudgedView, ...], parcels: tuple[ParcelRow, ...]
) -> tuple[ActLine, ...]:
    """What can be written of one dossier: what its requests and packages wait for first."""
    name = dossier.name
    acts = [act for one in requests for act in _of_request(book, one.request, _instead(dossier, one))]
    acts += [act for row in parcels for act in _of_parcel(book, row)]
    ask = (name, "COUNTRY", "AUTHORITY", "PURPOSE")
    asking = act_line(book, said.ReleaseAsked, "dossier.act.ask", "release ask", *_options(ask))
    acts.append(asking.by("ask-release", name))
    acts.append(_next_edition(book, dossier))
    if not dossier.review and dossier.fact.recruited_as_child != "no":
        words = (name, "--outcome", "OUTCOME", "--note", "NOTE")
        acts.append(act_line(book, said.ChildJusticeReviewed, "dossier.act.review", "dossier review", *words).by(
            "review-dossier", name
        ))  # fmt: skip
    return tuple(acts)


def _next_edition(book: Book, dossier: Dossier) -> ActLine:
    """Building a dossier once more, with the things it has; what was looked for and not found is said anew."""
    fact = dossier.fact
    items = [word for item in fact.items for word in ("--item", item)]
    line = act_line(book, said.DossierBuilt, "dossier.act.again", "dossier build", fact.dossier, "--person",
                    str(fact.person), *items)  # fmt: skip
    return line.by(
        "build-dossier", fact.dossier, person=str(fact.person), items="\n".join(fact.items),
        recruited=fact.recruited_as_child,
    )  # fmt: skip


def contest_act(book: Book, entry: str) -> ActLine:
    """Answering a contest; neither of the two who sign may have made the link."""
    words = (entry[:16], "--outcome", "OUTCOME", "--because", "REASON")
    return act_line(book, said.ContestAnswered, "dossier.act.contest", "item answer", *words).by(
        "answer-link-contest", entry[:16]
    )  # fmt: skip


def _instead(dossier: Dossier, one: JudgedView) -> tuple[str, ...]:
    """The words that name the redacted items which leave in the place of others."""
    pairs = zip(dossier.fact.items, one.leaving, strict=True)
    return tuple(word for item, other in pairs if item != other for word in ("--instead", f"{item}={other}"))


def _of_request(book: Book, row: RequestRow, instead: tuple[str, ...]) -> Iterator[ActLine]:
    """What a request waits for: an answer, redaction, a package; and to be judged again, as long as nothing left."""
    if row.stage == "with-originators":
        for wait in row.waits:
            grants = [word for need in wait.needs if ":" not in need for word in ("--grant", need)]
            words = (row.request, "--say", "ANSWER", *grants)
            yield act_line(book, said.ReleaseAnswered, "dossier.act.answer", "release answer", *words, by=wait.who).by(
                "answer-release", row.request, originator=wait.who, grants="\n".join(grants[1::2])
            )  # fmt: skip
    if row.stage in READY:
        words = (row.request, "--recipient", "RECIPIENT.toml", "--out", "PACKAGE.sealed", *instead)
        yield act_line(book, said.Packaged, "dossier.act.package", "package make", *words)
    if row.stage == "redacting":
        for other in (word.partition("=")[2] for word in instead if "=" in word):
            words = (other, "--verdicts", "VERDICTS.csv")
            yield act_line(book, said.RedactionChecked, "dossier.act.checked", "dossier checked", *words)
    if row.stage in ("asked", "judged", "with-originators", "redacting", *READY):
        yield act_line(book, said.ReleaseAsked, "dossier.act.judge", "release judge", row.request, *instead).by(
            "judge-release", row.request, instead="\n".join(instead[1::2])
        )  # fmt: skip


def _of_parcel(book: Book, row: ParcelRow) -> Iterator[ActLine]:
    if row.stage in ("packaged", "sealed"):
        words = (row.package, "--sealed", "PACKAGE.sealed")
        yield act_line(book, said.Sent, "dossier.act.send", "package send", *words)
    if row.stage == "sent":
        yield act_line(book, said.Received, "dossier.act.received", "package received", row.package, "RECEIPT")
    if row.stage in ("sent", "received"):
        act = act_line(book, said.Recalled, "dossier.act.recall", "package recall", row.package, "--because", "REASON")
        yield act.by("recall-package", row.package)
    if row.stage == "recalled":
        yield act_line(book, said.Destroyed, "dossier.act.destroyed", "package destroyed", row.package, "CERTIFICATE")


def _options(ask: tuple[str, str, str, str]) -> tuple[str, ...]:
    name, country, authority, purpose = ask
    return (name, "--to", country, "--authority", authority, "--purpose", purpose)
