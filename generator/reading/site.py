"""site.yaml: the site, its components, its agreements, and the names that posts may use."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC

from generator.diagnostics import Diagnostic, Location, Severity
from generator.model.agreement import Agreement, former_keys
from generator.model.content import Component, Link, Site
from generator.reading.agreement import BUILT_IN_CALENDARS, read_agreements
from generator.reading.tables.fields import (
    BEGINNING,
    TEXTS,
    Context,
    Field,
    Kind,
    Table,
    list_of,
    matching,
    nested,
    pick,
    read_fields,
    scalar,
    wrong_shape,
)
from generator.reading.tables.key_slips import respelt
from generator.reading.tables.mail import MAIL_KIND, SUBSCRIPTION, SUBSCRIPTIONS
from generator.reading.tables.posts import IDS
from generator.reading.tables.proof import PROOF_KIND
from generator.reading.tables.scalars import (
    BELOW,
    parse_component_id,
    parse_identity,
    parse_site_url,
    parse_url,
    userinfo,
)
from generator.reading.tables.sla import BOOL, DURATION, SLA, TARGET, ZONE
from generator.reading.yaml.document import MapNode, Node, Scalar, compose, inner, is_empty
from generator.reading.yaml.faults import Faults, Trouble
from generator.reading.yaml.text import decode
from generator.timespan import EARLIEST

SITE_FILE = "site.yaml"
OPTIONAL = ("description", "repository", "stale_after", "accent", "logo", "favicon", "mail")
COSMETIC = frozenset({*OPTIONAL, "links", "subscriptions"})
"""Keys that only change how pages look or who is told: a fault in one leaves the rest of the site usable."""

SLIP = "a misspelt key"
SLIPS = frozenset({"unknown-key", "missing-space", "missing-colon"})


def _node(node: Node, _: Context) -> Node:
    return node


def _language(text: str) -> str | Trouble:
    if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", text):
        return text
    several = "," in text and "[" not in text and "]" not in text
    remedy = f"write [{text}]" if several else "write one like en, pl or pt-BR"
    return Trouble("bad-language", f"'{text}' is not a language tag", remedy)


URL = scalar(parse_url)
LANGUAGES = list_of(scalar(_language))
ACCENT = matching(
    r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})",
    Trouble("bad-colour", "'{}' is not a colour", 'write one like "#2f6fed", in quotes'),
)


def _address(text: str) -> str | Trouble:
    if re.fullmatch(r"(?:https?://|mailto:|tel:|/|\./|#)[^\s\"'<>]*", text):
        return userinfo(text) or text
    remedy = "begin it with https://, mailto: or /"
    return Trouble("bad-url", f"'{text}' is not an address", remedy)


ADDRESS = scalar(_address)
PICTURE = matching(
    BELOW + r"[^\s\"'<>:\\]+",
    Trouble(
        "bad-path",
        "'{}' is not a file of the site",
        "write a path below the site, like theme/logo.svg",
    ),
)

COMPONENT = Table(
    "a component",
    (
        Field(
            "id",
            scalar(parse_component_id),
            "its name in posts and addresses",
            "api",
            required=True,
        ),
        Field("name", TEXTS, "its name on the page", "API", required=True, also=("title", "label")),
        Field("group", TEXTS, "the heading it stands under", "Platform"),
        Field("description", TEXTS, "what it does", "REST API and webhooks"),
        Field("since", BEGINNING, "the day from which it counts", "2026-01-01"),
        Field("until", BEGINNING, "the day from which it is no part any more", "2027-01-01"),
        Field("aliases", IDS, "ids that it had before", "[rest-api]"),
        Field("target", TARGET, "its own target, shown beside the agreement's", "99.9%"),
        Field("sla", BOOL, "false: shown, not counted", "false"),
    ),
)

LINK = Table(
    "a link",
    (
        Field("text", TEXTS, "its words", "Support", required=True),
        Field("url", ADDRESS, "where it leads", "https://example.com", required=True),
    ),
)

SLA_KIND = Kind(_node, {"anyOf": [SLA.schema(), {"type": "array", "items": SLA.schema()}]})

SITE = Table(
    "site.yaml",
    (
        Field("name", TEXTS, "the site's name", "Example Hosting", required=True, also=("title",)),
        Field(
            "url",
            scalar(parse_site_url, format="uri"),
            "where it is published",
            "https://status.example.com",
            required=True,
            also=("baseurl", "base_url", "website", "address", "site_url"),
        ),
        Field(
            "identity",
            scalar(parse_identity),
            "the former address, from which lasting ids are made",
            "status.example.com/eu",
        ),
        Field("description", TEXTS, "one sentence about it", "Status of our services"),
        Field(
            "timezone",
            ZONE,
            "the clock of local times; required with sla, else UTC",
            "Europe/Warsaw",
            also=("tz", "zone"),
        ),
        Field(
            "languages",
            LANGUAGES,
            "languages, the main one first",
            "[en, pl]",
            also=("language", "lang", "locale", "locales"),
        ),
        Field(
            "components",
            Kind(_node, {"type": "array", "items": COMPONENT.schema()}),
            "the parts of the service",
            "[{id: api, name: API}]",
            required=True,
            also=("services", "systems", "parts"),
        ),
        Field("sla", SLA_KIND, "the agreement, or a list of dated ones", "{…}"),
        Field("proof_since", BEGINNING, "from when git proves notice", "2026-11-01"),
        Field("proof", PROOF_KIND, "how the history is read that proves notice", "{branch: main}"),
        Field("repository", URL, "where its files are shown", "https://git.example.com/status"),
        Field("stale_after", DURATION, "how old a page may be before it warns", "24h"),
        Field("accent", ACCENT, "the colour of links and marks", '"#2f6fed"'),
        Field("logo", PICTURE, "a picture beside the name", "theme/logo.svg"),
        Field("favicon", PICTURE, "the browser tab's picture", "theme/favicon.svg"),
        Field(
            "links", list_of(nested(LINK)), "links in the footer", "[{text: Support, url: /help}]"
        ),
        Field("mail", MAIL_KIND, "how news is e-mailed", "{from: status@example.com}"),
        Field(
            "subscriptions",
            Kind(_node, {"type": "array", "items": SUBSCRIPTION.schema()}),
            "lists that anybody may join",
            "[{list: status@lists.example.com}]",
        ),
    ),
    {field.key: "sla" for field in SLA.fields},
)


@dataclass(frozen=True, slots=True)
class SiteReading:
    """A site, or None; and either way the names against which posts are read."""

    site: Site | None
    context: Context
    diagnostics: tuple[Diagnostic, ...]


def read_site_file(data: bytes) -> SiteReading:
    """The site that the bytes of site.yaml describe."""
    faults = Faults(SITE_FILE)
    text = decode(data, faults)
    root = compose(text, 1, faults) if text is not None else None
    if root is None:
        return SiteReading(None, Context(faults, languages=()), tuple(faults.found))
    root = respelt(root, SITE, faults)
    context = _basics(root, faults)
    values = read_fields(root, SITE, context)
    components = _components(root.get("components"), context)
    zone = values.get("timezone", (UTC, "UTC"))
    sla = values.get("sla", MapNode(1, 1, ()))  # without one, the defaults hold: 48 h of notice
    if "subscriptions" in values:
        known = _with_names(context, components, None)
        values["subscriptions"] = SUBSCRIPTIONS.read(values["subscriptions"], known) or ()
    zoned = "sla" not in values or root.get("timezone") is not None
    agreements = read_agreements(sla, context, zone, zoned=zoned)
    context = _with_missing_languages(context)
    complete = all(f.key in values for f in SITE.fields if f.required)
    faulty = {_top_key(d, root) for d in faults.found if d.severity is Severity.ERROR}
    # an unknown key of the top level is cosmetic, too
    unusable = any(key not in COSMETIC and (not key or key in SITE.by_key) for key in faulty)
    if components is None or not complete or unusable:
        known = _with_names(context, components, None if "sla" in faulty else agreements)
        return SiteReading(None, known, tuple(dict.fromkeys(faults.found)))
    site = Site(
        zone=zone[0],
        zone_name=zone[1],
        languages=context.languages,
        components=components,
        agreements=agreements,
        location=Location(SITE_FILE),
        proof_since_at=values.get("proof_since"),
        stated_identity=values.get("identity"),
        links=tuple(Link(**raw) for raw in values.get("links", ())),
        **pick(values, "name", "url", "subscriptions", "proof", *OPTIONAL),
    )
    return SiteReading(site, context_of(site, faults), tuple(dict.fromkeys(faults.found)))


def context_of(site: Site, faults: Faults) -> Context:
    """What posts of a site are read against."""
    return _with_names(Context(faults, site.zone, site.languages), site.components, site.agreements)


def _basics(root: MapNode, faults: Faults) -> Context:
    """Zone and languages, which the other keys' values depend on; faults are noted later."""
    zone_node = root.get("timezone")
    zone = ZONE.read(zone_node, Context(Faults(SITE_FILE))) if zone_node else None
    node, quiet = root.get("languages"), Context(Faults(SITE_FILE))
    found = LANGUAGES.read(node, quiet) if node else ("en",)
    languages = tuple(dict.fromkeys(found or ("en",))) if not quiet.faults.errors else ()
    return Context(faults, zone[0] if zone else UTC, languages)


