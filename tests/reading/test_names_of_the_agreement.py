"""Names in place of keys for people, former keys, and incidents of some tiers alone."""

import json

import jsonschema
import pytest
from support.builders import SiteFolder
from support.instants import NOW, local
from support.judging import JudgedSite
from support.pages import page
from support.pipeline import assessed, built

from generator.mail.groups import post_group
from generator.mail.post_messages import post_message
from generator.rendering.edition import editions
from generator.rendering.figures.report import report
from generator.rendering.schemas.report import report_schema
from generator.rendering.theme.assets import Assets
from generator.rendering.theme.themes import Theme

HEAD = """\
name: Test
url: https://status.example.com
timezone: Europe/Warsaw
languages: [en, pl]
components: [{id: api, name: API}]
mail: {from: status@example.com}
"""
NAMED = """\
sla:
  availability: {target: 99.5%}
  maintenance:
    classes:
      extended: {name: {en: Long night, pl: Długa noc}, windows: [Sat 23:00-Sun 06:00]}
  calendars:
    l2: {name: {en: Second line, pl: Druga linia}, days: Mon-Fri, hours: 09:00-17:00}
  priorities:
    P1: {name: {en: Critical, pl: Krytyczny}, acknowledge: 4h@l2}
  tiers:
    vip: {name: {en: VIP contract, pl: Umowa VIP}, maintenance: {notice: 99h},
          priorities: {P1: {acknowledge: 1h}}}
"""
INCIDENT = """
    ---
    title: Sign-in fails
    started: 2026-11-18 09:00
    components: {api: major_outage}
    priority: P1
    ---
    ## 2026-11-18 09:10 Escalated l2
    We asked for help.

    ## 2026-11-18 09:30 Resolved
    """
WORK = """
    ---
    title: Upgrade
    class: extended
    start: 2026-11-22 02:00
    end: 2026-11-22 04:00
    published: 2026-11-20 01:00
    components: [api]
    ---
    """


def test_people_read_names_in_their_language_and_programs_keys(tmp_path):
    site = SiteFolder(tmp_path)
    site.write("site.yaml", (HEAD + NAMED).encode())
    site.write("incidents/a.md", INCIDENT)
    site.write("maintenance/m.md", WORK)
    files = built(site, NOW)
    shown = {
        "incidents/a/": "Critical",
        "maintenance/m/": "Long night",
        "sla/": "VIP contract",
    }
    for path, name in shown.items():
        assert name in page(files, f"{path}index.html").words
    incident = page(files, "incidents/a/index.html").words
    assert "Escalated Second line" in incident
    assert "4 h (Second line)" in incident
    assert "First response VIP contract" in incident
    assert "(VIP contract)" in page(files, "maintenance/m/index.html").words
    terms = page(files, "pl/sla/index.html").words
    for name in ("Długa noc", "Druga linia", "Krytyczny", "Umowa VIP"):
        assert name in terms
    public = [data.decode() for path, data in files.items() if path.endswith((".html", ".atom"))]
    for key in (">P1<", "(l2)", ">l2<", ">vip<", "(vip)", "extended"):
        assert not [text for text in public if key in text], key
    assert "Second line" in files["updates.atom"].decode()
    assert "Escalated Second line" in files["incidents/a.md"].decode()
    assert "Agreed maintenance window (Long night)" in files["windows.ics"].decode().replace(
        "\r\n ", ""
    )
    told = report(assessed(site, NOW))
    jsonschema.validate(told, report_schema())
    assert told["responses"]["a"]["priority"] == "P1"
    assert list(told["responses"]["a"]["tiers"]) == ["vip"]


