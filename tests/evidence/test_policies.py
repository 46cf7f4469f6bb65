"""Owners' policies and who speaks for whom: what a file may say, and every fault of one that says something else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from musterbook.evidence.policies import NEEDS, Policies, read_policies, template
from musterbook.terms.errors import Malformed
from tests.evidence.stories import ASKED, BUILT, judged, story

RELIDO = BUILT.replace("SECRET//REL TO USA, DEU", "SECRET//RELIDO").replace("S//REL TO USA, DEU", "S//RELIDO")


def own(folder: Path, text: str) -> Path:
    """An operation's file of this text."""
    path = folder / "policies.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_template_is_sound_and_names_every_approval_a_marking_may_want(tmp_path: Path) -> None:
    read = read_policies(own(tmp_path, template()))
    filled = read_policies(own(tmp_path, template().replace("# FDO = ", "FDO = ")))

    assert (read.by_name, dict(read.authorities)) == (read_policies().by_name, {})
    assert filled.authority("FDO") == "desk"
    assert all(f"# {need} = " in template() for need in NEEDS)


def test_what_an_operation_writes_replaces_what_the_program_brings_and_has_an_edition(tmp_path: Path) -> None:
    path = own(tmp_path, '[policy.custodian]\nuses = ["tracing"]\nno_assurance = { NOR = ["tracing"] }\n')

    read, other = read_policies(path), read_policies(own(tmp_path, "[authorities]\nFDO = 'desk'\n"))

    custodian = read.policy("custodian")
    assert custodian is not None
    assert not custodian.requires
    assert dict(custodian.no_assurance) == {"NOR": frozenset({"tracing"})}
    assert read.policy("open-source") == read_policies().policy("open-source")
    assert len({read.edition, other.edition, read_policies().edition}) == 3


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("[authorities", "policy-file"), ("policy = 3", "policy-file"), ("[policy]\nx = 3", "policy-file"),
        ('[policy.x]\nneeds = ["fair-trial"]', "policy-key"), ('[policy.x]\nuses = "tracing"', "policy-key"),
        ('[policy.x]\nrequires = ["kindness"]', "policy-word"), ('[policy.x]\nnever_to = ["de"]', "policy-word"),
        ('[policy.x]\nno_assurance = ["NOR"]', "policy-key"), ("[policy.x]\nno_assurance = { NOR = 1 }", "policy-key"),
        ('[policy.x]\nno_assurance = { no = ["tracing"] }', "policy-word"),
        ('[policy.x]\nno_assurance = { NOR = ["fun"] }', "policy-word"),
        ("[authorities]\nFDO = 3", "policy-authority"), ('[authorities]\nFDO = ""', "policy-authority"),
        ('[authorities]\nFD = "desk"', "policy-need"), ('[authorities]\n"FGI:gb" = "desk"', "policy-need"),
    ],
)  # fmt: skip
def test_a_file_that_says_something_else_is_malformed(text: str, rule: str, tmp_path: Path) -> None:
    with pytest.raises(Malformed) as caught:
        read_policies(own(tmp_path, text))

    assert [one.rule for one in caught.value.faults] == [f"evidence.{rule}"]


@pytest.mark.parametrize(
    ("authorities", "found"), [({}, "evidence.nobody-approves"), ({"FDO": "desk"}, "evidence.needs-approval")]
)
def test_an_approval_nobody_can_give_is_told_as_such(authorities: dict[str, str], found: str) -> None:
    judgement = judged(story(RELIDO + ASKED), Policies(read_policies().by_name, authorities))

    assert ([one.rule for one in judgement.stops()], judgement.needs) == ([found], frozenset({"FDO"}))


def test_a_country_that_owns_what_it_gave_is_answered_for_by_its_own_line_or_by_that_of_all() -> None:
    policies = replace(read_policies(), authorities={"FGI": "desk", "FGI:GBR": "london", "OWNER:archive": "desk"})

    said = [policies.authority(need) for need in ("FGI:GBR", "FGI:FRA", "OWNER:archive", "OWNER:lab", "FDO")]

    assert said == ["london", "desk", "desk", "lab", ""]