def _with_missing_languages(context: Context) -> Context:
    """The context with the languages that several texts have and ``languages`` lacks, each noted once."""
    faults = context.faults
    texts: dict[str, list[Diagnostic]] = {}
    for diagnostic in faults.found:
        if diagnostic.code == "unknown-language":
            texts.setdefault(diagnostic.message.split("'")[1], []).append(diagnostic)
    missing = {language: found for language, found in texts.items() if len(set(found)) > 1}
    for language, found in missing.items():
        faults.found[faults.found.index(found[0])] = replace(
            found[0],
            message=f"{len(set(found))} texts are in '{language}', which is not one of the site's "
            f"languages ({', '.join(context.languages)})",
            remedy="add it to languages, or remove these texts",
        )
        faults.found[:] = [d for d in faults.found if d not in found]
    return replace(context, languages=(*context.languages, *missing)) if missing else context


def _components(node: Node | None, context: Context) -> tuple[Component, ...] | None:
    """The components; None where they are missing or one of them is faulty."""
    if node is None or is_empty(node):
        return None
    before = context.faults.errors
    if isinstance(node, Scalar | MapNode):
        wrong_shape(node, "a list", context.faults, "write - {id: api, name: API}, one a line")
        return None
    found: list[Component] = []
    lines: dict[str, int] = {}
    for item in node.items:
        if isinstance(item, MapNode) and len(item.entries) == 1:
            key, value = item.entries[0]
            if key.text not in COMPONENT.by_key and isinstance(value, Scalar) and value.text:
                remedy = f"write {{id: {key.text}, name: {value.text}}}"
                wrong_shape(item, "a component with id and name", context.faults, remedy)
                continue
        values = nested(COMPONENT).read(item, context)
        if values is None:
            continue
        if values["id"] in lines:
            context.faults.error(
                item,
                "duplicate-component",
                f"the component '{values['id']}' is already on line {lines[values['id']]}",
                "give each component its own id",
            )
            continue
        lines[values["id"]] = item.line
        if "until" in values and values["until"] <= values.get("since", EARLIEST):
            context.faults.error(
                inner(item, "until"),
                "end-before-start",
                f"'{values['id']}' is given up before it begins",
                "write an until: that is later than its since:",
            )
        component = Component(
            location=context.faults.location(item),
            since_at=values.get("since"),
            until_at=values.get("until"),
            counted=values.get("sla", True),
            **pick(values, "id", "name", "group", "description", "target", "aliases"),
        )
        found.append(component)
    names = {component.id: component for component in found}
    for component in found:
        for alias in component.aliases:
            if (other := names.setdefault(alias, component)) is not component or alias in lines:
                context.faults.error(
                    component.location,
                    "duplicate-component",
                    f"'{alias}', a former id of '{component.id}', is also one of '{other.id}'",
                    "remove it from one of the two",
                )
    return tuple(found) if context.faults.errors == before else None


