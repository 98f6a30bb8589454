"""What is owed for a broken promise: as it was agreed, and as it came about."""

from __future__ import annotations

from math import ceil

from generator.model.agreement import CreditTable, Extend, Extension, PerUnit, Remedy, Rounding
from generator.notation import Precision
from generator.rendering.language.words import Words
from generator.rules.judgements import CreditOwed, ExtensionOwed, RemedyOwed


def owed_text(words: Words, remedy: RemedyOwed | None) -> str | None:
    """``A credit of 10% of the fee is owed.``; None where nothing is."""
    match remedy:
        case None:
            return None
        case CreditOwed(ratio):
            return words.gettext(
                "A credit of %(credit)s of the fee is owed.", credit=words.target(ratio)
            )
        case ExtensionOwed(length):
            return words.gettext(
                "The service's validity is extended by %(length)s.",
                length=words.length(ceil(length * 60), Precision.SECONDS),
            )


def agreed_text(words: Words, remedy: Remedy) -> str:
    """``below 99.5% a credit of 10% and below 99% a credit of 25%``."""
    say = words.gettext
    match remedy:
        case CreditTable(steps):
            return words.join(
                [
                    say(
                        "below %(ratio)s a credit of %(credit)s",
                        ratio=words.target(ratio),
                        credit=words.target(credit),
                    )
                    for ratio, credit in reversed(steps)
                ]
            )
        case Extension(Extend.ALL):
            return say("the service is extended by all the downtime")
        case Extension():
            return say("the service is extended by the downtime over the budget")
        case PerUnit():
            return _per_unit(words, remedy)


def _per_unit(words: Words, remedy: PerUnit) -> str:
    say = words.gettext
    of = say("of downtime") if remedy.of is Extend.ALL else say("of downtime over the budget")
    if remedy.credit is not None:
        owed = say("a credit of %(credit)s", credit=words.target(remedy.credit))
    else:
        length = words.length(remedy.extend or remedy.per, Precision.SECONDS)
        owed = say("an extension by %(length)s", length=length)
    said = {
        Rounding.UP: say("for each started %(unit)s %(of)s %(owed)s"),
        Rounding.DOWN: say("for each full %(unit)s %(of)s %(owed)s"),
    }[remedy.rounding] % {
        "unit": words.length(remedy.per, Precision.SECONDS),
        "of": of,
        "owed": owed,
    }
    most = ""
    if remedy.maximum_credit is not None:
        most = words.target(remedy.maximum_credit)
    elif remedy.maximum_extension is not None:
        most = words.length(remedy.maximum_extension, Precision.SECONDS)
    limit = say("at most %(maximum)s", maximum=most)
    return f"{said}, {limit}" if most else said
