"""The keys ``mail`` and ``subscriptions`` of site.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from enum import Enum
from typing import Any

from generator.model.mail import (
    Frequency,
    ListmonkServer,
    MailSettings,
    Security,
    SmtpServer,
    Subscription,
)
from generator.reading.tables.fields import (
    WORDS,
    Context,
    Field,
    Kind,
    Table,
    list_of,
    nested,
    one_of,
    scalar,
    unknown,
)
from generator.reading.tables.scalars import parse_bool, parse_duration, parse_id, parse_url
from generator.reading.yaml.document import MapNode, Node
from generator.reading.yaml.faults import Trouble

ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{4,253}$)"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}",
    re.ASCII,
)
"""An addr-spec of RFC 5322 without quoted local parts: nothing in it can break a header."""

MOST_CONNECTIONS = 20


class NoReminder(Enum):
    """``reminder: none``."""

    NONE = "none"


def parse_address(text: str) -> str | Trouble:
    """A plain e-mail address; its domain in small letters."""
    if ADDRESS.fullmatch(text) and ".." not in text and not text.startswith("."):
        local, _, domain = text.rpartition("@")
        return f"{local}@{domain.lower()}"
    return Trouble(
        "bad-address",
        f"'{text}' is not an e-mail address",
        "write one like status@example.com, without a name around it",
    )


def _number(text: str, least: int, most: int) -> int | Trouble:
    if re.fullmatch(r"\d{1,9}", text, re.ASCII) and least <= int(text) <= most:
        return int(text)
    return Trouble("bad-value", f"'{text}' does not fit", f"write a number from {least} to {most}")


def _host(text: str) -> str | Trouble:
    if re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,252})", text, re.ASCII):
        return text
    return Trouble("bad-value", f"'{text}' is not a host", "write a name like mail.example.com")


def _endpoint(text: str) -> str | Trouble:
    if re.fullmatch(r"https://[^\s/?#\"'<>,]+(?:/[^\s#\"'<>,?]*)?", text):
        return text
    return Trouble(
        "bad-url",
        f"'{text}' cannot take one-click requests",
        "write an https:// address without a question mark (RFC 8058)",
    )


def _path(text: str) -> str | Trouble:
    if text and not re.search(r"[\x00-\x1f]", text):
        return text
    return Trouble("bad-path", f"'{text}' is not a file", "write a path, relative to the site")


def _ledger(text: str) -> str | Trouble:
    if re.fullmatch(r"(?!/)[^\s\\:]+\.jsonl", text) and ".." not in text.split("/"):
        return text
    return Trouble(
        "bad-path", f"'{text}' is not a ledger", "write a path below the site that ends in .jsonl"
    )


def _uuid(text: str) -> str | Trouble:
    if re.fullmatch(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", text):
        return text
    return Trouble("bad-value", f"'{text}' is not a list's UUID", "copy it from listmonk's lists")


def _reminder(text: str) -> timedelta | NoReminder | Trouble:
    return NoReminder.NONE if text == "none" else parse_duration(text)


def _read_language(node: Node, context: Context) -> str | None:
    tag = scalar(lambda text: text).read(node, context)
    if tag is not None and tag not in context.languages:
        context.faults.error(
            node,
            "unknown-language",
            f"'{tag}' is not one of the site's languages ({', '.join(context.languages)})",
            "add it to languages in site.yaml, or choose one of them",
        )
        return None
    return tag


def _read_components(node: Node, context: Context) -> tuple[str, ...] | None:
    found = list_of(scalar(parse_id)).read(node, context)
    for id in found or ():
        if context.components is not None and id not in context.components:
            context.faults.trouble(node, unknown("component", id, context.components))
            return None
    return found


ADDRESS_KIND = scalar(parse_address, format="email")
DURATION = scalar(parse_duration, pattern="^[0-9]+[smh]$")

SMTP = Table(
    "the mail server",
    (
        Field("host", scalar(_host), "the server's name", "mail.example.com", required=True),
        Field(
            "port",
            scalar(lambda text: _number(text, 1, 65535)),
            "its port; 587 for starttls, 465 for tls, 25 for none",
            "587",
        ),
        Field("security", one_of(Security), "how the connection is protected", "starttls"),
        Field("username", scalar(_path), "who signs in; the password comes from the environment"),
        Field(
            "connections",
            scalar(lambda text: _number(text, 1, MOST_CONNECTIONS)),
            "how many are used at once",
            "1",
        ),
    ),
)

LISTMONK = Table(
    "the listmonk server",
    (
        Field("url", scalar(parse_url), "where it is", "https://lists.example.com", required=True),
        Field("username", scalar(_path), "the API user's name", "statusmark"),
        Field(
            "template",
            scalar(lambda text: _number(text, 1, 10**9)),
            "the id of its template",
            "2",
        ),
    ),
)

MAIL = Table(
    "mail",
    (
        Field("from", ADDRESS_KIND, "who it is from", "status@example.com", required=True),
        Field("reply_to", ADDRESS_KIND, "where answers go", "support@example.com"),
        Field("smtp", nested(SMTP), "the mail server", "{host: mail.example.com}"),
        Field("listmonk", nested(LISTMONK), "listmonk", "{url: https://lists.example.com}"),
        Field("subscribers", scalar(_path), "the private address file", "../private/people.csv"),
        Field(
            "unsubscribe",
            scalar(_endpoint),
            "takes one-click requests to leave",
            "https://www.example.com/unsubscribe",
        ),
        Field(
            "outbox", scalar(_path), "what was sent to whom; private", ".statusmark/outbox.jsonl"
        ),
        Field("ledger", scalar(_ledger), "what was sent when; public", "ledger/mail.jsonl"),
        Field("reminder", scalar(_reminder), "so long before the start of work, or none", "24h"),
        Field("max_age", DURATION, "older news of what is over is not sent", "168h"),
        Field(
            "empty_digests",
            scalar(parse_bool, type="boolean"),
            "a digest even if nothing happened",
            "false",
        ),
    ),
)

SUBSCRIPTION = Table(
    "a subscription",
    (
        Field("list", ADDRESS_KIND, "an announcement list", "status@lists.example.com"),
        Field(
            "listmonk",
            scalar(lambda text: _number(text, 1, 10**9)),
            "the id of a listmonk list",
            "3",
        ),
        Field("form", scalar(_uuid), "the UUID of a public listmonk list"),
        Field("language", Kind(_read_language, {"type": "string"}), "its language", "en"),
        Field("frequency", one_of(Frequency), "at once, or in digests", "instant"),
        Field(
            "components",
            Kind(_read_components, {"type": ["string", "array"]}),
            "only what concerns these",
            "[api]",
        ),
        Field("audience", list_of(WORDS), "whose posts it gets beside the public's", "[internal]"),
    ),
)


def _read_subscription(node: Node, context: Context) -> Subscription | None:
    values = nested(SUBSCRIPTION).read(node, context)
    if values is None or not isinstance(node, MapNode):
        return None
    given = [key for key in ("list", "listmonk") if node.get(key)]
    if len(given) != 1 or ("form" in values and "list" in values):
        context.faults.error(
            node,
            "bad-subscription",
            "a subscription is either a list or a listmonk list; only the latter has a form",
            "write {list: status@lists.example.com} or {listmonk: 3}",
        )
        return None
    return Subscription(
        language=values.get("language", context.languages[0]),
        location=context.faults.location(node),
        frequency=values.get("frequency", Frequency.INSTANT),
        components=values.get("components", ()),
        audience=values.get("audience", ()),
        address=values.get("list"),
        listmonk=values.get("listmonk"),
        form=values.get("form"),
    )


SUBSCRIPTIONS: Kind[tuple[Subscription, ...]] = list_of(
    Kind(_read_subscription, SUBSCRIPTION.schema())
)


def _read_mail(node: Node, context: Context) -> MailSettings | None:
    values = nested(MAIL).read(node, context)
    if values is None:
        return None
    smtp = _smtp(values["smtp"], node, context) if "smtp" in values else None
    listmonk = ListmonkServer(**values["listmonk"]) if "listmonk" in values else None
    plain = ("reply_to", "subscribers", "unsubscribe", "outbox", "ledger", "max_age")
    kept: dict[str, Any] = {key: values[key] for key in plain if key in values}
    if "reminder" in values:
        wanted = values["reminder"]
        kept["reminder"] = None if wanted is NoReminder.NONE else wanted
    return MailSettings(
        sender=values["from"],
        smtp=smtp,
        listmonk=listmonk,
        empty_digests=values.get("empty_digests", False),
        location=context.faults.location(node),
        **kept,
    )


def _smtp(values: Mapping[str, Any], node: Node, context: Context) -> SmtpServer:
    server = SmtpServer(**values)
    if server.security is Security.NONE and server.username and not _is_local(server.host):
        context.faults.error(
            _part(_part(node, "smtp"), "security"),
            "bare-password",
            f"signing in to {server.host} with security: none would show the password to everybody "
            "on the way",
            "write security: starttls or security: tls",
        )
    return server


def _part(node: Node, key: str) -> Node:
    """The value of a key, to point at; the whole where it has none."""
    return (isinstance(node, MapNode) and node.get(key)) or node


def _is_local(host: str) -> bool:
    return host in {"localhost", "::1"} or host.startswith("127.")


MAIL_KIND: Kind[MailSettings] = Kind(_read_mail, MAIL.schema())
