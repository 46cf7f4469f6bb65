"""Faces: off until measured and switched on by two; never above review, never of somebody who may be a child."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from musterbook.biometrics.engines import Made
from musterbook.biometrics.evaluation import scores_file
from musterbook.biometrics.evaluation.sets import Sample, samples_of
from musterbook.biometrics.face_matching import FaceMatching
from musterbook.biometrics.faces.matcher import Face, FaceMatcher, Stated, opened, read_stated
from musterbook.biometrics.faces.measuring import compared, measured, templates
from musterbook.console.book_source import BookSource
from musterbook.console.serve import clock_of
from musterbook.operation.acting import Acting
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.enrolling import Coming, enrol
from musterbook.operation.face_matching import hold_face, switch_off, switch_on
from musterbook.terms.errors import Malformed, Refused, Tampered
from musterbook.terms.people import PersonId
from tests.cli.asking import Asking
from tests.console.asking import pages_on
from tests.console.test_pages import text_of
from tests.operation.biometrics import STATION, book_with_prints, operator, people_of
from tests.operation.making import DESK, MORNING, NAMES, acting

PEOPLE = 24
WHY = "the band is torn and he says who he is"
STATED = """\
matcher = "opencv"
[[model]]
name = "detector"
path = "detector.onnx"
sha256 = "{digest}"
licence = "MIT"
trained_on = "pictures of nobody"
"""
TWO = acting({"k.lists": "gallery-keeper", "v.inspect": "inspector"}, DESK, minutes=90)


class Told:
    """Told by the picture whose face it is; a picture of nobody shows none."""

    def __init__(self, weights: str) -> None:
        self.made = Made("told", "1", weights)

    def template(self, content: bytes) -> Face | None:
        if content == b"nobody":
            return None
        person, impression = (int(one) for one in content.split(b"_"))
        face = np.zeros(PEOPLE + 1, np.float32)
        face[person], face[-1] = 1, 0.1 * impression
        return face

    def score(self, one: Face, other: Face) -> float:
        return 1 + float(one @ other) / float(np.linalg.norm(one) * np.linalg.norm(other))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The operator's file, and his own labelled pictures: 24 people, three of each, one that shows nobody."""
    place = tmp_path_factory.mktemp("faces")
    (place / "detector.onnx").write_bytes(b"a model")
    digest = "2b2e4e3f6bb0a2d3ecbc7d4ae94d6aa4e6a2ef7f3e1c2d1b"
    (place / "altered.toml").write_text(STATED.format(digest=digest), encoding="utf-8")
    right = hashlib.sha256(b"a model").hexdigest()
    (place / "faces.toml").write_text(STATED.format(digest=right), encoding="utf-8")
    (place / "own").mkdir()
    for person in range(PEOPLE):
        for impression in range(3):
            (place / "own" / f"{person:03}_{impression}.png").write_bytes(f"{person}_{impression}".encode())
    (place / "own" / "023_2.png").write_bytes(b"nobody")
    return place


def table(place: Path, stated: Stated, *, people: int = PEOPLE) -> Path:
    """The table of scores of the told matcher on the first so many people."""
    matcher: FaceMatcher = Told(stated.digest)
    samples: list[Sample] = [one for one in samples_of(place / "own", (".png",))[0] if one.finger < people]
    faces = templates(samples, matcher, lambda _done, _of: None)
    out = place / f"scores-{people}.csv"
    rows = ((row, np.zeros_like(row)) for row in compared(faces, matcher))
    scores_file.write(out, samples, rows, {"matcher": "told 1", "weights": stated.digest})
    return out


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[BiometricsBeside]:
    with book_with_prints(tmp_path) as beside:
        yield beside


def enrolled(beside: BiometricsBeside, name: str, face: bytes = b"3_1") -> PersonId:
    number = people_of(beside)[name]
    enrol(beside, operator(60), Coming(number, pictures={"face": face, "2": b"a finger"}), STATION)
    return number


def asking() -> Acting:
    return acting("w.officer/site-officer", DESK, minutes=100)


def test_what_was_measured_on_ones_own_pictures_is_switched_on_by_two_and_off_again(
    beside: BiometricsBeside, place: Path
) -> None:
    stated = read_stated(place / "faces.toml")
    scores = table(place, stated)

    with pytest.raises(Refused, match="second-signature"):
        switch_on(beside, acting("k.lists/gallery-keeper", DESK, minutes=80), stated, scores)
    switch_on(beside, TWO, stated, scores)

    on = beside.book.reading(FaceMatching).on
    assert on is not None
    assert (on.people, on.same, on.licence) == (PEOPLE, 3 * PEOPLE, "detector: MIT")
    assert 1.0 < float(on.threshold or 0) < 2.0
    assert float(on.missed or 1) == pytest.approx(2 / 72, abs=1e-5), "the picture that shows nobody misses twice"
    switch_off(beside, TWO)
    assert beside.book.reading(FaceMatching).on is None
    with pytest.raises(Refused, match="faces"):
        switch_off(beside, TWO)


def test_another_models_measure_or_one_of_few_people_switches_nothing_on(beside: BiometricsBeside, place: Path) -> None:
    stated, other = (read_stated(place / name) for name in ("faces.toml", "altered.toml"))

    with pytest.raises(Refused, match="measured-otherwise"):
        switch_on(beside, TWO, other, table(place, stated))
    with pytest.raises(Refused, match="too-few"):
        switch_on(beside, TWO, stated, table(place, stated, people=10))
    assert measured(scores_file.read(place / "scores-10.csv")) is None


