"""English words of the API: what a program is told when something is wrong, by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

API_WORDS: Final[Mapping[str, str]] = {
    "machines.webhooks": "Programs that are told",
    "machines.program": "Program",
    "machines.told-at": "Told at",
    "machines.untold": "Waiting",
    "machines.given-up": "Given up",
    "machines.last-answer": "Last answer",
    "wrong.409.title": "Refused",
    "wrong.409.text": "The book says no. Each objection says why, and who could change it.",
    "wrong.412.title": "Somebody was here first",
    "wrong.412.text": "What you saw has changed since. Read it again, and decide again.",
    "wrong.415.title": "This address takes JSON",
    "wrong.415.text": "Send the body as JSON, with Content-Type: application/json.",
    "wrong.428.title": "Say what you saw",
    "wrong.428.text": "This act wants the head If-Match with the ETag of what you read, so that nobody decides twice.",
    "wrong.429.title": "Too many calls",
    "wrong.429.text": "Wait as many seconds as Retry-After says, and go on.",
    "api.cursor": "“{text}” is no cursor of this list: follow the address in the head Link",
    "api.no-json": "the body is no JSON object",
    "api.no-key": "the head Idempotency-Key is wanted: 8 to 100 letters, digits and hyphens, a new one for each act",
    "api.key-of-another": "this Idempotency-Key stood for another body before: take a new one for each act",
    "api.count-one-way": "say either counted or present, and not both",
    "api.too-many-names": "{people} people are named; one act names {most} at most: count in parts",
    "api.unknown-field": "“{name}” is no field of this; it knows {known}",
    "api.bad-field": "“{name}”: {why}",
    "api.lacks-field": "“{name}” is wanted",
    "api.no-deed": "“{name}” is no deed; there are {known}",
    "api.deed-in-steps": "{name} that puts particulars right is written in two steps, and is signed on a page here",
    "api.signatures": "{wanted} acts are signed at once: give as many signatures, not {given}",
    "api.who-signs": "name who signs, the one who calls among them: {officer}",
    "api.bad-signature": "the signature of {officer} as {role} does not hold under the act as it was prepared",
    "api.not-a-signer": "{officer} is none of those who sign this act",
    "api.machine-shut": (
        "this machine's log stays shut: start it with muster serve --machine-pass-file FILE, so that programs can write"
    ),
    "api.asks-programs": "acts are for programs with a secret of their own; people sign on pages",
}
