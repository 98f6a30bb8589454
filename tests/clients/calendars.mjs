// ical.js, strict, reads every calendar named on the command line; prints per file its events, and for
// recurring ones the first occurrences after 2026-01-01.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

ICAL.design.strict = true;
const from = ICAL.Time.fromDateTimeString("2026-01-01T00:00:00Z");
const found = process.argv.slice(2).map((path) => {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(path, "utf8")));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  }
  const events = calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component, { strictExceptions: true });
    const starts = [];
    if (event.isRecurring()) {
      const iterator = event.iterator();
      for (let next = iterator.next(); next && starts.length < 60; next = iterator.next()) {
        if (next.compare(from) >= 0) starts.push(next.toJSDate().toISOString());
      }
    }
    return {
      uid: event.uid,
      sequence: event.sequence,
      status: component.getFirstPropertyValue("status"),
      summary: event.summary,
      description: event.description,
      start: event.startDate.toJSDate().toISOString(),
      end: event.endDate.toJSDate().toISOString(),
      starts,
    };
  });
  ICAL.TimezoneService.reset();
  return { path, events };
});
console.log(JSON.stringify(found));
