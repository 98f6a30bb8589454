"""A component that got another id: what says the former one means it, and no proof and no figure is lost."""

import json

from support.instants import AT_NOW
from support.pages import page
from support.pipeline import built

from generator.mail.subscribers import read_subscribers

NOTICE = """
    ---
    title: Upgrade
    start: 2026-10-11 02:00
    end: 2026-10-11 04:00
    components: {api: major_outage}
    ---
    """
INCIDENT = """
    ---
    title: Sign-in fails
    started: 2026-10-07 10:00
    resolved: 2026-10-07 12:00
    components: {api: major_outage}
    ---
    """
PEOPLE = b"address,language,components,frequency\nanna@example.com,,api,\n"


def report(site):
    told = site.run("report", "--format", "json", "--period", "2026-10", *AT_NOW)
    assert told.code == 0, told.err
    return json.loads(told.out)


def test_a_renamed_component_keeps_proof_figures_and_closed_months(repository):
    repository.write("maintenance/upgrade.md", NOTICE)
    repository.write("incidents/a.md", INCIDENT)
    repository.commit("2026-10-07T13:00:00+02:00", "Posts")
    assert repository.run("close", "2026-10", "--now", "2026-11-02 09:00").code == 0
    repository.commit("2026-11-02T09:01:00+01:00", "Close October")
    before = report(repository)
    text = (repository.root / "site.yaml").read_text("utf-8")
    renamed = text.replace("{id: api,", "{id: rest, aliases: [api],")
    assert renamed != text
    repository.write("site.yaml", renamed.encode())
    # one post is rewritten, the other one keeps the former id
    repository.write("maintenance/upgrade.md", NOTICE.replace("api", "rest"))
    repository.commit("2026-11-10T12:00:00+01:00", "Another id")
    after = report(repository)
    assert after["notices"]["upgrade"]["parts"] == before["notices"]["upgrade"]["parts"]
    (was,), (now,) = before["periods"], after["periods"]
    assert now["components"]["rest"] == was["components"]["api"]
    assert not now["published"]["changed"]
    checked = repository.run("check", "--format", "json", *AT_NOW)
    assert (checked.code, json.loads(checked.out)["diagnostics"]) == (0, [])


def test_subscriptions_by_a_former_id_go_on(repository):
    text = (repository.root / "site.yaml").read_text("utf-8")
    text = text.replace("{id: api,", "{id: rest, aliases: [api],")
    mail = "mail: {from: status@example.com}\n"
    lists = "subscriptions: [{list: all@example.com, components: [api]}]\n"
    repository.write("site.yaml", (text + mail + lists).encode())
    people = repository.write("people.csv", PEOPLE)
    site = repository.content().site
    assert site.subscriptions[0].components == ("rest",)
    (anna,), mistakes = read_subscribers(people, site)
    assert (anna.components, list(mistakes)) == (("rest",), [])


def test_former_addresses_of_a_component_lead_to_its_page(repository):
    text = (repository.root / "site.yaml").read_text("utf-8")
    text = text.replace("{id: api,", "{id: rest, aliases: [api],") + "languages: [en, pl]\n"
    repository.write("site.yaml", text.encode())
    files = built(repository)
    for prefix in ("", "pl/"):
        old = page(files, f"{prefix}components/api/index.html")
        (refresh,) = old.all("meta", **{"http-equiv": "refresh"})
        assert refresh.attributes["content"] == "0; url=../../components/rest/"
        assert page(files, f"{prefix}components/rest/index.html").h1.startswith("API")
    lines = files["_redirects"].decode().splitlines()
    # its feeds and calendar follow, too
    assert lines == [
        f"{prefix}{old} {prefix}{new} 301"
        for prefix in ("/", "/pl/")
        for old, new in (
            ("components/api/*", "components/rest/:splat"),
            ("badge/api.svg", "badge/rest.svg"),
            ("badge/api.json", "badge/rest.json"),
        )
    ]
