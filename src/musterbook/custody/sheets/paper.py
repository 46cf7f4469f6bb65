"""Paper: the bytes of a sheet as they are sealed, for every reader and for one kind of reader only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from musterbook.custody.sheets.answers import Answer, Answers, answers_json, read_answers
from musterbook.custody.sheets.questions import Questionnaire
from musterbook.ledger.canonical import canonical, read_canonical
from musterbook.ledger.facts import Digest
from musterbook.terms.errors import Malformed
from musterbook.terms.people import PersonId

COMPARTMENTS: Final[Mapping[str, str]] = {"clinician": "health", "security": "security"}
"""Where answers that only some readers may see are sealed."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Answers sealed to one kind of reader: their digest, and the paths they answer.

    Attributes:
        digest: of the sealed bytes.
        paths: what they answer; whoever may not read them sees that a question was answered, and not what was said.
        copied: that they were given for an earlier sheet.
    """

    digest: Digest
    paths: tuple[str, ...]
    copied: bool = False


@dataclass(frozen=True)
class SheetPaper:
    """A sheet as it is sealed.

    Attributes:
        person: whose.
        version: of the questions.
        questions: digest of what they ask.
        answers: what every reader may see.
        pieces: by compartment, what only some may see; an answer in a later piece stands instead of an earlier one.
        steps: how often a sheet that is still being filled in was written down; 0 for one that is completed.
    """

    person: PersonId
    version: str
    questions: Digest
    answers: Answers = field(default_factory=dict)
    pieces: Mapping[str, tuple[Piece, ...]] = field(default_factory=dict)
    steps: int = 0

    @property
    def elsewhere(self) -> frozenset[str]:
        """Paths that are answered where not everyone can look."""
        return frozenset(path for pieces in self.pieces.values() for piece in pieces for path in piece.paths)

    @property
    def digests(self) -> tuple[Digest, ...]:
        """The digests of every piece."""
        return tuple(piece.digest for _, pieces in sorted(self.pieces.items()) for piece in pieces)

    def with_piece(self, compartment: str, piece: Piece) -> SheetPaper:
        """The same with one more piece."""
        pieces = {**self.pieces, compartment: (*self.pieces.get(compartment, ()), piece)}
        return replace(self, pieces=pieces)

    def to_bytes(self) -> bytes:
        """Its canonical bytes."""
        return canonical({
            "answers": answers_json(self.answers), "person": self.person, "questions": self.questions, "v": 1,
            "pieces": {name: [_piece_json(one) for one in pieces] for name, pieces in self.pieces.items() if pieces},
            "version": self.version, "steps": self.steps,
        })  # fmt: skip


def begun(person: PersonId, whole: Questionnaire, answers: Answers) -> SheetPaper:
    """A new sheet with what it begins with."""
    return SheetPaper(person, whole.name, whole.digest, answers)


def read_paper(body: bytes) -> SheetPaper:
    """The sheet in sealed bytes; Malformed when it is none."""
    said = read_canonical(body)
    try:
        return SheetPaper(
            person=PersonId(said["person"]), version=said["version"], questions=Digest(said["questions"]),
            answers=read_answers(said["answers"]), steps=said["steps"],
            pieces={name: tuple(_piece(one) for one in pieces) for name, pieces in said["pieces"].items()},
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError):
        raise Malformed.because("sheet.unreadable") from None


def piece_bytes(answers: Answers) -> bytes:
    """The canonical bytes of answers that only some may read."""
    return canonical({"answers": answers_json(answers), "v": 1})


def read_piece(body: bytes) -> dict[str, Answer]:
    """The answers in such bytes; Malformed when there are none."""
    return read_answers(read_canonical(body).get("answers"))


def _piece_json(piece: Piece) -> dict[str, object]:
    return {"copied": piece.copied, "digest": piece.digest, "paths": list(piece.paths)}


def _piece(said: Mapping[str, object]) -> Piece:
    paths = said["paths"]
    if type(paths) is not list:
        raise TypeError(paths)
    return Piece(Digest(str(said["digest"])), tuple(map(str, paths)), said["copied"] is True)
