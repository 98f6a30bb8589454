// Statusmark: a notice of incidents and planned work in any page. One tag puts it there:
// <script src="https://status.example.com/embed.js" defer></script>
// It sets no cookie, keeps nothing, and shows nothing when all is well.
(() => {
const script = document.currentScript;
const { lang = "", components = "", position = "top", upcoming = "48", interval = "60", theme = "auto" } = script.dataset;
const address = new URL((lang ? lang + "/" : "") + "embed.json", script.src);
const wanted = components.split(/[\s,]+/).filter(Boolean);
const PAUSE = Math.max(60, Number(interval) || 60) * 1000, LONGEST = Math.max(PAUSE, 15 * 60 * 1000);
const STYLE = `
:host { display: block; }
:host([data-position="bottom"]) { position: sticky; bottom: 0; z-index: var(--statusmark-layer, 1000); }
section { display: flex; align-items: start; font: var(--statusmark-font, 1rem/1.45 system-ui, sans-serif); color: var(--statusmark-ink, var(--ink)); background: var(--statusmark-ground, var(--ground)); }
:host { --ink: #1c1d21; --ground: #fff8e6; --edge: #8a5a00; --work: #2554a8; --bad: #a31628; color-scheme: light; }
@media (prefers-color-scheme: dark) {
:host(:not([data-theme="light"])) { --ink: #f3f1ea; --ground: #2a2417; --edge: #e0a93a; --work: #8ab4ff; --bad: #ff8f9c; color-scheme: dark; }
}
:host([data-theme="dark"]) { --ink: #f3f1ea; --ground: #2a2417; --edge: #e0a93a; --work: #8ab4ff; --bad: #ff8f9c; color-scheme: dark; }
[role] { flex: 1; min-width: 0; overflow-wrap: anywhere; }
ul { list-style: none; margin: 0; padding: 0; }
li { padding: .6rem 1rem; border-inline-start: .4rem solid var(--statusmark-edge, var(--edge)); }
li[data-level="major_outage"] { border-color: var(--statusmark-bad, var(--bad)); border-inline-start-style: double; }
li[data-level="under_maintenance"] { border-color: var(--statusmark-work, var(--work)); border-inline-start-style: dashed; }
a { color: inherit; font-weight: 650; text-decoration: underline; text-underline-offset: .15em; }
a:focus-visible, button:focus-visible { outline: 3px solid currentcolor; outline-offset: 2px; }
button { font: inherit; color: inherit; background: none; border: 1px solid currentcolor; border-radius: .25rem; margin: .5rem 1rem; padding: .25rem .75rem; min-height: 1.75rem; cursor: pointer; }
button[hidden] { display: none; }
@media print { :host { display: none; } }
`;
let place, box, list, hide, data, shown = "", hidden = "", pause = PAUSE, timer, asked = 0;

const make = (name, values = {}) => Object.assign(document.createElement(name), values);

const build = () => {
	place = make("div");
	place.dataset.position = position;
	place.dataset.theme = theme;
	const root = place.attachShadow({ mode: "open" }), sheet = new CSSStyleSheet();
	sheet.replaceSync(STYLE);
	root.adoptedStyleSheets = [sheet];
	box = make("section");
	const live = make("div");
	live.setAttribute("role", "status");
	list = make("ul");
	list.hidden = true;
	hide = make("button", { type: "button", hidden: true, onclick: () => { hidden = shown; show(); } });
	live.append(list);
	box.append(live, hide);
	root.append(box);
	if (position === "here") script.after(place);
	else if (position === "bottom") document.body.append(place);
	else {
		const first = document.body.firstElementChild; // a link past the navigation stays first
		if (first?.matches('a[href^="#"]')) first.after(place);
		else document.body.prepend(place);
	}
};

const current = () => {
	const now = Date.now(), ahead = Number(upcoming) * 36e5;
	return data.notices.filter(({ components: touched, start, begun, end }) =>
		(!wanted.length || touched.some((id) => wanted.includes(id))) &&
		(!start || begun || (Date.parse(end) > now && Date.parse(start) - now <= ahead)));
};

const leads = (url) => { try { return /^https?:$/.test(new URL(url).protocol); } catch { return false; } };

const row = ({ level, title, lang: own, url, start, begun, soon, text }) => {
	const item = make("li"), link = make(leads(url) ? "a" : "span", { textContent: title, lang: own });
	if (leads(url)) link.href = url;
	item.dataset.level = level;
	item.append(link, " \u2013 " + (start && !begun && Date.parse(start) > Date.now() ? soon : text));
	return item;
};

const show = () => {
	const rows = current().map(row), said = rows.map((item) => item.textContent).join("\n");
	if (said === shown && hidden !== said) return;
	shown = said;
	const quiet = !rows.length || hidden === said;
	box.lang = data.language;
	if (quiet) box.removeAttribute("aria-label");
	else box.setAttribute("aria-label", data.label);
	list.hidden = hide.hidden = quiet;
	hide.textContent = data.hide;
	list.replaceChildren(...(quiet ? [] : rows));
	place.dispatchEvent(new CustomEvent("statusmark", { bubbles: true, detail: { level: data.level, notices: quiet ? 0 : rows.length } }));
};

const ask = async () => {
	clearTimeout(timer);
	asked = Date.now();
	try {
		const answer = await fetch(address, { cache: "no-cache", credentials: "omit", referrerPolicy: "no-referrer" });
		if (!answer.ok) throw new Error(answer.status);
		data = await answer.json();
		pause = PAUSE;
	} catch {
		pause = Math.min(pause * 2, LONGEST);
	}
	if (data) show();
	if (!document.hidden) timer = setTimeout(ask, pause);
};

document.addEventListener("visibilitychange", () => {
	clearTimeout(timer);
	if (!document.hidden) timer = setTimeout(ask, Math.max(0, asked + pause - Date.now()));
});
build();
ask();
})();
