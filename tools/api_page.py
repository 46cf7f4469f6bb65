"""Render `docs/reference/api.md` and `openapi.json` from the declarations of the API."""

from __future__ import annotations

import dataclasses
import typing

from musterbook.console.api import openapi
from musterbook.console.api.acts import ACTS
from musterbook.console.api.asking import LIMIT, LIMIT_MOST, columns_of
from musterbook.console.api.collections import COLLECTIONS
from musterbook.console.api.declared import Act, ActAsked
from musterbook.console.api.deed_acts import OPEN
from musterbook.console.page_kinds import API, KIND_OF_LIST
from musterbook.rights.roles import rules_of
from musterbook.store.webhooks import TRIES_MOST, WAIT_SECONDS_MAX

HEAD = f"""<!-- Written by tools/reference.py from the code; change the declarations there, not this page. -->
# API

For programs outside, at `{API}` of a served console:
[how to board a manifest](../how-to/board-a-manifest-from-your-program.md).
The same as OpenAPI 3.1 is in [openapi.json](openapi.json), and every node serves its own at `{API}/openapi.json`.

A program shows its secret in the head `Authorization: Bearer`; what it may see and sign is what the register gives it,
as to an officer on pages. What it may not see is not there (404). Every answer carries `Musterbook-Head` (digest of the
book) and `Musterbook-Sequence` (entries read); `as_of` asks for any moment. An answer that has not changed is not sent
again (`ETag`, `If-None-Match`). Errors are `application/problem+json` (RFC 9457), with `objections` or `faults`.

## Lists

`?after=` (follow the head `Link`), `?limit=` (at most {LIMIT_MOST:,}; {LIMIT} by default), `?sort=` (a field, with `-`
before it the other way round), and any field below that holds one value, such as `?custodian=hasakah`. `Accept:
text/csv` gives a sheet. Anything unknown is Malformed, and the answer names what is known.

| address | opens like pages of | one is named by | can be filtered and ordered by |
|---|---|---|---|
"""
ACTS_HEAD = """
## Acts

Acts are prepared here and signed by the program itself with its own key, which never comes here (decision 0960). `POST`
to an address below answers 202 with what is to be signed: `acts` as they would be written, and for each signer the hash
(SHA-256 of `musterbook/act/1`, 0x00 and the canonical JSON of act, log, officer and role). `POST
{api}/drafts/DRAFT/signatures` with the signature; the last one that is wanted writes the act and answers 201. Gates are
asked both times. `Idempotency-Key` is wanted each time: the same key with the same body gives the first answer for 30
days, after a restart too. What changed meanwhile answers 412, and is prepared again.

Every act takes beside its own fields {shared}.

| POST | writes | fields | signed by |
|---|---|---|---|
"""

HOOKS = """
## Webhooks

An administrator has a program told of facts as they are written: `muster webhooks add PROGRAM ADDRESS --kind
custody.accepted`, an address of https or of this machine itself. Each note is a `POST` of canonical JSON with
`webhook`, `operation`, `marking`, `digest`, `log`, `seq`, `kind`, `by`, `happened_at`, `written_at` and `people`
(how many); with `--numbers` also `numbers`, of those whom the program needs to know of. Never a name. What its
role may not see it is not told, as the register has it at that hour; what tells of health or of a complaint only
whoever may open those.

The heads are those of Standard Webhooks: `webhook-id` (the same for every try: what came twice is known by it),
`webhook-timestamp` and `webhook-signature: v1a,SIGNATURE`, Ed25519 by the key of the log that `musterbook-log`
names, over `webhook-id`, a full stop, `webhook-timestamp`, a full stop and the body. Turn away what is older than
five minutes.

Any answer from 200 to 299 takes it. Anything else, and a redirect, is tried again after 1, 2, 4 … seconds, at most
every {hours} hours, and given up after {tries} tries; `muster webhooks show` says what waits and was given up,
`webhooks again` tries it anew. What was not yet taken when the machine stopped is told when it is served again.
"""


def page() -> str:
    """The reference page."""
    lists = [
        f"| `{API}/{each.name}` | {KIND_OF_LIST[each.name]} | {each.key} | {_words(columns_of(each.row))} |"
        for each in COLLECTIONS
    ]
    shared = ", ".join(f"`{field.name}`" for field in dataclasses.fields(ActAsked))
    acts = [f"| `{API}{act.address}` | {_written(act)} | {_fields(act.body)} | {_signers(act)} |" for act in ACTS]
    head = ACTS_HEAD.format(api=API, shared=shared)
    hooks = HOOKS.format(hours=WAIT_SECONDS_MAX // 3600, tries=TRIES_MOST)
    return HEAD + "\n".join(lists) + "\n" + head + "\n".join(acts) + "\n" + hooks


def document() -> str:
    """The OpenAPI document, as it is checked in."""
    return openapi.document().decode() + "\n"


def _words(names: typing.Iterable[str]) -> str:
    return " ".join(f"`{name}`" for name in names) or "–"


def _fields(body: type[ActAsked]) -> str:
    shared = {field.name for field in dataclasses.fields(ActAsked)}
    own = [field for field in dataclasses.fields(body) if field.name not in shared]
    return " ".join(
        f"**`{field.name}`**" if field.default is dataclasses.MISSING else f"`{field.name}`" for field in own
    ) or "–"  # fmt: skip


def _written(act: Act) -> str:
    return "what the deed writes: " + " ".join(f"`{name}`" for name in OPEN) if act.whole else f"`{act.kind.kind}`"


def _signers(act: Act) -> str:
    told = [] if act.whole is None else ["as the fact wants it"]
    for rule in () if act.whole else rules_of(act.kind.kind):
        first = ", ".join(sorted(rule.first))
        told.append(f"{first}; with {', '.join(sorted(rule.second))}" if rule.two_people else first)
    return "; or ".join(dict.fromkeys(told))
