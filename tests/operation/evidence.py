"""The small book with officers of evidence, an item, a dossier of it, and a request, for tests of every door."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from musterbook.operation import casework, casework_release
from musterbook.operation.casework_release import Leaving, Question
from musterbook.operation.casework_sheet import import_folder
from musterbook.operation.evidence_beside import EvidenceBeside, evidence_beside
from musterbook.operation.folder import open_book
from musterbook.terms.people import PersonId
from tests.operation.making import DESK, TABLES, WILLOW, acting, open_small_book

_NAMED = (
    *TABLES["officers"],
    ("q.acquirer", "willow", "acquiring-officer"), ("v.reviewer", "desk", "evidence-reviewer"),
    ("u.reviewer", "desk", "evidence-reviewer"), ("x.examiner", "desk", "examiner"),
    ("k.case", "desk", "case-officer"), ("n.origin", "harbour", "originator"),
    ("f.disclose", "desk", "disclosure-officer"), ("t.redactor", "desk", "redactor"),
)  # fmt: skip
OFFICERS = tuple((*row, "4" if row[0] != "officer" else "level") for row in _NAMED)
"""Everyone may read what is marked top secret."""
MAN = PersonId("D-0001")
WORDS = b"a statement of an invented witness"
HEAD = "file,sha256,owner,originator,policy,banner,acquired_at,acquired_where,acquired_by\n"
ROW = '{file},{digest},archive,harbour,open-source,"{banner}",2026-01-21T02:00:00Z,Willow,team 4\n'


@contextmanager
def book_with_evidence(folder: Path, *, more: Sequence[tuple[str, ...]] = ()) -> Iterator[EvidenceBeside]:
    """The small book with officers of evidence, open for writing, and what lies beside it."""
    open_small_book(folder, changed={"officers": (*OFFICERS, *more)}).close()
    place = folder / "willow" / "book"
    book = open_book(place, read_only=False)
    yield evidence_beside(book, place)
    book.close()


def sheet(folder: Path, *rows: str) -> Path:
    """A folder with two files and a sheet of these rows."""
    folder.mkdir(exist_ok=True)
    (folder / "one.txt").write_bytes(WORDS)
    (folder / "two.txt").write_bytes(b"another")
    (folder / "items.csv").write_text(HEAD + "".join(rows), encoding="utf-8")
    return folder


def row(file: str = "one.txt", *, digest: str = "", banner: str = "SECRET//REL TO USA, DEU") -> str:
    """One row of the sheet."""
    return ROW.format(file=file, digest=digest, banner=banner)


def built(
    beside: EvidenceBeside, tmp_path: Path, *, banner: str = "SECRET//REL TO USA, DEU", person: PersonId = MAN,
    file: str = "one.txt",
) -> None:  # fmt: skip
    """One item in, linked by a reviewer and an examiner, and a dossier of it."""
    import_folder(beside, acting("q.acquirer/acquiring-officer", WILLOW, minutes=1),
                  sheet(tmp_path / "in", row(file, banner=banner)))  # fmt: skip
    two = acting({"v.reviewer": "evidence-reviewer", "x.examiner": "examiner"}, DESK, minutes=2)
    casework.link(beside, two, "IT-000001", person, grade="B2", claim="fact", because="his own words", settles=True)
    casework.build_dossier(
        beside, acting("v.reviewer/evidence-reviewer", DESK, minutes=3), "D-77", person, ["IT-000001"], recruited="no",
        holes=["no birth certificate was found"],
    )  # fmt: skip


def asked(beside: EvidenceBeside, leaving: Leaving | None = None) -> str:
    """A request for Germany, judged; what the machine says."""
    case = acting("k.case/case-officer", DESK, minutes=4)
    question = Question("D-77", "DEU", "court", "prosecution", "regional court", "a charge")
    casework_release.ask(beside, case, question, request="R-1")
    judgement = casework_release.judge_request(beside, "R-1", leaving or Leaving())
    casework_release.write_judgement(beside, case, "R-1", judgement)
    return judgement.machine
