"""The keys ``mail`` and ``subscriptions`` of site.yaml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from posixpath import normpath
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
    TEXT,
    WORDS,
    Context,
    Field,
    Kind,
    Table,
    list_of,
    matching,
    nested,
    one_of,
    pick,
    scalar,
    unknown,
)
from generator.reading.tables.scalars import BELOW, Nothing, parse_id, parse_url
from generator.reading.tables.sla import BOOL, DURATION, DURATION_OR_NONE
from generator.reading.yaml.document import MapNode, Node, inner
from generator.reading.yaml.faults import Trouble

ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{4,253}$)"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{2,63}",
    re.ASCII,
)
"""An addr-spec of RFC 5322 without quoted local parts: nothing in it can break a header."""

MOST_CONNECTIONS = 20


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


def _number(least: int, most: int) -> Kind[int]:
    """A whole number within limits."""

    def parse(text: str) -> int | Trouble:
        if re.fullmatch(r"\d{1,9}", text, re.ASCII) and least <= int(text) <= most:
            return int(text)
        remedy = f"write a number from {least} to {most}"
        return Trouble("bad-value", f"'{text}' does not fit", remedy)

    return scalar(parse)


HOST = matching(
    r"[A-Za-z0-9][A-Za-z0-9.:-]{0,252}",
    Trouble("bad-value", "'{}' is not a host", "write a name like mail.example.com"),
)
ENDPOINT = matching(
    r"https://[^\s/?#\"'<>,]+(?:/[^\s#\"'<>,?]*)?",
    Trouble(
        "bad-url",
        "'{}' cannot take one-click requests",
        "write an https:// address without a question mark (RFC 8058)",
    ),
)
PATH = matching(
    r"[^\x00-\x1f]+",
    Trouble("bad-path", "'{}' is not a file", "write a path, relative to the site"),
)
LEDGER = matching(
    BELOW + r"[^\s\\:]+\.jsonl",
    Trouble("bad-path", "'{}' is not a ledger", "write a path below the site that ends in .jsonl"),
)
UUID = matching(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    Trouble("bad-value", "'{}' is not a list's UUID", "copy it from listmonk's lists"),
)
ROW_ID = _number(1, 10**9)


def _read_language(node: Node, context: Context) -> str | None:
    tag = TEXT.read(node, context)
    if tag is not None and context.languages and tag not in context.languages:
        context.faults.error(
            node,
            "unknown-language",
            f"'{tag}' is not one of the site's languages ({', '.join(context.languages)})",
            "add it to languages in site.yaml, or choose one of them",
        )
        return None
    return tag


def _read_components(node: Node, context: Context) -> tuple[str, ...] | None:
    ids = list_of(scalar(parse_id)).read(node, context)
    found = None if ids is None else tuple(context.renamed.get(id, id) for id in ids)
    known = context.components
    strange = [id for id in found or () if known is not None and id not in known]
    for id in strange:
        context.faults.trouble(node, unknown("component", id, known or ()))
    return None if strange else found


ADDRESS_KIND = scalar(parse_address, format="email")

SMTP = Table(
    "the mail server",
    (
        Field("host", HOST, "the server's name", "mail.example.com", required=True),
        Field(
            "port", _number(1, 65535), "its port; 587 for starttls, 465 for tls, 25 for none", "587"
        ),
        Field("security", one_of(Security), "how the connection is protected", "starttls"),
        Field("username", PATH, "who signs in; the password comes from the environment"),
        Field("connections", _number(1, MOST_CONNECTIONS), "how many are used at once", "1"),
    ),
)

LISTMONK = Table(
    "the listmonk server",
    (
        Field("url", scalar(parse_url), "where it is", "https://lists.example.com", required=True),
        Field("username", PATH, "the API user's name", "statusmark"),
        Field("template", ROW_ID, "the id of its template", "2"),
    ),
)

MAIL = Table(
    "mail",
    (
        Field("from", ADDRESS_KIND, "who it is from", "status@example.com", required=True),
        Field("reply_to", ADDRESS_KIND, "where answers go", "support@example.com"),
        Field("smtp", nested(SMTP), "the mail server", "{host: mail.example.com}"),
        Field("listmonk", nested(LISTMONK), "listmonk", "{url: https://lists.example.com}"),
        Field("subscribers", PATH, "the private address file", "../private/people.csv"),
        Field(
            "unsubscribe",
            ENDPOINT,
            "takes one-click requests to leave",
            "https://www.example.com/unsubscribe",
        ),
        Field("outbox", PATH, "what was sent to whom; private", ".statusmark/outbox.jsonl"),
        Field("ledger", LEDGER, "what was sent when; public", "ledger/mail.jsonl"),
        Field("reminder", DURATION_OR_NONE, "so long before the start of work, or none", "24h"),
        Field("max_age", DURATION, "older news of what is over is not sent", "168h"),
        Field("empty_digests", BOOL, "a digest even if nothing happened", "false"),
    ),
)

COMPONENTS = Kind(_read_components, {"type": ["string", "array"]})

SUBSCRIPTION = Table(
    "a subscription",
    (
        Field("list", ADDRESS_KIND, "an announcement list", "status@lists.example.com"),
        Field("listmonk", ROW_ID, "the id of a listmonk list", "3"),
        Field("form", UUID, "the UUID of a public listmonk list"),
        Field("language", Kind(_read_language, {"type": "string"}), "its language", "en"),
        Field("frequency", one_of(Frequency), "at once, or in digests", "instant"),
        Field("components", COMPONENTS, "only what concerns these", "[api]"),
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
        language=values.get("language", next(iter(context.languages), "")),
        location=context.faults.location(node),
        address=values.get("list"),
        **pick(values, "frequency", "components", "audience", "listmonk", "form"),
    )


SUBSCRIPTIONS: Kind[tuple[Subscription, ...]] = list_of(
    Kind(_read_subscription, SUBSCRIPTION.schema())
)


def _read_mail(node: Node, context: Context) -> MailSettings | None:
    values = nested(MAIL).read(node, context)
    if values is None:
        return None
    for key in ("subscribers", "outbox"):
        if normpath(values.get(key, "")).startswith("theme/"):
            context.faults.error(
                inner(node, key),
                "bad-path",
                f"'{values[key]}' lies in theme/, whose files are published: everybody could read it",
                "name a file outside, such as ../private/subscribers.csv or .statusmark/outbox.jsonl",
            )
    kept = pick(values, "reply_to", "subscribers", "unsubscribe", "outbox", "ledger", "max_age")
    if "reminder" in values:
        wanted = values["reminder"]
        kept["reminder"] = None if wanted is Nothing.NONE else wanted
    return MailSettings(
        sender=values["from"],
        smtp=_smtp(values["smtp"], node, context) if "smtp" in values else None,
        listmonk=ListmonkServer(**values["listmonk"]) if "listmonk" in values else None,
        empty_digests=values.get("empty_digests", False),
        location=context.faults.location(node),
        **kept,
    )


def _smtp(values: Mapping[str, Any], node: Node, context: Context) -> SmtpServer:
    server = SmtpServer(**values)
    is_local = server.host in {"localhost", "::1"} or server.host.startswith("127.")
    if server.security is Security.NONE and server.username and not is_local:
        context.faults.error(
            inner(node, "smtp", "security"),
            "bare-password",
            f"signing in to {server.host} with security: none would show the password to everybody "
            "on the way",
            "write security: starttls or security: tls",
        )
    return server


MAIL_KIND: Kind[MailSettings] = Kind(_read_mail, MAIL.schema())
