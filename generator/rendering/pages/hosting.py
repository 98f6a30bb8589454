"""What crawlers and web servers read: robots.txt, sitemap.xml, _headers, _redirects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from generator.model.content import Component, Post, Site
from generator.notation import rfc3339
from generator.rendering.bounds import ROOM, parts
from generator.rendering.edition import Edition, post_path
from generator.rendering.pages.markdown_copies import markdown_path

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
"""Content security policy: nothing inline, nothing foreign, no eval."""


def policy(*, header: bool, forms: tuple[str, ...] = (), styles: tuple[str, ...] = ()) -> str:
    """The policy as text; ``frame-ancestors`` works only in a header. ``forms`` may go to these.

    ``styles`` are hashes of styles inside a page, which then may show pictures from inside, too.
    """
    rules = dict(POLICY)
    if forms:
        rules["form-action"] = " ".join(forms)
    if styles:
        rules["style-src"] = " ".join(["'self'", *styles])
        rules["img-src"] = "'self' data:"
    if header:
        rules["frame-ancestors"] = "'none'"
    return "; ".join(f"{name} {value}" for name, value in rules.items())


PAGES = (
    "/",
    "/*.html",
    "/incidents/*",
    "/maintenance/*",
    "/components/*",
    "/history/*",
    "/sla/*",
    "/subscribe/*",
    "/digests/*",
    "/embed/*",
    "/api/*",
    "/badge/*",
    "/*.json",
    "/*.rss",
    "/*.atom",
    "/*.ics",
    "/*.xml",
    "/metrics",
    "/metrics.txt",
    "/embed.js",
    "/llms.txt",
)
"""What changes with the state. It is asked for again after a minute; ``/*`` would catch the assets, too,
and hosts join the headers of all rules that fit."""

SHORT = "public, max-age=60, must-revalidate"

OPEN = ("/api/*", "/badge/*", "/sla/*", "/*.json", "/*.rss", "/*.atom", "/embed.js")
"""What pages of other origins may read."""

TYPES = {
    "/*.rss": "application/rss+xml; charset=utf-8",
    "/*.atom": "application/atom+xml; charset=utf-8",
    "/*.ics": "text/calendar; charset=utf-8",
    "/*.md": "text/markdown; charset=utf-8",
    "/metrics": "text/plain; version=0.0.4; charset=utf-8",
    "/metrics.txt": "text/plain; version=0.0.4; charset=utf-8",
}


def headers_file(
    forms: tuple[str, ...] = (), styles: tuple[str, ...] = (), languages: tuple[str, ...] = ()
) -> bytes:
    """Headers for hosts that read ``_headers`` (Netlify, Cloudflare Pages and others).

    ``styles`` are the hashes of the error page's own style, which is the only one inside a page;
    ``languages`` the folders of further languages.
    """
    blocks = {
        "/*": [
            f"Content-Security-Policy: {policy(header=True, forms=forms, styles=styles)}",
            "X-Content-Type-Options: nosniff",
            "Referrer-Policy: strict-origin-when-cross-origin",
            "Permissions-Policy: camera=(), geolocation=(), microphone=()",
            "Strict-Transport-Security: max-age=31536000",
        ],
        "/assets/*": ["Cache-Control: public, max-age=31536000, immutable"],
    }
    for path in (*PAGES, *(f"/{language}/*" for language in languages)):
        blocks.setdefault(path, []).append(f"Cache-Control: {SHORT}")
    for path in OPEN:
        blocks.setdefault(path, []).append("Access-Control-Allow-Origin: *")
    blocks["/embed.js"].append("Cross-Origin-Resource-Policy: cross-origin")
    for path, media_type in TYPES.items():
        blocks.setdefault(path, []).append(f"Content-Type: {media_type}")
    return "\n".join(
        "\n".join([path, *(f"  {line}" for line in lines), ""]) for path, lines in blocks.items()
    ).encode()


def robots_txt(site_url: str) -> bytes:
    """All may read everything; the sitemap's address."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site_url}/sitemap.xml\n".encode()


def sitemap_files(site: Site, pages: Iterable[tuple[str, datetime | None]]) -> dict[str, bytes]:
    """Absolute addresses and when their content last changed (sitemaps.org 0.9), by path.

    Where they do not fit into one ``sitemap.xml``, it lists others: parts of each folder's addresses.
    """
    by_folder: dict[str, list[tuple[str, datetime | None]]] = {}
    for url, changed_at in sorted(pages, key=lambda page: page[0]):
        path = url.removeprefix(f"{site.url}/").split("/")
        folder = path[: 2 if path[0] in site.languages[1:] else 1]
        by_folder.setdefault("-".join(filter(None, folder[: len(path) - 1])), []).append(
            (url, changed_at)
        )
    rows = {folder: [_row("url", *page) for page in found] for folder, found in by_folder.items()}
    everything = [row for found in rows.values() for row in found]
    if sum(map(len, everything)) <= ROOM:
        return {"sitemap.xml": _sitemap("urlset", everything)}
    files = {
        "-".join(filter(None, ("sitemap", folder, str(number)))) + ".xml": _sitemap("urlset", part)
        for folder, found in rows.items()
        for number, part in enumerate(parts(found, len), 1)
    }
    index = [_row("sitemap", f"{site.url}/{path}", None) for path in files]
    return files | {"sitemap.xml": _sitemap("sitemapindex", index)}


def _row(kind: str, url: str, changed_at: datetime | None) -> str:
    changed = f"<lastmod>{rfc3339(changed_at)}</lastmod>" if changed_at else ""
    return f"<{kind}><loc>{escape(url)}</loc>{changed}</{kind}>"


def _sitemap(kind: str, rows: Iterable[str]) -> bytes:
    opening = f'<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    lines = ('<?xml version="1.0" encoding="UTF-8"?>', opening, *rows, f"</{kind}>\n")
    return "\n".join(lines).encode()


def moved(edition: Edition) -> Iterator[tuple[str, Post | Component, str]]:
    """Former path, what lay there and its path now, for each alias of the posts and components with a page."""
    pages: list[tuple[Post | Component, str]] = [(post, post_path(post)) for post in edition.posts]
    pages += [(component, f"components/{component.id}/") for component in edition.site.components]
    for one, path in pages:
        for alias in one.aliases:
            yield f"{path.partition('/')[0]}/{alias}/", one, path


def redirects_file(editions: Iterable[Edition]) -> bytes:
    """``_redirects`` (Netlify, Cloudflare Pages and others); empty where nothing was renamed."""
    lines = []
    for edition in editions:
        base = f"{edition.site.base_path}/{edition.prefix}"
        for old, one, new in moved(edition):
            if isinstance(one, Component):
                lines.append(f"{base}{old}* {base}{new}:splat 301")
                was, now = (f"{base}badge/{path.split('/')[1]}" for path in (old, new))
                lines += [f"{was}{suffix} {now}{suffix} 301" for suffix in (".svg", ".json")]
                continue
            lines.append(f"{base}{old} {base}{new} 301")
            lines.append(f"{base}{markdown_path(old)} {base}{markdown_path(new)} 301")
    return "".join(f"{line}\n" for line in lines).encode()
