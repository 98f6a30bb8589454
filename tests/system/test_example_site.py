"""The repository's own site shows every feature, and the presets are fit for a stranger."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from support.builders import SiteFolder
from support.instants import STORY, local
from support.pipeline import ROOT, assessed

from generator.build import findings
from generator.commands.shared.loading import site_at
from generator.model.content import Content, Incident, Maintenance, Proof, Provenance
from generator.model.levels import Cause, Level, Status
from generator.reading.git.commands import run_git
from generator.rules.assessment import assess
from generator.rules.judgements import (
    Assessment,
    NoticeVerdict,
    Reason,
    ResponseVerdict,
    Verdict,
)

LONG = timedelta(days=365)

PRESETS = (
    "agency-hours",
    "cloud-compute",
    "cloud-database",
    "cloud-storage",
    "hosting-yearly",
    "saas-monthly",
    "service-tiers",
    "support-desk",
)


@pytest.fixture(scope="module")
def content() -> Content:
    return assessed(SiteFolder(ROOT), STORY).content


@pytest.fixture(scope="module")
def story(content: Content) -> Assessment:
    return assess(content, STORY)


def incidents(content: Content) -> dict[str, Incident]:
    return {post.id: post for post in content.incidents}


def notices(content: Content) -> dict[str, Maintenance]:
    return {post.id: post for post in content.maintenance}


def test_size_and_shape(content: Content) -> None:
    assert 12 <= len(content.incidents) + len(content.maintenance) <= 24
    assert content.site.languages == ("en", "pl")
    groups = {c.group["en"] for c in content.site.components if c.group}
    assert len(groups) == 4
    for component in content.site.components:
        for text in (component.name, component.group, component.description):
            assert text is not None
            assert set(text) == {"en", "pl"}
    assert all(set(text) == {"en", "pl"} for text in content.site.agreements[0].declared)


def test_nothing_is_found_that_the_story_does_not_mean() -> None:
    """The day of proof was moved, which check says; the repository goes on after the story's instant."""
    told = {(d.location.path, d.code) for d in findings(site_at(ROOT, STORY.isoformat()))}
    assert told - {("site.yaml", "committed-in-the-future")} == {
        ("site.yaml", "proof-since-raised")
    }
    later = {d.code for d in findings(site_at(ROOT, (STORY + LONG).isoformat()))}
    assert later.isdisjoint({"clock-contradicts", "committed-in-the-future", "id-changed"})


def test_nothing_is_stated_before_it_happened(content: Content) -> None:
    """No heading, start or end lies after the commit that brought it; only windows of work do."""
    for post in content.posts:
        said = run_git(ROOT, "log", "-1", "--format=%ct", "--", post.path)
        committed_at = datetime.fromtimestamp(int(said), UTC)
        stated = [update.at for update in post.updates]
        if isinstance(post, Incident):
            stated += [post.started_at, post.reported_at, *(p.start_at for p in post.impact)]
        assert all(at is None or at <= committed_at for at in stated), post.id


def test_every_priority_and_cause_occurs(content: Content) -> None:
    assert {post.priority for post in content.incidents} == {"P1", "P2", "P3", "P4"}
    assert {post.cause for post in content.incidents} == set(Cause)
    levels = {level for post in content.incidents for level in post.components.values()}
    assert levels == set(Level) - {Level.UNDER_MAINTENANCE}


def test_each_closed_p1_has_a_postmortem_of_two_parts(content: Content) -> None:
    closed = [
        p
        for p in content.incidents
        if p.priority == "P1" and p.id != "2026-11-27-visitor-statistics"
    ]
    assert len(closed) >= 3
    for post in closed:
        (postmortem,) = [u for u in post.updates if u.status is Status.POSTMORTEM]
        assert "### What happened" in postmortem.text
        assert "### What we will do" in postmortem.text
        assert post.impact, "the exact impact is known by then"
        polish = post.translations["pl"].texts[postmortem.at]
        assert "### Co się stało" in polish
        assert "### Co zrobimy" in polish


def test_translations_leave_nothing_out(content: Content) -> None:
    translated = [p for p in content.posts if p.translations]
    assert len(translated) >= 6
    for post in translated:
        polish = post.translations["pl"]
        assert polish.title
        assert polish.title != post.title
        assert bool(polish.summary) == bool(post.summary)
        assert set(polish.texts) == {update.at for update in post.updates}
        assert all(polish.texts.values())


def test_december_is_on_track_and_august_was_not(story: Assessment) -> None:
    verdicts = {p.period.label: p.verdict for p in story.periods}
    assert verdicts == {
        "2026-06": Verdict.MET,
        "2026-07": Verdict.MET,
        "2026-08": Verdict.BREACHED,
        "2026-09": Verdict.MET,
        "2026-10": Verdict.MET,
        "2026-11": Verdict.MET,
        "2026-12": Verdict.ON_TRACK,
    }
    november, december = story.periods[-2:]
    assert (november.budget, november.downtime) == (216, 52 + 71)
    assert (december.downtime, december.excluded) == (0, 40)


