"""What happened to an incident: its updates, that it was opened, and ``resolved:`` where no update says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from generator.rules.facts import REOPENING, IncidentFacts, resolved_by
from generator.rules.moments import OVER, Kind, Moment, Origin, by_time, of_update


def incident_moments(facts: IncidentFacts) -> tuple[Moment, ...]:
    """The moments of an incident up to the horizon, oldest first."""
    incident = facts.incident
    touched = (component for impact in facts.impacts for component in impact.levels)
    components = tuple(dict.fromkeys((*incident.components, *touched)))

    def moment(name: str, at: datetime, kind: Kind, origin: Origin) -> Moment:
        return Moment(incident, name, at, kind, origin, components)

    found = [moment("opened", incident.started_at, Kind.OPENED, Origin.OPENED)]
    found += [of_update(incident, update, components) for update in facts.updates]
    if facts.resolved_at and not resolved_by(facts.updates):
        found.append(moment("resolved", facts.resolved_at, Kind.RESOLVED, Origin.RESOLVED))
    found = _with_states(by_time(found))
    first = next((m for m in found if m.origin is not Origin.OPENED), None)
    if first and first.state not in OVER:
        found = [replace(m, repeated=m.origin is Origin.OPENED) for m in found]
    return tuple(found)


def _with_states(moments: list[Moment]) -> list[Moment]:
    """``resolved:`` ends an incident for good; Resolved updates end it until work goes on."""
    state, ended, found = "investigating", False, []
    for moment in moments:
        if moment.kind is Kind.RESOLVED:
            state, ended = "resolved", ended or moment.origin is Origin.RESOLVED
        elif moment.kind is Kind.POSTMORTEM:
            state = "postmortem" if state in OVER else state
        elif moment.origin is Origin.UPDATE and moment.status in REOPENING and not ended:
            state = moment.status.value.lower()
        found.append(replace(moment, state=state))
    return found
