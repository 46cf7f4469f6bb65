"""What the document promises is kept: invented calls of every role, held against it by schemathesis, seeded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from musterbook.console.api.openapi import document
from tests.console.api.calling import Calls
from tests.operation.making import TABLES, clear_everyone, open_small_book

OFFICERS = tuple(officer for officer, _, _ in TABLES["officers"][1:])
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
FOUND = schemathesis.openapi.from_dict(json.loads(document())).get_all_operations()
OPERATIONS = [found.ok() for found in FOUND if isinstance(found, Ok)]
BOUNDED = settings(
    database=None, derandomize=True, deadline=None, max_examples=12,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)  # fmt: skip


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Calls:
    place: Path = tmp_path_factory.mktemp("fuzzed")
    book = open_small_book(place)
    clear_everyone(book)
    book.close()
    made = Calls(place / "willow" / "book")
    made.let_in(*OFFICERS)
    made.callers.clock = lambda: float(len(made.secrets)) * 1e6  # nobody has to wait here
    return made


@pytest.mark.parametrize("officer", OFFICERS)
def test_no_call_of_any_role_is_answered_otherwise_than_the_document_says(calls: Calls, officer: str) -> None:
    before = calls.source.stamp().entries

    @BOUNDED
    @given(st.sampled_from(OPERATIONS).flatmap(lambda one: one.as_strategy()))
    def holds(case: Case) -> None:  # type: ignore[type-arg]  # of whatever the document says
        calls.callers.buckets.clear()
        answer = calls.sent(case, officer)

        case.validate_response(answer, checks=CHECKS)

    holds()
    assert calls.source.stamp().entries == before  # nothing is in the book that nobody signed


def test_every_address_answers_as_the_document_says(calls: Calls) -> None:
    for operation in OPERATIONS:

        @settings(BOUNDED, max_examples=1)
        @given(operation.as_strategy())
        def holds(case: Case) -> None:  # type: ignore[type-arg]  # of whatever the document says
            calls.callers.buckets.clear()
            case.validate_response(calls.sent(case, "o.desk"), checks=CHECKS)

        holds()
