"""Every way in: password and digits, passkeys, and a provider where the operation has one."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from musterbook.console.desk import Desk
from musterbook.console.from_provider import provider_routes
from musterbook.console.passkeys import passkey_routes
from musterbook.console.porch import Porch
from musterbook.console.signin import sign_in_routes


def entering(desk: Desk, porch: Porch) -> list[HTTPRouteHandler]:
    """The addresses of all of them."""
    beside = provider_routes(desk, porch, porch.provider) if porch.provider is not None else []
    return [*sign_in_routes(desk, porch), *passkey_routes(porch), *beside]