def test_an_incident_of_some_tiers_has_their_measures_alone_and_its_minutes_everywhere(tmp_path):
    site = JudgedSite(
        tmp_path,
        """
        availability: {target: 99.5%}
        priorities: {P1: {acknowledge: 1h}}
        tiers:
          chat: {priorities: {P1: {acknowledge: 10m}}}
          mail: {priorities: {P1: {acknowledge: 2h}}}
          yearly: {availability: {target: 99%}}
        """,
    )
    front = "started: 2026-11-18 09:00\nresolved: 2026-11-18 10:00\ncomponents: [api]\npriority: P1"
    site.incident(front, id="all")
    site.incident(front.replace("-18", "-19") + "\ntiers: [chat]", id="chat")
    site.incident(front.replace("-18", "-17") + "\ntiers: [yearly, mail]", id="two")
    told = report(site.at("2026-11-20 14:05"))
    jsonschema.validate(told, report_schema())
    measured = {
        id: (("acknowledge" in answer), sorted(answer.get("tiers", {})))
        for id, answer in told["responses"].items()
    }
    assert measured == {
        "all": (True, ["chat", "mail"]),
        "chat": (False, ["chat"]),
        # a tier that restates no priorities is promised the agreement's
        "two": (False, ["mail", "yearly"]),
    }
    assert told["responses"]["chat"]["tiers"]["chat"]["acknowledge"]["verdict"] == "missed"
    assert [p["downtime_minutes"] for p in told["periods"]] == [180, 180]
    rows = page(built(site, local("2026-11-20 14:05")), "incidents/chat/index.html").words
    assert "First response chat within 10 min" in rows
    assert "within 60 min" not in rows


def test_an_incident_of_a_tier_without_priority_is_asked_about_by_that_tier(tmp_path):
    site = JudgedSite(
        tmp_path,
        "priorities: {any: {resolve: 1d}}\ntiers: {chat: {priorities: {P1: {resolve: 4h}}}}",
    )
    site.incident("started: 2026-11-18 09:00\ncomponents: [api]\ntiers: [chat]")
    found = json.loads(site.run("check", "--format", "json", "--now", NOW).out)["diagnostics"]
    # the tier inherits 'any', so nothing is unclassified
    assert "unclassified" not in {d["code"] for d in found}
    text = (site.root / "site.yaml").read_text("utf-8").replace("{any:", "{P2:")
    site.write("site.yaml", text.encode())
    found = json.loads(site.run("check", "--format", "json", "--now", NOW).out)["diagnostics"]
    assert "unclassified" in {d["code"] for d in found}


SLA = """\
sla:
  availability: {target: 99.5%}
  maintenance: {classes: {extended: {windows: [Sat 23:00-Sun 06:00]}}}
  priorities: {P1: {acknowledge: 1h}}
  tiers: {vip: {availability: {target: 99%}, priorities: {P1: {acknowledge: 10m}}}}
"""


@pytest.fixture
def renamed(repository):
    """October with late work of one class, closed; then class, priority and tier get other keys."""
    repository.write("site.yaml", (HEAD + SLA).encode())
    incident = INCIDENT.replace("2026-11-18", "2026-10-07").replace("Escalated l2", "Update")
    repository.write(
        "incidents/a.md", incident.replace("priority: P1", "priority: P1\n    tiers: [vip]")
    )
    work = WORK.replace("2026-11-22", "2026-10-11").replace("published: 2026-11-20 01:00\n    ", "")
    repository.write("maintenance/m.md", work)
    repository.commit("2026-10-08T12:00:00+02:00")
    assert repository.run("close", "2026-10", "--now", "2026-11-02 09:00").code == 0
    repository.commit("2026-11-02T09:01:00+01:00")
    return repository


def told(site):
    ended = site.run("report", "--format", "json", "--period", "2026-10", "--now", NOW)
    assert ended.code == 0, ended.out + ended.err
    return json.loads(ended.out)


