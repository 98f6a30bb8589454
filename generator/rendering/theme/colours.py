"""Colours: the levels' own, and the site's accent made legible by WCAG 2.2 (1.4.3) in both schemes."""

from __future__ import annotations

import re
from colorsys import hls_to_rgb, rgb_to_hls

from generator.model.levels import Level

FIELDS = {
    Level.OPERATIONAL: "#146c43",
    Level.UNDER_MAINTENANCE: "#2554a8",
    Level.DEGRADED_PERFORMANCE: "#8a5a00",
    Level.PARTIAL_OUTAGE: "#a64406",
    Level.MAJOR_OUTAGE: "#a31628",
}
"""Fields of a level's colour on which white letters are legible: badges, and the pictures for chats."""

LIGHT_GROUND, DARK_GROUND = "#ffffff", "#1b222b"
"""The grounds in theme/assets/style.css on which links stand with the least contrast."""

ENOUGH = 4.6
"""A little over the 4.5 : 1 of WCAG 1.4.3, for rounding to whole colour values."""


def parse_colour(text: str) -> tuple[float, float, float] | None:
    """``#0a5`` or ``#00aa55`` as red, green and blue from 0 to 1; None for anything else."""
    match = re.fullmatch(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", text.strip())
    if not match:
        return None
    digits = match[1] if len(match[1]) == 6 else "".join(c * 2 for c in match[1])
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def luminance(colour: tuple[float, float, float]) -> float:
    """Relative luminance (WCAG 2.2, definition)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two colours, from 1 to 21; 1 where one cannot be read."""
    a, b = parse_colour(first), parse_colour(second)
    if a is None or b is None:
        return 1.0
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def legible(colour: str, ground: str) -> str | None:
    """The colour, moved in lightness as little as it takes to be read on a ground; None if it is none."""
    rgb, behind = parse_colour(colour), parse_colour(ground)
    if rgb is None or behind is None:
        return None
    hue, lightness, saturation = rgb_to_hls(*rgb)
    step = -0.01 if luminance(behind) > 0.18 else 0.01
    shown = _hex(rgb)
    while contrast(shown, ground) < ENOUGH and 0 <= lightness <= 1:
        lightness += step
        shown = _hex(hls_to_rgb(hue, min(1.0, max(0.0, lightness)), saturation))
    return shown


def accent_rules(accent: str | None) -> str:
    """The CSS that gives a site its accent colour in both schemes; nothing without a valid one."""
    light = legible(accent, LIGHT_GROUND) if accent else None
    dark = legible(accent, DARK_GROUND) if accent else None
    if not light or not dark:
        return ""
    return (
        f"\n:root {{ --accent: {light}; }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ --accent: {dark}; }} }}\n"
    )


def _hex(rgb: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(max(0.0, min(1.0, c)) * 255):02x}" for c in rgb)