def _top_key(diagnostic: Diagnostic, root: MapNode) -> str:
    """The top-level key that a diagnostic lies under."""
    place = (diagnostic.location.line, diagnostic.location.column)
    above = [key for key, _ in root.entries if (key.line, key.column) <= place]
    if not above or diagnostic.code == "missing-key":
        return ""
    key = above[-1]
    slip = (key.line, key.column) == place and diagnostic.code in SLIPS
    return SLIP if slip else key.text


def _with_names(
    context: Context,
    components: Sequence[Component] | None,
    agreements: tuple[Agreement, ...] | None,
) -> Context:
    """The context with the names that posts may use; None for those that are not known."""
    ids = None if components is None else tuple(c.id for c in components)
    renamed = {alias: c.id for c in components or () for alias in c.aliases}
    if agreements is None:
        return replace(context, components=ids, renamed=renamed)
    every = [a for agreement in agreements for a in (agreement, *agreement.tiers.values())]
    classes = {name for a in every for name in a.maintenance.classes} or {"standard"}
    exempt = tuple(
        (a.since, frozenset(c.name for c in a.maintenance.classes.values() if c.exempt_by_class))
        for a in agreements
    )
    return replace(
        context,
        components=ids,
        renamed=renamed,
        exempt=exempt,
        former=former_keys(agreements),
        priorities=frozenset(name for a in every for name in a.priorities),
        classes=frozenset(classes),
        calendars=frozenset((*BUILT_IN_CALENDARS, *(n for a in every for n in a.calendars))),
        tiers=frozenset(name for a in agreements for name in a.tiers),
    )
