"""Addresses of people, kept out of logs and ledgers, which others read."""

from __future__ import annotations

import re

ADDRESS = re.compile(
    r"""(?:"[^"\n]*"|[^\s<>()",;:\[\]]+)(?:@|%40|=40)[^\s<>()",;]+""", re.IGNORECASE
)
HIDDEN = "…@…"


def without_addresses(text: str, recipient: str = "") -> str:
    """A server's or a checker's words without anything like an address.

    ``recipient`` is the one it spoke of, whose local part servers also repeat alone.
    """
    text = ADDRESS.sub(HIDDEN, text)
    local = recipient.rpartition("@")[0]
    return (
        re.sub(rf"(?<!\w){re.escape(local)}(?!\w)", "…", text, flags=re.IGNORECASE)
        if local
        else text
    )


def masked_address(address: str) -> str:
    """A person's address as it may stand in a build's log: ``a…@example.com``."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
