"""What is owed when the promise was not kept: a credit by table, or a longer validity."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from generator.model.agreement import CreditTable, Extend, Extension, PerUnit, Remedy, Rounding
from generator.rules.judgements import CreditOwed, ExtensionOwed, RemedyOwed, Verdict
from generator.timespan import minutes


def remedy_owed(
    remedy: Remedy | None,
    availability: Fraction | None,
    downtime: Fraction,
    budget: Fraction,
    verdict: Verdict,
) -> RemedyOwed | None:
    """The remedy that is certain by now; None where nothing is due. Minutes are weighted downtime.

    Of a credit table the lowest key above the availability holds. An extension is due once the
    promise is broken: by all downtime or by what exceeds the budget. Downtime only grows, so what is
    owed in a running period is owed at its end too.
    """
    match remedy:
        case None:
            return None
        case CreditTable(steps=steps):
            above = [step for step in steps if availability is not None and availability < step[0]]
            owed = min(above)[1] if above else Fraction(0)
            return CreditOwed(owed) if owed else None
        case _ if verdict is not Verdict.BREACHED:
            return None
        case Extension(of=of):
            span = _span(of, downtime, budget)
            return ExtensionOwed(span) if span > 0 else None
        case PerUnit():
            return _per_unit(remedy, _span(remedy.of, downtime, budget))


def _span(of: Extend, downtime: Fraction, budget: Fraction) -> Fraction:
    return downtime if of is Extend.ALL else downtime - budget


def _per_unit(remedy: PerUnit, downtime: Fraction) -> RemedyOwed | None:
    units = downtime / minutes(int(remedy.per.total_seconds()))
    count = ceil(units) if remedy.rounding is Rounding.UP else floor(units)
    if remedy.credit is not None:
        credit = count * remedy.credit
        if remedy.maximum_credit is not None:
            credit = min(credit, remedy.maximum_credit)
        return CreditOwed(credit) if credit else None
    extend = minutes(int((remedy.extend or remedy.per).total_seconds())) * count
    if remedy.maximum_extension is not None:
        extend = min(extend, minutes(int(remedy.maximum_extension.total_seconds())))
    return ExtensionOwed(extend) if extend else None
