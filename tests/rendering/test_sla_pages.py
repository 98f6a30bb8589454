"""The pages of the agreement: every number of the report in sight, and totals that add up."""

import re

import pytest
from support.instants import NOW

INCIDENT = """
    ---
    title: Sign-in fails
    started: 2026-{0} 10:00
    resolved: 2026-{0} 12:00
    components: {{api: major_outage, web: partial_outage}}
    ---
    """


def build(site, *pages, now=NOW):
    """The words of some built pages."""
    ended = site.run("build", "--out", "public", "--now", now)
    assert ended.code == 0, ended.err
    return [words_of(site, page) for page in pages]


def words_of(site, page):
    html = (site.root / "public" / page / "index.html").read_text("utf-8")
    return " ".join(re.sub(r"<[^>]+>", " ", html).split()).replace(" ,", ",")


@pytest.fixture
def october(site):
    """Two hours of two components in October 2026, and an hour of announced work."""
    site.write("incidents/a.md", INCIDENT.format("10-07"))
    site.write(
        "maintenance/w.md",
        """
        ---
        title: Work
        start: 2026-10-18 02:00
        end: 2026-10-18 03:00
        published: 2026-10-01 02:00
        components: {api: major_outage}
        ---
        """,
    )
    return site


def test_a_months_page_shows_the_formula_with_its_numbers(october):
    (page,) = build(october, "sla/2026-10")
    assert "A = (T − D) / T = (44,700 min − 120 min) / 44,700 min = 99.73%" in page
    assert "Target 99.5%: 223 min of downtime are allowed" in page
    # 120 of 223.5
    assert "Budget used 53%" in page
    assert "Verdict Met" in page
    assert "Computed" not in page, "git does not tell here since when the figures are so"


def test_the_ledger_names_every_minute_and_adds_up(october):
    (page,) = build(october, "sla/2026-10")
    assert "7 Oct, 10:00 7 Oct, 12:00 API Major outage Outage from the updates 120 min" in page
    assert "7 Oct, 10:00 7 Oct, 12:00 Web Partial outage Outage from the updates 120 min" in page
    assert "18 Oct, 02:00 18 Oct, 03:00 API Major outage Announced maintenance as announced" in page
    # counted 120 + 120 over the components, excused 60
    assert "Sum over the components 240 min 60 min" in page
    # both were down in the same two hours
    total = "Platform: minutes of several components at once count once 120 min 60 min"
    assert total in page
    assert "incidents/a.md" in page
    # 1 October 02:00 to 18 October 02:00
    assert "18 Oct, 02:00 – 18 Oct, 03:00 17 days Announced in time" in page


def test_a_year_has_twelve_months_and_their_sum(october):
    october.write("incidents/b.md", INCIDENT.format("09-08"))
    sla, year = build(october, "sla", "sla/2026")
    assert "By year: 2026" in sla
    # all of September, October and November: a month that runs is measured as if nothing more happens
    assert "January – – – – – –" in year
    assert "September 43,200 min 120 min 0 min 99.72% 99.5% Met" in year
    assert "October 44,700 min 120 min 60 min 99.73% 99.5% Met" in year
    assert "November 43,200 min 0 min 0 min 100% 99.5% Within budget" in year
    assert "December – – – – – –" in year
    assert "Total 131,100 min 240 min 60 min 99.81%" in year
    assert "2 promises kept, 0 promises broken" in year


def test_a_yearly_agreement_has_its_own_page_for_the_year(october):
    text = (october.root / "site.yaml").read_text("utf-8")
    october.write("site.yaml", text.replace("{target: 99.5%}", "{target: 99.5%, period: year}"))
    sla, year = build(october, "sla", "sla/2026")
    assert "By year" not in sla
    assert "A = (T − D) / T" in year


