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
	const times = all("time[data-form]").map((time) => [time, time.textContent]), at = (time) => new Date(time.dateTime);
	const spans = all("[data-window]").map((span) => [span, span.cloneNode(true)]);
	const write = (time, form = time.dataset.form) => {
		const was = time.textContent, text = tell(at(time), form);
		time.textContent = was[0] === was[0].toLowerCase() ? text : text[0].toUpperCase() + text.slice(1);
	};
	const show = (yours) => {
		for (const [time, was] of times) {
			time.textContent = was;
			if (yours) write(time);
		}
		for (const [span, copy] of spans) {
			span.replaceChildren(...copy.cloneNode(true).childNodes);
			if (!yours) continue;
			const [from, to] = all("time", span), ends = [at(from), at(to)], one = say(ends[0], day) === say(ends[1], day);
			write(from);
			write(to, one ? "clock" : "window");
			to.previousSibling.data = one ? "–" : " – ";
			if (ends.some((end) => say(end, day) !== say(end, day, site))) span.append(` (${copy.textContent}, ${cities[0]})`);
		}
		[...line.children].forEach((part, i) => part.textContent = part.dataset[yours ? "yours" : "site"].replace("{}", cities[i ^ yours]));
		line.lastChild.onclick = () => show(!yours, localStorage.clock = yours ? "site" : "");
		if (id("zone")) id("zone").hidden = yours;
	};
	if (line && times.some(([time]) => tell(at(time), "full") !== tell(at(time), "full", site))) {
		show(localStorage.clock !== "site");
		line.hidden = false;
	}
} catch {}

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
		const [unit, ms] = [["minute", 6e4, 54e5], ["hour", 36e5, 1296e5], ["day", 864e5, 5184e6], ["month", 2592e6, 1 / 0]].find((one) => age < one[2]);
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
	let at = last, row, touch;
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
	bars.onblur = leave;
	bars.onpointerleave = () => touch || leave();
	bars.onclick = () => touch || open();
	const bad = (day) => all(`path:not(.operational,.absent,.here)[d*="M${day * 6 + 1} "]`, bars)[0];
	bars.onpointerdown = bars.onpointermove = (event) => {
		const box = bars.getBoundingClientRect(), width = box.width / count, day = Math.floor((event.clientX - box.left) / width);
		touch = event.pointerType === "touch";
		let found, near = 0;
		while (touch && found == null && near * width < 12) found = [day - near, day + near++].find(bad);
		show(found ?? day);
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
