// What the visitor's clock knows.
(() => {
const all = (query, place = document) => [...place.querySelectorAll(query)];
const id = (name) => document.getElementById(name);
const { locale, zone: timeZone } = document.documentElement.dataset;
const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const short = { day: "numeric", month: "short" };
const day = { ...short, month: "long", year: "numeric" };
const forms = { clock: [clock], short: [short, clock], seconds: [short, { ...clock, second: "2-digit" }], full: [day, clock], window: [{ weekday: "long", ...day }, clock] };
const kept = {};
const say = (date, form, more) => {
	const options = { ...form, ...more };
	return (kept[JSON.stringify(options)] ??= new Intl.DateTimeFormat(locale, options)).format(date);
};
const tell = (date, form, more) => forms[form].map((part) => say(date, part, more)).join(", ");

try {
	const line = id("clock"), site = { timeZone };
	const cities = [timeZone, Intl.DateTimeFormat().resolvedOptions().timeZone].map((zone) => zone.split("/").pop().replaceAll("_", " "));
	const times = all("time[data-form]").map((time) => [time, new Date(time.dateTime), time.textContent]);
	const spans = all("[data-window]").map((span) => [span, span.textContent, span.cloneNode(true)]);
	const write = (time, date, form, was) => {
		const text = tell(date, form);
		time.textContent = was[0] === was[0].toLowerCase() ? text : text[0].toUpperCase() + text.slice(1);
	};
	const remembered = (value) => {
		try { return value === undefined ? localStorage.clock : localStorage.clock = value; } catch { /* not allowed */ }
	};
	const show = (yours) => {
		for (const [time, date, was] of times) yours ? write(time, date, time.dataset.form, was) : time.textContent = was;
		for (const [span, was, copy] of spans) {
			span.replaceChildren(...copy.cloneNode(true).childNodes);
			if (!yours) continue;
			const [from, to] = all("time", span), ends = [from, to].map((time) => new Date(time.dateTime));
			const one = say(ends[0], day) === say(ends[1], day);
			write(from, ends[0], "window", was);
			to.textContent = tell(ends[1], one ? "clock" : "window");
			to.previousSibling.data = one ? "–" : " – ";
			if (ends.some((end) => say(end, day) !== say(end, day, site))) span.append(` (${was}, ${cities[0]})`);
		}
		const words = yours ? "yours" : "site", here = yours ? 1 : 0;
		[...line.children].forEach((part, i) => part.textContent = part.dataset[words].replace("{}", cities[i ? 1 - here : here]));
		line.lastChild.onclick = () => show(!yours, remembered(words === "yours" ? "site" : "yours"));
		if (id("zone")) id("zone").hidden = yours;
	};
	if (line && times.some(([, date]) => tell(date, "full") !== tell(date, "full", site))) {
		line.hidden = false;
		show(remembered() !== "site");
	}
} catch { /* unknown zone */ }

const built = id("asof"), { now: then, stale, plan } = built ? built.dataset : {};
const plans = Object.entries(JSON.parse(plan || "{}"));
const tick = () => {
	const now = Date.now();
	let next = now + 6e4;
	for (const [name, steps] of plans) {
		let step;
		for (const one of steps) {
			const at = Date.parse(one[0]);
			if (at <= now) step = one;
			else next = Math.min(next, at);
		}
		const place = id(name);
		if (!step || !place || place.dataset.level === step[1]) continue;
		const [mark] = all("[data-mark]", place);
		if (mark && id("m-" + step[1])) {
			mark.parentNode.classList.replace(place.dataset.level, step[1]);
			mark.setAttribute("href", "#m-" + step[1]);
		}
		place.dataset.level = step[1];
		all("[data-word]", place)[0].textContent = step[2];
		all("[data-before]", place).forEach((one) => one.remove());
	}
	for (const { dataset, firstChild } of all("[data-due]")) if (Date.parse(dataset.due) <= now) firstChild.data = dataset.late;
	if (built) {
		const age = now - Date.parse(then), units = new Intl.RelativeTimeFormat(locale);
		const [unit, ms] = [["minute", 6e4], ["hour", 36e5], ["day", 864e5], ["month", 2592e6]].find(([, ms], i) => age < [90 * 6e4, 36 * 36e5, 60 * 864e5, 1 / 0][i]);
		for (const place of all("[data-ago]")) place.textContent = age < 12e4 ? "" : units.format(~~(-age / ms), unit);
		id("stale").hidden = age < stale * 1000;
	}
	setTimeout(tick, next - now + 50);
};
tick();

for (const days of all(".days")) {
	const { first, count } = days.dataset, last = count - 1;
	const [bars] = all("svg", days), text = document.createElement("p"), frame = all("path", bars).pop().cloneNode();
	const set = (values) => Object.entries(values).forEach((pair) => bars.setAttribute(...pair));
	let at = last, row;
	const show = (index) => {
		at = Math.max(0, Math.min(last, index));
		[row] = all(`[data-day="${at}"]`, days);
		text.textContent = say(Date.parse(first) + at * 864e5, { dateStyle: "long", timeZone: "UTC" }) + ": " +
			(row ? all("td", row) : all(`[d*="M${at * 6 + 1} "]`, bars)).map((part) => part.textContent).join(" · ");
		set({ "aria-valuenow": at, "aria-valuetext": text.textContent });
		frame.setAttribute("d", `M${at * 6} -2h6v36h-6z`);
		bars.append(frame);
		all(".caption", days)[0].prepend(text);
	};
	const leave = () => { text.remove(); frame.remove(); };
	const open = () => {
		if (!row) return all(".caption>a", days)[0]?.click();
		leave();
		row.closest("details").open = true;
		all("a", row)[0].focus();
	};
	set({ role: "slider", tabindex: 0, "aria-valuemax": last, "aria-valuenow": last });
	frame.setAttribute("class", "here");
	bars.onfocus = () => show(at);
	bars.onblur = bars.onpointerleave = leave;
	bars.onclick = open;
	bars.onpointermove = (event) => {
		const box = bars.getBoundingClientRect();
		show(Math.floor((event.clientX - box.left) / box.width * count));
	};
	bars.onkeydown = (event) => {
		const to = { ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1, Home: 0, End: last }[event.key];
		if (to !== undefined) show(to);
		else if (event.key === "Enter") open();
		else return;
		event.preventDefault();
	};
}
})();
