"""What ``send`` would miss: secrets that are not set, an address file that is not private."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.commands.shared.mail import KEY, LISTMONK_TOKEN, SMTP_PASSWORD, credential
from generator.mail.subscribers import UnsafeFileError, check_private
from generator.model.content import Site
from generator.model.mail import MailSettings


def mail_troubles(
    root: Path, site: Site, settings: MailSettings, out: Path
) -> Iterator[tuple[str, str]]:
    """Each trouble with its remedy; ``out`` is the published folder."""
    path = root / settings.subscribers if settings.subscribers is not None else None
    for wanted, name, why in (
        (settings.smtp and settings.smtp.username, SMTP_PASSWORD, "mail.smtp.username signs in"),
        (
            any(s.listmonk for s in site.subscriptions),
            LISTMONK_TOKEN,
            "a list is one of listmonk's",
        ),
        (path and path.exists(), KEY, "links of subscribers are signed"),
    ):
        if wanted and credential(name) is None:
            remedy = f"set {name}, or {name}_FILE, wherever 'statusmark send' runs"
            yield f"{why}, but {name} is not set here", remedy
    if path is None:
        return
    try:
        check_private(path, root, (out,))
    except UnsafeFileError as error:
        said, _, remedy = str(error).partition(". ")
        yield said, remedy
