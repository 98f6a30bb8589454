"""What crawlers and web servers read: robots.txt, sitemap.xml, _headers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.sax.saxutils import escape

from generator.rendering.words import iso

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
}
"""Content security policy: nothing inline, nothing foreign, no eval."""


def policy(*, header: bool, forms: tuple[str, ...] = ()) -> str:
    """The policy as text; ``frame-ancestors`` works only in a header. ``forms`` may go to these."""
    rules = dict(POLICY)
    if forms:
        rules["form-action"] = " ".join(forms)
    if header:
        rules["frame-ancestors"] = "'none'"
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def headers_file(forms: tuple[str, ...] = ()) -> bytes:
    """Headers for hosts that read ``_headers`` (Netlify, Cloudflare Pages and others)."""
    return f"""\
/*
  Content-Security-Policy: {policy(header=True, forms=forms)}
  X-Content-Type-Options: nosniff
  Referrer-Policy: strict-origin-when-cross-origin
  Permissions-Policy: camera=(), geolocation=(), microphone=()
  Strict-Transport-Security: max-age=31536000

/assets/*
  Cache-Control: public, max-age=31536000, immutable

/api/*
  Access-Control-Allow-Origin: *

/badge/*
  Access-Control-Allow-Origin: *

/sla/*
  Access-Control-Allow-Origin: *

/*.json
  Access-Control-Allow-Origin: *

/*.rss
  Content-Type: application/rss+xml; charset=utf-8
  Access-Control-Allow-Origin: *

/*.atom
  Content-Type: application/atom+xml; charset=utf-8
  Access-Control-Allow-Origin: *

/*.ics
  Content-Type: text/calendar; charset=utf-8

/metrics
  Content-Type: text/plain; version=0.0.4; charset=utf-8
""".encode()


def robots_txt(site_url: str) -> bytes:
    """All may read everything; the sitemap's address."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {site_url}/sitemap.xml\n".encode()


def sitemap_xml(pages: Iterable[tuple[str, datetime | None]]) -> bytes:
    """Absolute addresses and when their content last changed (sitemaps.org 0.9)."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    lines.append('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">')
    for url, changed_at in sorted(pages, key=lambda page: page[0]):
        changed = f"<lastmod>{iso(changed_at)}</lastmod>" if changed_at else ""
        lines.append(f"<url><loc>{escape(url)}</loc>{changed}</url>")
    lines.append("</urlset>\n")
    return "\n".join(lines).encode()
