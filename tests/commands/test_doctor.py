"""``statusmark doctor`` names what is wrong with a folder, a repository, a machine."""

from __future__ import annotations

import subprocess

from support.builders import GIT_ENVIRONMENT, SITE_EN_PL, run
from support.instants import AT_NOW


def test_doctor_names_each_ailment_with_its_remedy(repository, tmp_path, monkeypatch):
    well = repository.run("doctor", *AT_NOW)
    assert well.code == 0, well.out
    assert "ok     git: the whole history is here" in well.out
    repository.write(
        "site.yaml", (repository.root / "site.yaml").read_text("utf-8") + "languages: [en, xx]\n"
    )
    repository.write("incidents/a.md", "x")
    repository.commit("2027-01-01T10:00:00+01:00")
    (repository.root / "public").write_text("a file")
    ill = repository.run("doctor", *AT_NOW)
    assert ill.code == 1
    assert "wrong  clock: the newest commit lies in the future" in ill.out
    assert "not translated into xx" in ill.out
    assert "wrong  folder: " in ill.out
    shallow = tmp_path / "shallow"
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", repository.root.as_uri(), str(shallow)],
        check=True, env={**GIT_ENVIRONMENT, "PATH": __import__("os").environ["PATH"]},
    )  # fmt: skip
    assert "fetch-depth: 0" in run("-C", shallow, "doctor", *AT_NOW).out


def test_doctor_knows_a_translation_of_the_sites_own(site):
    site.write("site.yaml", SITE_EN_PL.replace("[en, pl]", "[en, pl-PL, de]"))
    assert "not translated into de" in site.run("doctor").out
    site.write("theme/translations/de.po", 'msgid "History"\nmsgstr "Verlauf"\n')
    assert "not translated" not in site.run("doctor").out


def test_doctor_outside_git_and_with_a_broken_site(site):
    told = site.run("doctor")
    assert told.code == 1
    assert "git init" in told.out
    site.write("site.yaml", "name: [\n")
    assert "run 'statusmark check'" in site.run("doctor").out
