from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import running, siting
from benchmarks.checking import WrongAnswerError
from benchmarks.made_up import random_edges
from geoplan.siting.solver import solve

REAL = os.environ.get("GEOPLAN_BENCHMARKS", "")
needs_real = pytest.mark.skipif(
    not REAL, reason="GEOPLAN_BENCHMARKS does not name the folder of mclp, pmed and spopt"
)


@pytest.fixture
def points(tmp_path: Path) -> Path:
    """A folder with a small MCLP instance and its best known value, wrong on purpose."""
    rng = np.random.default_rng(2)
    place = rng.uniform((40.0, -74.0), (40.02, -73.98), (40, 2))
    people = rng.integers(1, 90, 40)
    rows = [
        "NAME : Tiny\nTYPE : MCLP\nEDGE_WEIGHT_TYPE : COORD\nDIMENSION : 40\nNODE_COORD_SECTION",
        *(f"{latitude:.7f} {longitude:.7f}" for latitude, longitude in place),
        "DEMAND_SECTION",
        *(str(weight) for weight in people),
        "EOF",
    ]
    folder = tmp_path / "points"
    folder.mkdir()
    (folder / "Tiny.txt").write_text("\n".join(rows), encoding="utf-8")
    (folder / "best_known.csv").write_text(
        "instance,p,radius_m,best_known\nTiny,3,300,1000000\n", encoding="utf-8"
    )
    return folder


@pytest.fixture
def graphs(tmp_path: Path) -> Path:
    edges = random_edges(60, np.random.default_rng(4))
    rows = [f"60 {len(edges)} 4", *(" ".join(map(str, edge)) for edge in edges.tolist())]
    folder = tmp_path / "graphs"
    folder.mkdir()
    (folder / "pmed99.txt").write_text("\n".join(rows), encoding="utf-8")
    return folder


def run(*words: object) -> None:
    siting.main([str(word) for word in words])


def test_mclp_writes_its_rows_and_prints_its_table(points, tmp_path, capsys):
    out = tmp_path / "new" / "mclp.json"
    run("mclp", "--instances", points, "--out", out, "--p", 3, 5, "--radius", 300, "--prove")
    three, five = json.loads(out.read_text(encoding="utf-8"))
    assert list(three) == (
        ["instance", "p", "radius_m", "objective", "bound", "gap", "seconds", "sites"]
    )
    assert (three["instance"], three["p"], three["radius_m"]) == ("Tiny", 3, 300)
    assert three["objective"] == three["bound"] < five["objective"] == five["bound"]
    assert len(set(five["sites"])) == 5
    screen = capsys.readouterr().out
    assert "| Tiny | 3 | 300 |" in screen
    assert "proven 2 of 2" in screen
    assert f"mean {1 - three['objective'] / 1e6:.3%}" in screen
    assert out.parent.exists()
    assert [file.name for file in out.parent.iterdir()] == ["mclp.json"]


def test_what_takes_more_nodes_is_begun_anew_by_the_gap_that_is_left(
    points, tmp_path, monkeypatch, capsys
):
    def late(problem, *, limits):
        siting = solve(problem, limits=limits)
        short = {2: 9, 3: 2, 4: 1}.get(problem.p, 0) if limits.nodes < 20_000 else 0
        return replace(siting, bound=siting.bound + short)

    monkeypatch.setattr(running, "solve", late)
    out = tmp_path / "mclp.json"
    run("mclp", "--instances", points, "--out", out, "--p", 2, 3, 4, 5, "--radius", 300, "--prove")
    screen = capsys.readouterr().out
    tried = [line.split("|")[2].strip() for line in screen.splitlines() if "| Tiny |" in line]
    assert tried == ["2", "3", "4", "5", "4", "3", "2"]
    assert "proven 4 of 4" in screen
    assert [row["p"] for row in json.loads(out.read_text(encoding="utf-8"))] == [2, 3, 4, 5]


def test_an_engine_that_boasts_is_found_out(points, tmp_path, monkeypatch):
    def boast(problem, *, limits):
        siting = solve(problem, limits=limits)
        return replace(siting, objective=siting.objective + 1, bound=siting.bound + 1)

    monkeypatch.setattr(running, "solve", boast)
    with pytest.raises(WrongAnswerError, match=r"Tiny, p = 3: .* is claimed, but the sites give"):
        run("mclp", "--instances", points, "--out", tmp_path / "x", "--p", 3, "--radius", 300)
    assert not (tmp_path / "x").exists()


