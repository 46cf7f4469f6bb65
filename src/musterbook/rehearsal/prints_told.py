"""What a rehearsal planted among the prints, and what was found of it: beside the book's own account, never in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from musterbook.biometrics.adjudication import Adjudication, Pair
from musterbook.biometrics.differentials import share
from musterbook.biometrics.gallery import Enrolments
from musterbook.biometrics.searches import Searches
from musterbook.operation.biometrics_beside import BiometricsBeside
from musterbook.operation.prints_report import known_answers, report
from musterbook.rehearsal.prints_planted import Planted
from musterbook.rehearsal.stage import Stage

WHY = "invented: how often examiners err, for the account of the rehearsal"


def planted_told(
    beside: BiometricsBeside, stage: Stage, planted: Planted, said: Mapping[str, Any], answered: Mapping[str, int]
) -> dict[str, Any]:  # fmt: skip
    """Planted and found by kind, false proposals, and how often examiners erred beside how often they were to.

    `found` counts what the search proposed, `judged` what examiners then called the same. `known` is the error that an
    inspector sees, on pairs whose answer was known; `all` that on every pair that could be seen, which only a rehearsal
    can know. Each comes as count, of, low and high of the 95 % interval.
    """
    acting = stage.desk("inspector:inspector")
    inspected = report(beside, acting.officers[0][0], why=WHY, at=acting.at)
    known, pairs = known_answers(beside), beside.book.reading(Adjudication).pairs()
    real = [one for one in pairs if one.number not in known]
    true = [one for one in real if planted.alike(one)]
    enrolments = beside.book.reading(Enrolments)
    sat = [pair for pair in planted.twice if all(enrolments.current(one) for one in pair)]
    searched = beside.book.reading(Searches)
    children = {
        one.person for person in enrolments.people() for one in enrolments.of_person(person)
        if one.person in stage.truth.boys and searched.newest(one.number, "operation") is not None
    }  # fmt: skip
    return {
        "twice": _found(len(sat), [one for one in true if one.fact.kind_of == "duplicate"]),
        "mixed_up": _found(int(bool(planted.mixed_up)), [one for one in true if one.fact.kind_of == "swap"]),
        "listed": _found(
            sum(enrolments.current(one) is not None for one in planted.listed),
            [one for one in true if one.fact.gallery],
        ),
        "false": {
            "proposed": len(real) - len(true),
            "judged": sum(one.answer == "same" for one in real if one not in true),
            "without_a_picture": sum(not planted.seen(one) for one in real if one not in true),
        },
        "known_pairs": len(known),
        "given": {"errs": float(said["errs"]), "unsure": float(said["unsure"])},
        "known": asdict(inspected.all_examiners.wrong),
        "all": asdict(share(answered["wrong"], answered["sure"])),
        "children_searched": len(children),
    }  # fmt: skip


def _found(planted: int, pairs: list[Pair]) -> dict[str, int]:
    return {"planted": planted, "found": len(pairs), "judged": sum(one.answer == "same" for one in pairs)}