def test_former_keys_are_read_as_the_present_ones(renamed):
    before = told(renamed)
    text = SLA.replace("extended: {", "long: {aliases: [extended], ")
    text = text.replace("{P1: {acknowledge: 1h}}", "{S1: {aliases: [P1], acknowledge: 1h}}")
    text = text.replace("{P1: {acknowledge: 10m}}", "{S1: {acknowledge: 10m}}")
    text = text.replace("{vip: {", "{gold: {aliases: [vip], ")
    renamed.write("site.yaml", (HEAD + text).encode())
    # one post is rewritten, the other keeps the former keys
    work = (renamed.root / "maintenance/m.md").read_text("utf-8")
    renamed.write("maintenance/m.md", work.replace("class: extended", "class: long").encode())
    renamed.commit("2026-11-10T12:00:00+01:00")
    after = told(renamed)
    assert after["notices"] == before["notices"]
    answer = after["responses"]["a"]
    assert (answer["priority"], answer["tiers"]["gold"]) == (
        "S1",
        before["responses"]["a"]["tiers"]["vip"],
    )
    for was, now in zip(before["periods"], after["periods"], strict=True):
        assert now["tier"] == {"vip": "gold", None: None}[was["tier"]]
        published, told_before = now.pop("published"), was.pop("published")
        assert published["downtime_minutes"] == told_before["downtime_minutes"]
        assert not published["changed"]
        assert {**now, "tier": None} == {**was, "tier": None}
    checked = renamed.run("check", "--format", "json", "--now", NOW)
    assert (checked.code, json.loads(checked.out)["diagnostics"]) == (0, [])


def test_the_class_of_notices_that_name_none_may_get_another_key(tmp_path):
    site = JudgedSite(
        tmp_path, "maintenance: {classes: {weekly: {aliases: [standard], notice: 24h}}}"
    )
    site.work("2026-11-10 02:00", "2026-11-10 04:00", "2026-11-09 02:00")
    (notice,) = site.at("2026-11-20 14:05").notices.values()
    assert (notice.klass, notice.verdict.value) == ("weekly", "ok")
    window = ("--start", "2026-12-10 02:00", "--end", "2026-12-10 04:00", "--components", "api")
    assert "class weekly" in site.run("plan", *window, "--now", NOW).out


@pytest.mark.parametrize(
    "more",
    [
        # a tier, and a later agreement, that still say the former key
        "tiers: {vip: {priorities: {P1: {resolve: 30m}}}}",
        "priorities: {S1: {aliases: [P1]}, S2: {aliases: [P1], resolve: 8h}}",
    ],
)
def test_a_former_key_is_nobodys(tmp_path, more):
    rest = "" if more.startswith("priorities") else "priorities: {S1: {aliases: [P1], resolve: 1h}}"
    site = JudgedSite(tmp_path, f"{rest}\n{more}")
    found = json.loads(site.run("check", "--format", "json", "--now", NOW).out)["diagnostics"]
    assert [d["code"] for d in found] == ["duplicate-alias"]


def test_an_update_may_change_to_a_priority_by_its_former_key(tmp_path):
    site = JudgedSite(tmp_path, "priorities: {S1: {aliases: [P1], resolve: 1h}, S2: {resolve: 8h}}")
    site.incident(
        "started: 2026-11-18 09:00\ncomponents: [api]\npriority: S2",
        "## 2026-11-18 10:00 Update\npriority: P1\nWorse than thought.",
        id="a",
    )
    assert report(site.at("2026-11-20 14:05"))["responses"]["a"]["priority"] == "S1"


def test_a_changed_key_without_alias_is_unknown(renamed):
    renamed.write("site.yaml", (HEAD + SLA.replace("vip:", "gold:")).encode())
    found = json.loads(renamed.run("check", "--format", "json", "--now", NOW).out)["diagnostics"]
    (unknown,) = [d for d in found if d["code"] == "unknown-tier"]
    assert (unknown["path"], unknown["remedy"]) == ("incidents/a.md", "use one of: gold")


def test_mail_names_the_tier_whose_notice_is_short(tmp_path):
    site = SiteFolder(tmp_path)
    site.write("site.yaml", f"{HEAD}proof_since: 2100-01-01\n{NAMED}".encode())
    # 49 hours: enough for the agreement, too little for the tier's 99
    site.write("maintenance/m.md", WORK)
    assessment = assessed(site, NOW)
    facts = {}
    for edition in editions(assessment, Theme.of(site.root), site.root, Assets(), {}):
        group = post_group(assessment.moments["m"])
        facts[edition.words.language] = dict(post_message(edition, group, None).facts)
    assert facts["en"]["Notice"] == (
        "announced 49 h ahead (99 h promised): Announced too late (VIP contract)"
    )
    assert facts["pl"]["Powiadomienie"].endswith("(Umowa VIP)")
