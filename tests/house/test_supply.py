"""What we are made of: a list of parts that is whole, and a look for weaknesses that says when it could not."""

from __future__ import annotations

import json

import pytest
from tools.audit import judged
from tools.sbom import LOCK, bom_of, main, parts

from tests.house.tracked import ROOT


def test_every_package_of_the_lock_is_a_part_with_its_hashes() -> None:
    lock = LOCK.read_text("utf-8")
    named = {line.partition("==")[0] for line in lock.splitlines() if "==" in line and not line.startswith((" ", "#"))}

    bom = bom_of(lock)

    assert {one.name for one in bom.components} == named
    assert all(one.hashes for one in bom.components)
    assert len(list(parts(lock))) >= len(named) > 50


def test_the_list_is_cyclonedx_and_the_same_each_time(capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for _ in range(2):
        assert main([]) == 0
        said.append(capsys.readouterr().out)

    told = json.loads(said[0])
    assert said[0] == said[1]
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert {"litestar", "cryptography", "cedarpy"} <= {one["name"] for one in told["components"]}


@pytest.mark.parametrize(
    ("code", "err", "ends", "says"),
    [
        (0, "", 0, "none in the lock"),
        (1, "Found 2 known vulnerabilities in 1 package", 1, "see below"),
        (1, "requests.exceptions.ConnectionError: Max retries exceeded", 0, "no network"),
        (1, "Traceback: something else", 1, "could not be asked"),
    ],
)
def test_an_audit_fails_for_a_weakness_and_not_for_want_of_a_network(
    code: int, err: str, ends: int, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert judged(code, "table", err) == ends
    assert says in capsys.readouterr().out


def test_ci_asks() -> None:
    assert "tools.audit" in (ROOT / ".ci" / "run").read_text("utf-8")
