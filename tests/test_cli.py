"""The commands as a user runs them: exit codes, sentences, no traceback."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from geoplan import __version__
from tests import toytown


def geoplan(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "geoplan.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        **options,
    )


def test_version_and_help():
    assert geoplan("--version").stdout.strip() == f"geoplan {__version__}"
    assert "plan" in geoplan("--help").stdout


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (["export", "maps", "--lang", "fr"], "invalid choice: 'fr' (choose from 'vi', 'en')"),
        (["plan", "--draws", "x"], "'x' is not a whole number"),
        (["decide", "pin"], "required: SITE_ID, --by, --why"),
        (["no-such"], "invalid choice: 'no-such'"),
    ],
)
def test_what_no_command_knows_is_refused_in_one_line(arguments, wrong):
    done = geoplan(*arguments)
    assert done.returncode == 2
    assert wrong in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stderr.endswith("--help\n")


def test_help_imports_nothing_heavy():
    code = (
        "import sys, geoplan.cli\n"
        "try: geoplan.cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'numpy', 'pandas', 'geopandas', 'numba', 'pydantic', 'folium', 'rich'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("[]\n")


def test_plan_writes_the_files_and_says_where(toy_path, tmp_path):
    done = geoplan("plan", toy_path, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""  # quiet in a pipe
    for name in ("index.html", "sites.csv", "communes.csv", "plan.gpkg", "plan.json"):
        assert str(tmp_path / "out" / name) in done.stdout
        assert (tmp_path / "out" / name).stat().st_size > 0


def test_explain_answers_from_a_written_plan(toy_path, tmp_path):
    geoplan("plan", toy_path, "--out", tmp_path / "out")
    done = geoplan("explain", "SC03", "--plan", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "rank 1 of 3" in done.stdout
    vietnamese = geoplan("explain", "sc03", "--plan", tmp_path / "out", "--lang", "vi")
    assert "Phục vụ ai" in vietnamese.stdout
    refused = geoplan("explain", "SC033", "--plan", tmp_path / "out")
    assert refused.returncode == 2
    assert "Close to it: SC03" in refused.stderr


def test_explain_without_a_plan_says_how_to_make_one(tmp_path):
    done = geoplan("explain", "SC03", "--plan", tmp_path / "none")
    assert done.returncode == 2
    assert "geoplan plan --out" in done.stderr
    assert "Traceback" not in done.stderr


def test_draws_are_counted_and_none_is_allowed(toy_path, tmp_path):
    for draws, said in (("3", 3), ("0", None)):
        out = tmp_path / draws
        assert geoplan("plan", toy_path, "--out", out, "--draws", draws).returncode == 0
        found = json.loads((out / "plan.json").read_text(encoding="utf-8"))["robustness"]
        assert (found and found["draws"]) == said
    refused = geoplan("plan", toy_path, "--out", tmp_path / "no", "--draws", "-1")
    assert refused.returncode == 2
    assert "'-1' is not a whole number" in refused.stderr


def test_check_reports_what_is_located_and_assumed(toy_path):
    done = geoplan("check", toy_path)
    assert done.returncode == 0, done.stderr
    assert "Commune health stations: located 3 of 114" in done.stdout
    assert "Assumed, not verified" in done.stdout


def test_check_of_the_bundled_study():
    done = geoplan("check")
    assert done.returncode == 0, done.stderr
    assert "General clinics: located 0 of 89" in done.stdout


@pytest.mark.parametrize("command", ["plan", "check"])
def test_a_missing_study_is_refused(command, tmp_path):
    done = geoplan(command, tmp_path / "none.toml")
    assert done.returncode == 2
    assert "does not exist" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_layer_leaves_the_last_result_whole(toy_path, tmp_path):
    out = tmp_path / "out"
    geoplan("plan", toy_path, "--out", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    toytown.cells().assign(people=-1).to_csv(toy_path.parent / "cells.csv", index=False)
    done = geoplan("plan", toy_path, "--out", out)
    assert done.returncode == 2
    assert "cells.csv, layer demand, field people" in done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_more_facilities_than_places_is_refused(toy_path):
    content = toytown.study_content()
    content["programmes"]["new-facilities"]["count"]["value"] = 500
    toytown.write_study(toy_path.parent, content)
    done = geoplan("plan", toy_path, "--out", toy_path.parent / "out")
    assert done.returncode == 2
    assert "500" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_market_that_is_too_small_is_refused(toy_path):
    content = toytown.study_content()
    content["programmes"]["private-hospitals"]["min_market_people"]["value"] = 1_000_000
    toytown.write_study(toy_path.parent, content)
    done = geoplan("plan", toy_path, "--out", toy_path.parent / "out")
    assert done.returncode == 2
    assert "min_market_people" in done.stderr


def test_an_output_folder_that_is_a_file_is_refused_before_any_work(toy_path, tmp_path):
    (tmp_path / "taken").write_text("mine")
    done = geoplan("plan", toy_path, "--out", tmp_path / "taken")
    assert done.returncode == 2
    assert "--out" in done.stderr
    assert (tmp_path / "taken").read_text() == "mine"


def test_ctrl_c_ends_with_130_and_a_sentence(tmp_path):
    running = subprocess.Popen(
        [sys.executable, "-m", "geoplan.cli", "plan", "--out", str(tmp_path / "out")],
        stderr=subprocess.PIPE,
        text=True,
    )
    while not (tmp_path / "out").is_dir():
        time.sleep(0.05)
    time.sleep(1)
    os.kill(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "interrupted" in said
    assert "Traceback" not in said
    assert list((tmp_path / "out").iterdir()) == []
