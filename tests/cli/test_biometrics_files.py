"""biometrics check at the command line: a file of ours passes, and what is wrong with others is named."""

from __future__ import annotations

from pathlib import Path

from musterbook.biometrics.interchange import itl
from musterbook.biometrics.interchange.minutiae import ISO, View, write
from musterbook.biometrics.interchange.profile import profile
from musterbook.biometrics.interchange.transactions import Finger, transaction
from tests.biometrics.interchange.making import points, sent, stripes
from tests.cli.asking import Asking


def test_a_transaction_is_held_against_its_receivers_rules(muster: Asking, tmp_path: Path) -> None:
    file = tmp_path / "one.an2"
    file.write_bytes(itl.write(transaction(sent(Finger(1, stripes(), points=points())), profile("fbi-ebts-map"))))

    good = muster("biometrics", "check", str(file), "--profile", "fbi-ebts-map")
    bad = muster("biometrics", "check", str(file), "--profile", "fbi-ebts-car")

    assert (good.code, "nothing wrong" in good.out) == (0, True)
    assert (bad.code, "1.004" in bad.err, "2.047" in bad.err) == (4, True, True)


def test_points_are_listed_by_finger(muster: Asking, tmp_path: Path) -> None:
    file = tmp_path / "one.fmr"
    file.write_bytes(write([View(2, 61, points(12))], ISO))

    told = muster("biometrics", "check", str(file))

    assert (told.code, "finger 2: 12 points, quality 61" in told.out) == (0, True)


def test_a_file_that_is_neither_says_what_to_do(muster: Asking, tmp_path: Path) -> None:
    file = tmp_path / "one.an2"
    file.write_bytes(b"1.001:999\x1d1.002:0502\x1c")

    told = muster("biometrics", "check", str(file))

    assert (told.code, "Ask for it again" in told.err) == (4, True)
