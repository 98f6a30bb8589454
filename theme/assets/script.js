// What a finished page cannot know by itself: the visitor's clock. Without this file the page says the same.
(() => {
  "use strict";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const root = document.documentElement, language = root.lang, day = 86400000;
  const built = byId("asof"), plan = byId("plan") ? JSON.parse(byId("plan").textContent) : {};

  // Times in the visitor's zone, the site's beside it, where the two differ.
  const forms = {
    clock: { hour: "2-digit", minute: "2-digit" },
    short: { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
    full: { day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
  };
  const format = (date, form, more) =>
    new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { ...forms[form], hourCycle: "h23", ...more }).format(date);
  const zone = { timeZone: root.dataset.zone };
  try {
    for (const time of all("time[data-form]")) {
      const date = new Date(time.dateTime), form = time.dataset.form;
      if (format(date, "full") !== format(date, "full", zone)) {
        time.title = format(date, "full", { timeZoneName: "long" });
        if (!time.closest("table")) {
          const own = document.createElement("span");
          own.className = "own";
          own.textContent = ` (${format(date, form === "full" ? "short" : form, { timeZoneName: "short" })})`;
          time.append(own);
        }
      }
    }
  } catch { /* a zone this browser does not know: the site's time stands */ }

  // Announced moments: states flip, a promised update becomes overdue, an old page says so.
  const ago = (from) => {
    const minutes = Math.round((from - Date.now()) / 60000), words = new Intl.RelativeTimeFormat(language, { numeric: "always" });
    if (minutes > -90) return words.format(minutes, "minute");
    return minutes > -2880 ? words.format(Math.round(minutes / 60), "hour") : words.format(Math.round(minutes / 1440), "day");
  };
  const tick = () => {
    const now = Date.now();
    let next = now + 60000;
    for (const [id, steps] of Object.entries(plan)) {
      const step = steps.filter(([at]) => Date.parse(at) <= now).pop(), place = byId(id);
      for (const [at] of steps) if (Date.parse(at) > now) next = Math.min(next, Date.parse(at));
      if (!step || !place || place.dataset.level === step[1]) continue;
      place.dataset.level = step[1];
      const word = place.querySelector("[data-word]"), mark = place.querySelector("[data-mark]");
      if (word) word.textContent = step[2];
      if (mark && byId(`m-${step[1]}`)) {
        mark.setAttribute("href", `#m-${step[1]}`);
        mark.parentNode.setAttribute("class", mark.parentNode.getAttribute("class").replace(/ \w+/, ` ${step[1]}`));
      }
    }
    for (const due of all("[data-due]")) {
      if (Date.parse(due.dataset.due) <= now) due.textContent = due.dataset.late;
    }
    if (built) {
      const then = Date.parse(built.dataset.now);
      for (const place of all("[data-ago]")) {
        place.textContent = (place.closest("#stale") ? "" : ", ") + ago(then);
        place.hidden = now - then < 60000;
      }
      byId("stale").hidden = now - then < built.dataset.stale * 1000;
    }
    setTimeout(tick, Math.max(250, next - Date.now()));
  };
  tick();

  // The bars: one stop for the keyboard; arrows walk the days, Enter goes to what happened.
  for (const days of all(".days")) {
    const bars = days.querySelector("svg"), caption = days.querySelector(".caption"), last = days.dataset.count - 1;
    const [name, text] = [days.dataset.label, document.createElement("span")];
    const frame = bars.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path"));
    frame.setAttribute("class", "here");
    text.className = "readout";
    let at = last;
    const show = (index) => {
      at = Math.min(last, Math.max(0, index));
      const row = days.querySelector(`[data-day="${at}"]`);
      const date = new Date(Date.parse(days.dataset.first) + at * day);
      const label = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long", timeZone: "UTC" }).format(date);
      const said = `${label}: ${row ? [1, 2, 3].map((i) => row.cells[i].innerText.trim().replace(/\s+/g, " ")).join(" · ") : days.dataset.quiet}`;
      bars.setAttribute("aria-valuenow", at);
      bars.setAttribute("aria-valuetext", said);
      frame.setAttribute("d", `M${at * 6 + .5} -1h5v34h-5z`);
      text.textContent = said;
      caption.prepend(text);
    };
    const leave = () => { text.remove(); frame.removeAttribute("d"); };
    for (const [key, value] of Object.entries({ role: "slider", tabindex: 0, "aria-label": name, "aria-valuemin": 0, "aria-valuemax": last, "aria-valuenow": last })) bars.setAttribute(key, value);
    bars.addEventListener("focus", () => show(at));
    bars.addEventListener("blur", leave);
    bars.addEventListener("pointerleave", () => document.activeElement === bars || leave());
    bars.addEventListener("pointermove", (event) => {
      const box = bars.getBoundingClientRect();
      show(Math.floor((event.clientX - box.left) / box.width * (last + 1)));
    });
    const open = () => {
      const row = days.querySelector(`[data-day="${at}"]`);
      if (row) {
        row.closest("details").open = true;
        row.querySelector("a").focus();
      }
    };
    bars.addEventListener("click", open);
    bars.addEventListener("keydown", (event) => {
      const to = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, PageDown: at - 7, PageUp: at + 7, Home: 0, End: last }[event.key];
      if (event.key === "Enter") open();
      else if (to === undefined) return;
      else show(to);
      event.preventDefault();
    });
  }
})();
