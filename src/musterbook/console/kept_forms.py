"""Forms that are no deed's and came when their session had ended: the door keeps them, their page shows them again.

Nothing of the book is shown or written for such a form: it goes no further than the door. It is kept as deeds' forms
are, in memory, for whose session it was, and without any pass-phrase.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, parse_qsl, quote, urlencode

from litestar.types import HTTPScope, Receive, Scope

from musterbook.console.deed_rows import Typed
from musterbook.console.unsent import NEVER_KEPT, UnsentForms
from musterbook.store.accounts import same
from musterbook.store.sessions import Session

KEPT: Final = "kept"
"""The part of an address under which a page finds what was kept for it."""
TYPED: Final = "musterbook_typed"
FORMS: Final = ("/handovers/hand/", "/handovers/offer", "/musters/count/", "/forms/")
"""Pages that show again what was typed into their forms."""
LEADS: Final = {"/musters/call": "/musters", "/forms": "/forms"}
"""Forms on a page of another address, to which whoever signs in again is led without what he typed."""
BYTES_MOST: Final = 2_000_000
FIELDS_MOST: Final = 20_000


async def page_after(scope: HTTPScope, receive: Receive, unsent: UnsentForms, ended: Session) -> str | None:
    """Where whoever sent a form goes once he is signed in again; None when it was not made in the session that ended.

    What he typed is kept for that page, where the page can show it.
    """
    path = scope["path"]
    if not path.startswith(FORMS):
        return LEADS.get(path, "/")
    body = await _body(receive)
    if body is None:
        return address_of(scope)
    try:
        said = parse_qs(body.decode(), max_num_fields=FIELDS_MOST)
    except ValueError:
        return address_of(scope)
    if not same(ended.form_token, said.get("token", [""])[0]):
        return None
    fields = {name: typed for name, typed in said.items() if name not in NEVER_KEPT and name != "key"}
    address = address_of(scope)
    name = unsent.keep(ended.officer, address, Typed(fields))
    return f"{address}{'&' if '?' in address else '?'}{urlencode({KEPT: name})}" if name else address


def find_for(scope: HTTPScope, unsent: UnsentForms, officer: str) -> Typed | None:
    """What is kept for the page that is asked for, and for whoever asks."""
    name = parse_qs(scope["query_string"].decode("latin-1")).get(KEPT, [""])[0]
    return unsent.find(name, officer, address_of(scope)) if name else None


def typed_in(scope: Scope) -> Typed | None:
    """What had been typed into the forms of this page, as the door found it."""
    found = scope.get(TYPED)
    return found if isinstance(found, Typed) else None


def firsts(typed: Typed | None) -> dict[str, str]:
    """What stood in each field that holds one thing."""
    return {name: said[0] for name, said in typed.fields.items()} if typed is not None else {}


def address_of(scope: HTTPScope) -> str:
    """The address that is asked for, without the name of what is kept."""
    asked = [one for one in parse_qsl(scope["query_string"].decode("latin-1")) if one[0] != KEPT]
    path = quote(scope["path"])
    return f"{path}?{urlencode(asked)}" if asked else path


async def _body(receive: Receive) -> bytes | None:
    """What was sent; None when it is longer than any form of ours."""
    parts, length = list[bytes](), 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        parts.append(message["body"])
        length += len(parts[-1])
        if length > BYTES_MOST:
            return None
        if not message.get("more_body"):
            return b"".join(parts)
