"""listmonk's HTTP API, as its documentation describes it: a campaign a message, found again by name.

A campaign's name is the message's Message-ID. A run that was killed between making and starting one
finds it by that name and goes on, so that HTTP leaves nothing open where SMTP would.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from generator.mail.connections import LostError, Outcome, Result, ServerError
from generator.mail.encoding import OutgoingMessage
from generator.mail.masking import without_addresses
from generator.mail.message_text import LEAVE
from generator.model.mail import ListmonkServer, MailSettings

TIMEOUT = 60.0
FINISHED = frozenset({"running", "scheduled", "finished"})


class ListmonkConnection:
    """listmonk's API with an API user's token."""

    def __init__(self, server: ListmonkServer, settings: MailSettings, token: str) -> None:
        split = urlsplit(server.url)
        local = split.hostname in {"localhost", "127.0.0.1", "::1"}
        if split.scheme != "https" and not local:
            raise ServerError(f"{server.url} is not https: the token would be read on the way")
        self.server, self.settings, self.token = server, settings, token
        self.context = ssl.create_default_context()

    def deliver(self, message: OutgoingMessage, begin: Callable[[], None]) -> Outcome:
        """Make and start a campaign, unless an earlier run has. Raises LostError or ServerError."""
        begin()
        name = message.id.strip("<>")
        try:
            known = self._named(name)
            if known is None:
                known = self._call("POST", "/api/campaigns", self._body(message, name))
            if known["status"] not in FINISHED:
                path = f"/api/campaigns/{int(known['id'])}/status"
                self._call("PUT", path, {"status": "running"})
        except HTTPError as error:
            return self._failed(error)
        except (KeyError, TypeError, ValueError) as error:
            raise ServerError(f"{self.server.url} does not answer like listmonk") from error
        return Outcome(Result.SENT)

    def _named(self, name: str) -> dict[str, Any] | None:
        query = f"/api/campaigns?per_page=all&no_body=true&tags={quote(_tag(name))}"
        found = self._call("GET", query)["results"]
        return next((one for one in found if one["name"] == name), None)

    def close(self) -> None:
        """Nothing stays open between calls."""

    def _body(self, message: OutgoingMessage, name: str) -> dict[str, Any]:
        text = message.encoded.text
        body: dict[str, Any] = {
            "name": name,
            "subject": _literal(text.subject),
            "lists": [int(message.recipient.address)],
            "from_email": f"{_name_only(text.site_name)} <{self.settings.sender}>",
            "type": "regular",
            "content_type": "html",
            "body": _literal(text.html).replace(LEAVE, "{{ UnsubscribeURL }}"),
            "altbody": _literal(text.text).replace(LEAVE, "{{ UnsubscribeURL }}"),
            "messenger": "email",
            "tags": ["statusmark", _tag(name)],
            "headers": [{"Auto-Submitted": "auto-generated"}],
        }
        if self.server.template is not None:
            body["template_id"] = self.server.template
        return body

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        request = Request(  # noqa: S310 - https, or this machine
            self.server.url + path,
            data=data,
            method=method,
            headers={
                "Authorization": f"token {self.server.username}:{self.token}",
                "Content-Type": "application/json;charset=utf-8",
            },
        )
        try:
            with urlopen(request, timeout=TIMEOUT, context=self.context) as answer:  # noqa: S310 - see above
                return json.loads(answer.read())["data"]
        except HTTPError:
            raise
        except (URLError, OSError, HTTPException) as error:
            raise LostError(f"{self.server.url} does not answer: {error}") from error

    def _failed(self, error: HTTPError) -> Outcome:
        why = f"{error.code} {error.read(300).decode('utf-8', 'replace')}"
        why = without_addresses(" ".join(why.split()))
        if error.code in {401, 403}:
            raise ServerError(
                f"listmonk does not let '{self.server.username}' in ({why}): check the user name and "
                "STATUSMARK_LISTMONK_TOKEN"
            )
        retry = error.code >= 500 or error.code in {408, 429}
        return Outcome(Result.DEFERRED if retry else Result.REFUSED, why)


def _tag(name: str) -> str:
    return f"statusmark-{name.partition('@')[0]}"


def _name_only(name: str) -> str:
    """A display name that needs no quoting."""
    return " ".join("".join(c for c in name if c.isalnum() or c in " -_.").split())


def _literal(text: str) -> str:
    """Text in which listmonk's templates see no commands."""
    return text.replace("{{", "{{ `{{` }}")
