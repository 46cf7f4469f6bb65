"""English words of signing in, of one's own account, of rights and of consultations, by key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SIGN: Final[Mapping[str, str]] = {
    "sign-in.title": "Sign in",
    "sign-in.lead": "What you may see and do comes from the register. Signing an act asks for your own key each time.",
    "sign-in.officer": "Officer",
    "sign-in.password": "Password",
    "sign-in.second": "Six digits from your authenticator, or a recovery code",
    "sign-in.tablet": "Others use this machine too: sign me out after 15 minutes",
    "sign-in.go": "Sign in",
    "sign-in.wrong": "Not let in: name, password or digits are wrong. Digits count once; wait for new ones.",
    "sign-in.wait": "Too many tries under this name. Try again in {seconds} s; a passkey works at once.",
    "sign-in.no-role": "The register gives you no role now. Ask the registrar.",
    "sign-in.again": "You were signed out, or had not signed in. What you asked for comes after it.",
    "sign-in.passkey": "Sign in with a passkey",
    "sign-in.passkey-failed": "The passkey was not taken. Try again, or sign in with password and digits.",
    "sign-in.provider": "Sign in with {name}",
    "sign-in.provider-failed": "The provider's answer was not taken: {why}",
    "sign-in.provider-stranger": "The provider knows you, this console does not. Ask whoever keeps it.",
    "sign-in.lost": "Lost the authenticator? Use a printed recovery code. Lost both? Whoever keeps this machine makes "
    "the account anew.",
    "sign-in.who": "Signed in as {officer}",
    "sign-in.in": "Sign in",
    "account.title": "Account",
    "account.lead": "Who you are at this console. Roles come from the register and cannot be changed here.",
    "account.roles": "Roles the register gives you",
    "account.role": "Role",
    "account.for": "For",
    "account.until": "Until",
    "account.no-end": "no end",
    "account.passkeys": "Passkeys",
    "account.no-passkeys": "None. With one you sign in by the lock of this device, without password and digits.",
    "account.label": "Name of the device",
    "account.add-passkey": "Add a passkey",
    "account.passkey-here": "Passkeys work where this console is reached as localhost or by a name, not by an address.",
    "account.codes": "{n} recovery codes are left.",
    "account.no-account": "You came in by the provider; this machine keeps no password of yours.",
    "account.since": "Signed in since {at}, through {through}.",
    "account.out": "Sign out",
    "account.out-everywhere": "Sign out everywhere",
    "through.password": "password and digits",
    "through.recovery": "password and a recovery code",
    "through.passkey": "a passkey",
    "through.provider": "the provider",
    "wrong.401.title": "Sign in first",
    "wrong.401.text": "This console asks who you are before it shows anything of the book.",
}
