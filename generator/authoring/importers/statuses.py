"""What statuses and levels are called by other tools and in other languages."""

from __future__ import annotations

from generator.model.levels import MAINTENANCE_STATUSES, Level, Status

STATUS_WORDS = {
    Status.INVESTIGATING: "investigating, investigation, untersuchung, wird untersucht, in untersuchung, "
    "analyse, in analisi, analisi in corso, in indagine, indagine, indagine in corso, badamy, "
    "w trakcie badania, investigando, enquête, enquête en cours, investigation en cours",
    Status.IDENTIFIED: "identified, issue identified, problem identified, cause identified, identifiziert, "
    "ursache gefunden, ursache identifiziert, identificato, individuato, problema identificato, "
    "zidentyfikowano, identificado, identifié, problème identifié",
    Status.MONITORING: "monitoring, watching, beobachtung, überwachung, wird beobachtet, in osservazione, "
    "monitoraggio, in monitoraggio, monitoraggio in corso, monitorowanie, monitorujemy, supervisando, "
    "surveillance, sous surveillance",
    Status.UPDATE: "update, aktualisierung, aktualizacja, aggiornamento, actualización, mise à jour, "
    "updated, info, information, note, zwischenstand",
    Status.RESOLVED: "resolved, issue resolved, problem resolved, incident resolved, solved, fixed, closed, "
    "resolution, gelöst, behoben, erledigt, störung behoben, problem behoben, problem gelöst, risolto, "
    "problema risolto, chiuso, rozwiązano, rozwiązany, usunięto, resuelto, résolu, incident résolu, solution",
    Status.POSTMORTEM: "postmortem, post-mortem, post mortem, rca, root cause, root cause analysis, "
    "nachbetrachtung",
    Status.SCHEDULED: "scheduled, planned, geplant, programmato, pianificato, zaplanowano, planificado, "
    "planifié",
    Status.IN_PROGRESS: "in progress, started, starting, begonnen, in arbeit, in corso, w toku, en curso, "
    "en cours",
    Status.VERIFYING: "verifying, verifizierung, verifica, weryfikacja",
    Status.COMPLETED: "completed, complete, done, finished, abgeschlossen, beendet, completato, terminato, "
    "zakończono, terminé",
    Status.CANCELLED: "cancelled, canceled, abgesagt, annullato, anulowano, odwołano, annulé",
}
BY_WORD = {
    word.strip(): status for status, words in STATUS_WORDS.items() for word in words.split(",")
}
LEVEL_WORDS = {
    Level.MAJOR_OUTAGE: "down, major, major-outage, critical, outage, full, high, störung, ausfall",
    Level.PARTIAL_OUTAGE: "disrupted, partial, partial-outage, disruption, medium, teilausfall",
    Level.DEGRADED_PERFORMANCE: "notice, degraded, degraded-performance, minor, low, warning, monitoring, slow",
    Level.UNDER_MAINTENANCE: "maintenance, under-maintenance, planned, scheduled, wartung, manutenzione",
    Level.OPERATIONAL: "ok, operational, none, info, informational",
}
BY_LEVEL = {
    word.strip(): level for level, words in LEVEL_WORDS.items() for word in words.split(",")
}


def status_of(word: str, *, planned: bool) -> Status | None:
    """The status that a word means among those of the kind of post; None where it must stay a word."""
    found = BY_WORD.get(" ".join(word.lower().replace("_", " ").split()).strip(" .:!-–—*"))
    if planned:
        found = Status.COMPLETED if found is Status.RESOLVED else found
        return found if found in MAINTENANCE_STATUSES else None
    if found in {Status.COMPLETED, Status.CANCELLED}:
        return Status.RESOLVED
    return found if found is Status.UPDATE or found not in MAINTENANCE_STATUSES else None


def level_of(word: str) -> Level | None:
    """The level that a word of another tool means."""
    return BY_LEVEL.get(word.strip().lower().replace("_", "-").replace(" ", "-"))