def test_an_instance_without_a_radius_is_refused_in_a_sentence(points, tmp_path, capsys):
    with pytest.raises(SystemExit, match="2"):
        run("mclp", "--instances", points, "--out", tmp_path / "x.json")
    assert "no radius is known for Tiny; say one with --radius" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "holds no instance (*.txt). Name the folder of the files."),
        ("", "Tiny.txt: only EDGE_WEIGHT_TYPE COORD can be read. Leave the file out."),
        ("NAME : Tiny\nEDGE_WEIGHT_TYPE : COORD\n", "Tiny.txt: NAME or DIMENSION is not given."),
        (
            "NAME : Tiny\nEDGE_WEIGHT_TYPE : COORD\nDIMENSION : 2\n"
            "NODE_COORD_SECTION\n1 2\nDEMAND_SECTION\n1\n2\n",
            "Tiny.txt: there are not 2 points and weights",
        ),
    ],
)
def test_a_folder_that_cannot_be_read_is_refused_with_the_cure(content, said, tmp_path, capsys):
    if content is not None:
        (tmp_path / "Tiny.txt").write_text(content, encoding="utf-8")
    with pytest.raises(SystemExit, match="2"):
        run("mclp", "--instances", tmp_path, "--out", tmp_path / "x.json", "--radius", 300)
    assert said in capsys.readouterr().err


def test_pmed_writes_both_problems(graphs, tmp_path, capsys):
    out = tmp_path / "pmed.json"
    run("pmed", "--instances", graphs, "--out", out)
    median, center = json.loads(out.read_text(encoding="utf-8"))
    assert list(median) == ["instance", "problem", "p", "objective", "bound", "seconds", "sites"]
    assert (median["problem"], center["problem"]) == ("median", "center")
    assert median["objective"] == median["bound"] > center["objective"] == center["bound"]
    assert "median: proven 1 of 1" in capsys.readouterr().out


def test_peers_stand_side_by_side(points, graphs, tmp_path, capsys):
    shutil.copy(graphs / "pmed99.txt", points)
    out = tmp_path / "peers.json"
    run(
        "peers", "--instances", points, "--out", out, "--p", 3, "--radius", 300, "--peers", "greedy"
    )
    rows = json.loads(out.read_text(encoding="utf-8"))
    assert [(row["problem"], row["solver"]) for row in rows] == [
        ("mclp", "geoplan"),
        ("mclp", "greedy"),
        ("median", "geoplan"),
        ("median", "greedy"),
    ]
    ours, greedy = rows[2:]
    assert ours["objective"] <= greedy["objective"]
    assert greedy["gap"] == pytest.approx(greedy["objective"] / ours["bound"] - 1)
    assert greedy["ratio"] == pytest.approx(greedy["seconds"] / ours["seconds"])
    assert "| greedy | 2 of 2 |" in capsys.readouterr().out


def test_an_unknown_rival_is_refused(points, capsys):
    with pytest.raises(SystemExit):
        run("peers", "--instances", points, "--out", "x", "--peers", "gurobi")
    assert "choose of spopt, highs, greedy, kmedoids" in capsys.readouterr().err


@needs_real
def test_the_four_published_values_of_san_francisco(tmp_path):
    out = tmp_path / "spopt.json"
    run("spopt", "--instances", Path(REAL) / "spopt", "--out", out)
    rows = json.loads(out.read_text(encoding="utf-8"))
    assert len(rows) == 4
    for row in rows:
        assert round(row["objective"], 4) == row["published"], row["problem"]


@needs_real
def test_pmed1_is_solved_and_proven(tmp_path):
    shutil.copy(Path(REAL) / "pmed" / "pmed1.txt", tmp_path)
    out = tmp_path / "pmed.json"
    run("pmed", "--instances", tmp_path, "--out", out)
    median, center = json.loads(out.read_text(encoding="utf-8"))
    assert median["objective"] == median["bound"] == 5819
    assert center["objective"] == center["bound"] == 127
