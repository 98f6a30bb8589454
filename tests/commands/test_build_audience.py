"""``statusmark build --audience``: two sites from one folder."""

from __future__ import annotations

from support.instants import AT_NOW


def test_two_pages_of_one_site_show_what_is_meant_for_them(site):
    post = "---\ntitle: Secret {0}\nstarted: 2026-11-18 10:00\ncomponents: [api]\naudience: [{0}]\n---\n"
    site.write("incidents/a.md", post.format("internal"))
    site.write("incidents/b.md", post.format("customers"))
    site.write(
        "incidents/c.md",
        post.format("x").replace("audience: [x]\n", "resolved: 2026-11-18 11:00\n"),
    )
    for name in ("customers", "internal"):
        assert site.run("build", "--audience", name, "--out", name, *AT_NOW).code == 0
    shown = {
        name: {p.name for p in (site.root / name / "incidents").iterdir() if p.is_dir()}
        for name in ("customers", "internal")
    }
    assert shown == {"customers": {"b", "c"}, "internal": {"a", "c"}}
    for place in (site.root / "customers").rglob("*"):
        assert not place.is_file() or b"Secret internal" not in place.read_bytes()
    assert site.run("build", *AT_NOW).code == 0
    assert {p.stem for p in (site.root / "public/incidents").iterdir()} == {"c"}
