"""Effects of changes as JSON values."""

from __future__ import annotations

from typing import Any

from generator.rendering.figures.numbers import number
from generator.rules.effects import Effect
from generator.rules.judgements import PeriodResult


def effect_document(effect: Effect) -> dict[str, Any]:
    """An effect as JSON values: the figures of the whole period before and after."""
    return {
        "period": effect.after.period.label,
        "tier": effect.after.tier,
        "before": _figures(effect.before),
        "after": _figures(effect.after),
    }


def _figures(result: PeriodResult) -> dict[str, Any]:
    ratio = result.availability
    return {
        "availability_percent": None if ratio is None else number(ratio * 100),
        "downtime_minutes": number(result.downtime),
        "excluded_minutes": number(result.excluded),
        "budget_left_minutes": number(result.budget_left),
        "verdict": result.verdict.value,
    }