def test_each_period_names_the_agreement_that_judged_it(october):
    text = (october.root / "site.yaml").read_text("utf-8")
    october.write(
        "site.yaml",
        text.partition("sla:")[0]
        + "sla:\n"
        + "  - {availability: {target: 99%}, tiers: {vip: {availability: {target: 99.9%}}}}\n"
        + "  - {since: 2026-11-01, inherit: false, availability: {target: 99.5%}}\n",
    )
    sla, before, after = build(october, "sla", "sla/2026-10", "sla/2026-11")
    assert "Agreement until 31 October 2026" in before
    assert "Target 99%:" in before
    # the tier of the earlier agreement: 120 minutes are more than 44.7
    assert "Target 99.9%: 44 min of downtime are allowed" in before
    assert "Agreement since 1 November 2026" in after
    assert "Target 99.5%:" in after
    assert "99.9%" not in after
    now, _, earlier = sla.partition("The agreement since 1 November 2026")[2].partition(
        "The agreement until 31 October 2026"
    )
    assert "99.5% of each calendar month" in now
    assert "99% of each calendar month" in earlier
    assert "vip" in earlier


def test_teams_are_on_duty_or_not_as_of_a_time(site):
    text = (site.root / "site.yaml").read_text("utf-8")
    site.write(
        "site.yaml",
        text
        + """
  calendars:
    office: {days: Mon-Fri, hours: 09:00-17:00, holidays: PL}
    new-york: {days: Mon-Fri, hours: 08:00-17:00, timezone: America/New_York}
""",
    )
    (page,) = build(site, "sla", now="2026-11-20 13:59")
    assert "Working hours As of 20 November 2026, 13:59" in page
    assert "office Mon-Fri 09:00-17:00 (Europe/Warsaw) on duty now" in page
    assert "new-york Mon-Fri 08:00-17:00 (America/New_York) off duty now" in page
    (page,) = build(site, "sla", now="2026-11-20 14:00")
    assert "new-york Mon-Fri 08:00-17:00 (America/New_York) on duty now" in page
    # a holiday in Poland
    (page,) = build(site, "sla", now="2026-11-11 10:00")
    assert "office Mon-Fri 09:00-17:00 (Europe/Warsaw) off duty now" in page


def test_an_escalation_answers_in_the_teams_hours_and_names_the_team(site):
    text = (site.root / "site.yaml").read_text("utf-8")
    site.write(
        "site.yaml",
        text
        + """
  calendars: {l3: {days: Mon-Fri, hours: 08:00-22:00}}
  priorities: {any: {acknowledge: 2h@l3}}
""",
    )
    site.write(
        "incidents/a.md",
        """
        ---
        title: A
        started: 2026-11-17 21:00
        components: {api: major_outage}
        ---

        ## 2026-11-18 09:00 Escalated l3
        """,
    )
    # one hour on Tuesday until 22:00, one on Wednesday from 08:00
    month, post = build(site, "sla/2026-11", "incidents/a")
    assert "within 2 h (l3) 18 Nov, 09:00 18 Nov, 09:00 Met" in month
    assert "Escalated l3" in post


def test_what_cannot_be_checked_is_declared_without_a_tick(site):
    text = (site.root / "site.yaml").read_text("utf-8")
    site.write("site.yaml", text + "  declared: [Backups are made every day.]\n")
    (page,) = build(site, "sla")
    assert "Also promised, not measured here Backups are made every day." in page
    html = (site.root / "public/sla/index.html").read_text("utf-8")
    (declared,) = re.findall(r'<ul class="declared">(.*?)</ul>', html)
    assert declared == "<li>Backups are made every day.</li>"


def test_the_remedy_is_on_the_page(october):
    text = (october.root / "site.yaml").read_text("utf-8")
    october.write(
        "site.yaml",
        text.replace("{target: 99.5%}", "{target: 99.9%, remedy: {credit: {99.9%: 10%}}}"),
    )
    (page,) = build(october, "sla/2026-10")
    assert "Owed A credit of 10% of the fee is owed." in page
    assert "the promise was broken by 76 min" in page