def test_the_ledger_shows_every_common_reason(story: Assessment) -> None:
    reasons = {row.reason for period in story.periods for row in period.ledger}
    assert reasons >= {
        Reason.OUTAGE,
        Reason.LATE_NOTICE,
        Reason.OVERRUN,
        Reason.MAINTENANCE,
        Reason.FORCE_MAJEURE,
        Reason.CUSTOMER,
        Reason.THIRD_PARTY,
    }


def test_notices_kept_broken_exempt_and_cancelled(content: Content, story: Assessment) -> None:
    verdicts = {id: notice.verdict for id, notice in story.notices.items()}
    assert verdicts["2026-06-21-web-kernel"] is NoticeVerdict.OK
    assert verdicts["2026-08-30-database-controllers"] is NoticeVerdict.LATE
    assert verdicts["2026-09-20-mail-storage"] is NoticeVerdict.CANCELLED
    assert verdicts["2026-10-15-tls-library"] is NoticeVerdict.EXEMPT
    assert notices(content)["2026-10-15-tls-library"].reason
    assert notices(content)["2026-07-25-storage-migration"].announced.klass == "extended"


def test_git_proves_what_is_to_come(content: Content, story: Assessment) -> None:
    assert content.provenance is Provenance.GIT
    for id in ("2026-12-06-edge-line-cards", "postgresql-18", "2026-12-12-mail-storage"):
        notice = story.notices[id]
        assert notice.verdict is NoticeVerdict.OK
        assert notice.window.end > STORY
        assert all(part.commit and part.proof is Proof.GIT for part in notice.parts)
    assert story.notices["2026-12-06-edge-line-cards"].work is not None, "it is under way"
    for id in ("2026-06-21-web-kernel", "2026-11-22-edge-routers"):
        assert all(part.proof is Proof.DECLARED for part in story.notices[id].parts)


def test_a_notice_was_moved(content: Content) -> None:
    versions = notices(content)["postgresql-18"].versions
    starts = [v.announcement.start_at for v in versions if v.announcement]
    assert [start.day for start in starts] == [13, 20]


def test_an_incident_is_open_and_its_next_update_promised(story: Assessment) -> None:
    facts = story.incidents["2026-11-27-visitor-statistics"]
    assert facts.open
    assert facts.promised_at == local("2026-12-07 12:00")
    resolve = story.responses["2026-11-27-visitor-statistics"].plain.resolve
    assert resolve is not None
    assert resolve.goal, "a goal that is missed is no breach"


def test_most_promises_were_kept_and_some_were_not(story: Assessment) -> None:
    missed = {
        (id, name)
        for id, response in story.responses.items()
        for name in ("acknowledge", "update", "resolve", "postmortem")
        if (measure := getattr(response.plain, name)) and measure.verdict is ResponseVerdict.MISSED
    }
    assert missed == {
        ("2026-08-19-database-failover", "update"),
        ("2026-08-19-database-failover", "postmortem"),
        ("2026-11-27-visitor-statistics", "resolve"),
    }


def test_every_preset_is_here() -> None:
    found = {p.name for p in (ROOT / "generator" / "presets").iterdir() if p.is_dir()}
    assert found == set(PRESETS)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_reads_cleanly_and_starts_empty(name: str) -> None:
    folder = ROOT / "generator" / "presets" / name
    content = SiteFolder(folder).content()
    assert len(content.site.components) >= 3
    assert not content.incidents
    assert not content.maintenance
    assert (folder / "incidents" / ".gitkeep").is_file()
    assert (folder / "maintenance" / ".gitkeep").is_file()


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_holds_no_commented_out_keys(name: str) -> None:
    text = (ROOT / "generator" / "presets" / name / "site.yaml").read_text(encoding="utf-8")
    for line in text.splitlines():
        assert not re.match(r"\s*#\s*(- )?[\w-]+:(\s|$)", line), line


@pytest.mark.parametrize("name", PRESETS)
def test_a_presets_readme_has_posts_that_work(name: str, tmp_path: Path) -> None:
    folder = ROOT / "generator" / "presets" / name
    readme = (folder / "README.md").read_text(encoding="utf-8")
    paths = re.findall(r"Save it as `([^`]+)`", readme)
    blocks = re.findall(r"```markdown\n(.*?)```", readme, re.DOTALL)
    assert len(paths) == len(blocks) == 2
    (tmp_path / "site.yaml").write_bytes((folder / "site.yaml").read_bytes())
    for path, block in zip(paths, blocks, strict=True):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text(block, encoding="utf-8")
    content = SiteFolder(tmp_path).content()
    assert len(content.incidents) == len(content.maintenance) == 1
