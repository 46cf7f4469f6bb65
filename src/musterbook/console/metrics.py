"""What a monitor of this machine may read: counts of answers, entries and alarms; never a name, and nobody's number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from musterbook.console.source import Situation


@dataclass
class Counts:
    """Answers given since the start, by the hundred of their number."""

    answers: Counter[str] = field(default_factory=Counter)


def counted(app: ASGIApp, counts: Counts) -> ASGIApp:
    """The application, its answers counted."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                counts.answers[f"{message['status'] // 100}xx"] += 1
            await send(message)

        await app(scope, receive, send_counted if scope["type"] == ScopeType.HTTP else send)

    return serve


def metrics_of(situation: Situation, counts: Counts) -> str:
    """The counts in the text form that monitors read (Prometheus exposition format 0.0.4)."""
    overdue = sum(one.stage == "overdue" for one in situation.handovers)
    late = sum(one.overdue for one in situation.discrepancies)
    lines = [
        *_told("answers_total", "counter", [(f'code="{code}"', n) for code, n in sorted(counts.answers.items())]),
        *_told("entries", "gauge", [("", situation.stamp.entries)]),
        *_told("discrepancies_open", "gauge", [("", situation.totals.discrepancies)]),
        *_told("discrepancies_overdue", "gauge", [("", late)]),
        *_told("handovers_overdue", "gauge", [("", overdue)]),
        *_told("serials", "gauge", [(f'stage="{stage}"', n) for stage, n in sorted(_stages(situation).items())]),
    ]
    return "\n".join(lines) + "\n"


def _stages(situation: Situation) -> Counter[str]:
    return Counter(row.stage for row in situation.serials)


def _told(name: str, kind: str, values: Iterable[tuple[str, int]]) -> list[str]:
    whole = f"musterbook_{name}"
    return [
        f"# TYPE {whole} {kind}", *(f"{whole}{{{label}}} {number}" if label else f"{whole} {number}"
                                    for label, number in values)
    ]  # fmt: skip