def test_two_alike_are_for_review_and_nothing_more_and_the_register_says_who_looked(
    beside: BiometricsBeside, place: Path
) -> None:
    stated, number = read_stated(place / "faces.toml"), enrolled(beside, NAMES[0])
    matcher = Told(stated.digest)
    with pytest.raises(Refused, match=r"faces\.off"):
        hold_face(beside, asking(), number, b"3_2", matcher, reason=WHY)
    switch_on(beside, TWO, stated, table(place, stated))

    answers = [
        hold_face(beside, asking(), number, seen, matcher, reason=WHY).answer for seen in (b"3_2", b"4_1", b"nobody")
    ]

    assert answers == ["review", "nothing", "no-face"]
    assert [line.page for line in beside.consultations.lines(officer="w.officer")] == ["face"] * 3
    with pytest.raises(Refused, match=r"faces\.off"):
        hold_face(beside, asking(), number, b"3_2", Told("another"), reason=WHY)


@pytest.mark.parametrize("name", NAMES[10:], ids=["of unknown age", "fifteen"])
def test_nobody_who_may_be_a_child_is_compared(beside: BiometricsBeside, place: Path, name: str) -> None:
    stated, number = read_stated(place / "faces.toml"), enrolled(beside, name)
    switch_on(beside, TWO, stated, table(place, stated))

    with pytest.raises(Refused, match="no-children"):
        hold_face(beside, asking(), number, b"3_2", Told(stated.digest), reason=WHY)


def test_a_model_that_is_not_the_file_stated_or_is_not_there_is_not_opened(place: Path) -> None:
    with pytest.raises(Tampered, match="model-altered"):
        opened(read_stated(place / "altered.toml"))
    moved = (place / "faces.toml").read_text(encoding="utf-8").replace("detector.onnx", "elsewhere.onnx")
    (place / "moved.toml").write_text(moved, encoding="utf-8")
    with pytest.raises(Refused, match="model-absent"):
        opened(read_stated(place / "moved.toml"))
    assert read_stated(place / "moved.toml").digest == read_stated(place / "faces.toml").digest, "paths say nothing"


def test_what_is_not_stated_is_named(place: Path) -> None:
    (place / "half.toml").write_text('matcher = "opencv"\n[[model]]\nname = "detector"\n', encoding="utf-8")

    with pytest.raises(Malformed) as told:
        read_stated(place / "half.toml")

    assert {one.column for one in told.value.faults} == {
        f"model.{n}" for n in ("path", "sha256", "licence", "trained_on")
    }


@pytest.mark.skipif(find_spec("cv2") is not None, reason="OpenCV is on this machine")
def test_without_opencv_it_is_said_that_it_is_missing(place: Path) -> None:
    both = (place / "faces.toml").read_text(encoding="utf-8")
    second = both[both.index("[[model]]") :].replace('"detector"', '"recognizer"')
    (place / "both.toml").write_text(f"{both}{second}", encoding="utf-8")

    with pytest.raises(Refused, match="no-opencv"):
        opened(read_stated(place / "both.toml"))


ANNOUNCED = """\
from tests.operation.test_face_matching import Told

def told(models, digest):
    return Told(digest)
"""


def test_an_announced_matcher_is_measured_switched_on_and_shown_at_the_command_line(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    announced = tmp_path / "packages"
    (announced / "told_faces-1.0.dist-info").mkdir(parents=True)
    (announced / "told_faces.py").write_text(ANNOUNCED, encoding="utf-8")
    known = announced / "told_faces-1.0.dist-info"
    (known / "METADATA").write_text("Name: told-faces\nVersion: 1.0\n", encoding="utf-8")
    (known / "entry_points.txt").write_text("[musterbook.face_matchers]\ntold = told_faces:told\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(announced))
    stated = place / "told.toml"
    said = (place / "faces.toml").read_text(encoding="utf-8").replace('"opencv"', '"told"')
    stated.write_text(said, encoding="utf-8")
    scores = str(tmp_path / "scores.csv")
    muster = Asking(capsys, tmp_path / "willow")
    with book_with_prints(tmp_path):
        pass

    figures = muster("biometrics", "evaluate", str(place / "own"), "--out", scores, "--faces", str(stated))
    before = muster("biometrics", "faces", "show")
    two = ("--key", "k.lists", "--key", "v.inspect")
    on = muster.write("08:00", "biometrics", "faces", "on", str(stated), "--scores", scores, *two)
    after = muster("biometrics", "faces", "show")

    assert (figures.code, "without one face: 1 of 72" in figures.out) == (0, True)
    assert (before.out.strip(), on.code) == ("Face matching is off.", 0)
    assert "on 24 people of your own: equal error" in after.out
    assert "k.lists and v.inspect" in after.out


def test_the_page_says_who_switched_it_on_and_what_it_scored(beside: BiometricsBeside, place: Path) -> None:
    stated = read_stated(place / "faces.toml")
    ask = pages_on(BookSource(beside.book, now=clock_of(beside.book, started=MORNING)))
    before = text_of(ask("/enrolment").text)

    switch_on(beside, TWO, stated, table(place, stated))

    assert "Off. No model comes with this program" in before
    assert "Switched on by k.lists, v.inspect" in text_of(ask("/enrolment").text)
