"""Searches asked for on a page: one at a time, told as they go, stopped when asked; and the page that asks for them."""

from __future__ import annotations

import multiprocessing
from multiprocessing.connection import Connection

import pytest

from musterbook.console.errands import Errands, Pricing, Running, in_a_process
from musterbook.lift.explain.values import Price, Relaxation
from musterbook.lift.plan import Plan
from tests.console.asking import Console, console_on
from tests.console.invented_lift import ADOPTED, problem, proposals
from tests.console.test_pages import text_of

ONE, TWO = (Relaxation("escorts", "base", 1),), (Relaxation("slot", "site-1", 1),)
ASKED = f"run={ADOPTED[:16]}&person=AFA-1111-C&serial=S-038"


class Told:
    """A process as a test has it: alive until ended, and a pipe through which the test speaks for it."""

    def __init__(self) -> None:
        self.alive = True
        self.here, self.there = multiprocessing.Pipe(duplex=False)

    def is_alive(self) -> bool:
        return self.alive

    def terminate(self) -> None:
        self.alive = False


class Started:
    """Begins such processes, and remembers them."""

    def __init__(self) -> None:
        self.all: list[Told] = []

    def __call__(self, _: Pricing) -> tuple[Running, Connection]:
        self.all.append(Told())
        return self.all[-1], self.all[-1].here


def pricing(*ways: tuple[Relaxation, ...]) -> Pricing:
    return Pricing(problem(), Plan("small", {}), ways, "BUS-1", 60)


@pytest.fixture
def console() -> tuple[Console, Started]:
    made, started = console_on(), Started()
    made.app.state.errands._start = started
    return made, started


def test_prices_are_told_as_they_come_and_the_errand_ends_with_the_last() -> None:
    started = Started()
    errands = Errands(started)
    errand = errands.ask("a", pricing(ONE, TWO))

    started.all[0].there.send(Price(ONE, 3.0, 2.0))
    halfway = errands.get("a")
    assert halfway is not None
    assert (halfway.state, halfway.done, halfway.ways) == ("running", 1, 2)
    started.all[0].there.send(Price(TWO, 3.0, 3.0))
    started.all[0].there.close()

    assert errands.get("a") is errand
    assert errand is not None
    assert (errand.state, [one.saved for one in errand.found]) == ("done", [1.0, 0.0])


def test_the_same_question_is_the_same_errand_and_another_waits() -> None:
    started = Started()
    errands = Errands(started)

    first, again, other = (errands.ask(name, pricing(ONE)) for name in ("a", "a", "b"))

    assert first is again
    assert other is None
    assert len(started.all) == 1


def test_a_stopped_errand_keeps_what_it_found_and_lets_another_begin() -> None:
    started = Started()
    errands = Errands(started)
    errands.ask("a", pricing(ONE, TWO))
    started.all[0].there.send(Price(ONE, 3.0, 2.0))

    stopped = errands.stop("a")

    assert stopped is not None
    assert (stopped.state, stopped.done, started.all[0].alive) == ("stopped", 1, False)
    assert errands.ask("b", pricing(ONE)) is not None


def test_a_search_that_ends_before_its_last_price_has_failed() -> None:
    started = Started()
    errands = Errands(started)
    errands.ask("a", pricing(ONE, TWO))

    started.all[0].there.close()

    found = errands.get("a")
    assert found is not None
    assert found.state == "failed"


def test_a_search_in_a_process_of_its_own_finds_a_price() -> None:
    plan = proposals()[ADOPTED].plan

    process, news = in_a_process(Pricing(problem(), plan, (ONE,), "BUS-1", 60, seconds=0.2))
    price = news.recv() if news.poll(60) else None
    process.terminate()

    assert isinstance(price, Price)
    assert price.relaxations == ONE
    assert price.after <= price.before


def test_a_person_and_a_serial_are_answered_level_by_level(console: tuple[Console, Started]) -> None:
    answer = text_of(console[0].get(f"/plan/why?{ASKED}").text)

    assert "Why AFA-1111-C is not on S-038" in answer
    assert answer.index("Who he is, and whether he may go") < answer.index("What the plan says, tried with one more")
    assert "With 1 more escort at base, he could go." in answer
    assert "What would it take?" in answer


def test_pressing_the_button_starts_the_search_and_stop_ends_it(console: tuple[Console, Started]) -> None:
    made, started = console

    pressed = made.post(f"/plan/why/price?{ASKED}")
    running = made.get(f"/plan/why?{ASKED}").text
    started.all[0].there.send(Price(ONE, 3.0, 1.5))
    fragment = made.get(f"/fragments/price?{ASKED}").text
    stopped = made.post(f"/plan/why/stop?{ASKED}")
    after = text_of(made.get(f"/plan/why?{ASKED}").text)

    assert (pressed.status_code, stopped.status_code) == (303, 303)
    assert pressed.headers["location"].endswith("#price")
    assert 'data-state="running"' in running
    assert 'value="1"' in fragment
    assert "Stopped after 1 of 1." in after
    assert "1.5 fewer weighted people lost" in after


def test_whoever_asks_while_another_search_runs_is_told_to_wait(console: tuple[Console, Started]) -> None:
    made, _ = console
    other = ASKED.replace("S-038", "S-039")
    alone = text_of(made.get(f"/plan/why?{other}").text)
    made.post(f"/plan/why/price?{ASKED}")

    meanwhile = text_of(made.get(f"/plan/why?{other}").text)
    made.post(f"/plan/why/stop?{ASKED}")

    assert "Another search is running" not in alone
    assert "Another search is running. Ask again when it has ended." in meanwhile
    assert "Another search is running" not in text_of(made.get(f"/plan/why?{other}").text)


@pytest.mark.parametrize(
    "headers", [{"origin": "http://elsewhere.example"}, {"sec_fetch_site": "cross-site"}], ids=["origin", "fetch-site"]
)
def test_another_page_cannot_start_a_search(console: tuple[Console, Started], headers: dict[str, str]) -> None:
    answer = console[0].post(f"/plan/why/price?{ASKED}", **headers)

    assert answer.status_code == 403
    assert not console[1].all


def test_a_name_that_several_have_offers_them_and_one_that_nobody_has_says_so(
    console: tuple[Console, Started],
) -> None:
    several = text_of(console[0].get("/plan/why?person=al-&serial=S-038").text)
    nobody = text_of(console[0].get("/plan/why?person=Nobody-at-all&serial=S-038").text)

    assert "Several have that name. Which of them?" in several
    assert "Nobody here has that name or number." in nobody


def test_a_site_is_told_in_words(console: tuple[Console, Started]) -> None:
    site = next(node.id for node in problem().nodes if node.kind == "site")

    answer = text_of(console[0].get(f"/plan/why?explain={site}").text)

    assert f"{site}: " in answer
    assert "people leave on" in answer
