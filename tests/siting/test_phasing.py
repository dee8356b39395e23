from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.errors import GeoplanError, InfeasibleError
from geoplan.siting.highs import Outcome
from geoplan.siting.limits import Limits
from geoplan.siting.phasing import turn
from geoplan.siting.phasing.curve import money_curve
from geoplan.siting.phasing.money import left, spend_what_is_left, spending
from geoplan.siting.phasing.problem import UNBUILT, PhasingProblem
from geoplan.siting.phasing.search import phase
from geoplan.siting.phasing.staging import staging_cost, under_cut
from geoplan.siting.phasing.verify import verify_phasing

EXACT = Limits(gap=0.0)
FIRST = 2026


def phasing_problem(cost, envelope, **rest):
    """Return a problem with one source and three years where nothing else is said."""
    cost, envelope = np.array(cost, float), np.atleast_2d(np.array(envelope, float))
    items, (sources, years) = cost.size, envelope.shape
    usual = {
        "years": FIRST + np.arange(years),
        "horizon": FIRST + years - 1,
        "cost_bn_vnd": cost,
        "source_share": np.eye(sources)[np.zeros(items, int)],
        "duration": np.zeros(items, int),
        "gain": np.ones(items),
        "earliest_start": np.full(items, FIRST),
        "latest_opening": np.full(items, FIRST + 50),
        "priority_class": np.zeros(items, int),
        "required": np.zeros(items, bool),
        "envelope_bn_vnd": envelope,
        "reserve_share": np.zeros(sources),
        "price_index": np.ones(years),
        "carries_over": np.zeros(sources, bool),
        "sources": ("state budget", "recurrent budget", "private money")[:sources],
    }
    whole = {"horizon": rest.pop("horizon")} if "horizon" in rest else {}
    arrays = {name: np.array(each) for name, each in rest.items()}
    return PhasingProblem(**usual | arrays | whole)


@st.composite
def problems(draw, *, classes=3, required=True):
    """Draw a small problem in which items alike and ties are common; None if counting refuses."""
    items, kinds = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    years, sources = draw(st.integers(1, 4)), draw(st.integers(1, 2))

    def whole(size, least, most):
        values = st.lists(st.integers(least, most), min_size=size, max_size=size)
        return np.array(draw(values), np.int64)

    kind = whole(items, 0, kinds - 1)
    part = whole(kinds, 0, 4) / 4
    share = np.column_stack([part, 1 - part]) if sources == 2 else np.ones((kinds, 1))
    must = (whole(kinds, 0, 5) == 5) & required
    try:
        return phasing_problem(
            (whole(kinds, 1, 5) / draw(st.sampled_from([1, 2])))[kind],
            whole(sources * years, 0, 6).reshape(sources, years),
            horizon=FIRST + years - 1 + draw(st.integers(0, 2)),
            source_share=share[kind],
            duration=np.minimum(whole(kinds, 0, 3), 2)[kind],
            gain=whole(items, 0, 4) * 1.5,
            earliest_start=FIRST - 1 + whole(kinds, 0, 2)[kind],
            latest_opening=FIRST + years + 1 - whole(kinds, 0, 2)[kind],
            priority_class=whole(kinds, 0, classes - 1)[kind] * 10,
            required=must[kind],
            reserve_share=whole(sources, 0, 1) / 4,
            price_index=1 + np.cumsum(whole(years, 0, 2)) / 8,
            carries_over=whole(sources, 0, 1) == 1,
        )
    except InfeasibleError:
        return None


def affords(problem, starts):
    """Whether every source can pay what starts, purse by purse."""
    for source, carries in enumerate(problem.carries_over):
        purse = 0.0
        for at, year in enumerate(problem.years):
            purse = carries * purse
            purse += problem.envelope_bn_vnd[source, at] * (1 - problem.reserve_share[source])
            for item, start in enumerate(starts):
                pays = max(problem.duration[item], 1)
                if start != UNBUILT and start <= year < start + pays:
                    cost = problem.cost_bn_vnd[item] * problem.source_share[item, source]
                    purse -= cost * problem.price_index[at] / pays
            if purse < -1e-9:
                return False
    return True


def options(problem, item):
    """Return every year in which an item may start, and ``UNBUILT``."""
    pays = max(problem.duration[item], 1)
    return [UNBUILT] * (not problem.required[item]) + [
        year
        for year in problem.years.tolist()
        if year >= problem.earliest_start[item]
        and year + problem.duration[item] <= problem.latest_opening[item]
        and year + pays - 1 <= problem.years[-1]
    ]


def gained(problem, starts, items):
    """Return the people-years of some items, counted one by one."""
    return sum(
        problem.gain[item]
        for item in items
        if starts[item] != UNBUILT
        for year in range(FIRST, problem.horizon + 1)
        if starts[item] + problem.duration[item] <= year
    )


def best_of_class(problem, starts, of_class):
    """Return the most people-years of a class, given how those before it start; None if none."""
    choices = []
    for item, its_class in enumerate(problem.priority_class):
        if its_class < of_class:
            choices.append([starts[item]])
        elif its_class == of_class or problem.required[item]:
            choices.append(options(problem, item))
        else:
            choices.append([UNBUILT])
    own = np.flatnonzero(problem.priority_class == of_class)
    worths = [gained(problem, each, own) for each in product(*choices) if affords(problem, each)]
    return max(worths, default=None)


def check_against_all_choices(problem, phasing, *, gap):
    """Check each class against all choices of years, given those of the classes before it."""
    verify_phasing(problem, phasing)
    classes = np.unique(problem.priority_class)
    for of_class, bound in zip(classes, phasing.class_bounds, strict=True):
        best = best_of_class(problem, phasing.start, of_class)
        own = np.flatnonzero(problem.priority_class == of_class)
        found = gained(problem, phasing.start, own)
        assert best - 1e-6 <= bound <= best / (1 - gap) + 1e-6
        assert (1 - gap) * best - 1e-6 <= found <= best + 1e-6


@settings(max_examples=250, deadline=None)
@given(problems(), st.sampled_from([0.0, 0.3]))
def test_each_class_gets_the_most_there_is(problem, gap):
    if problem is None:
        return
    try:
        phasing = phase(problem, Limits(gap=gap))
    except InfeasibleError:
        unbuilt = np.full(problem.gain.size, UNBUILT)
        assert best_of_class(problem, unbuilt, problem.priority_class.min()) is None
        return
    check_against_all_choices(problem, phasing, gap=gap)
    assert phasing.gap <= gap + 1e-9


@settings(max_examples=250, deadline=None)
@given(problems(required=False), st.sampled_from([0.0, 0.3]), st.sampled_from([0.0, 0.3]))
def test_whole_numbers_where_they_matter_first_come_to_the_same(problem, gap, large):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(turn, "CORE", 1)
        patch.setattr(turn, "LARGE", large)
        phasing = phase(problem, Limits(gap=gap))
    check_against_all_choices(problem, phasing, gap=gap)


@settings(max_examples=100, deadline=None)
@given(problems(required=False), st.floats(0, 0.3))
def test_a_search_that_stops_early_has_a_bound_on_what_there_is(problem, gap):
    phasing = phase(problem, Limits(gap=gap, nodes=0))
    verify_phasing(problem, phasing)
    assert phasing.gap >= 0
    first = np.unique(problem.priority_class)[0]
    best = best_of_class(problem, phasing.start, first)
    assert phasing.class_bounds[0] >= best - 1e-6
    assert phasing.bound >= phasing.people_years


@settings(max_examples=100, deadline=None)
@given(problems(classes=1), st.data())
def test_more_money_never_gains_fewer_people(problem, data):
    if problem is None:
        return
    size = problem.envelope_bn_vnd.size
    extra = data.draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    more = problem.envelope_bn_vnd + np.reshape(extra, problem.envelope_bn_vnd.shape)
    try:
        before = phase(problem, EXACT).people_years
    except InfeasibleError:
        return
    after = phase(replace(problem, envelope_bn_vnd=more), EXACT).people_years
    assert after >= before - 1e-6


@settings(max_examples=100, deadline=None)
@given(problems(classes=1), st.randoms(use_true_random=False))
def test_the_order_of_the_items_does_not_matter(problem, random):
    if problem is None:
        return
    order = list(range(problem.gain.size))
    random.shuffle(order)
    of_items = (
        "cost_bn_vnd", "source_share", "duration", "gain", "earliest_start", "latest_opening",
        "priority_class", "required",
    )  # fmt: skip
    shuffled = replace(problem, **{name: getattr(problem, name)[order] for name in of_items})
    try:
        phasing = phase(problem, EXACT)
    except InfeasibleError:
        with pytest.raises(InfeasibleError):
            phase(shuffled, EXACT)
        return
    again = phase(shuffled, EXACT)
    assert again.people_years == pytest.approx(phasing.people_years)
    assert again.bound == pytest.approx(phasing.bound)


@settings(max_examples=100, deadline=None)
@given(problems())
def test_no_source_pays_more_than_it_has_and_nothing_carried_is_lost(problem):
    if problem is None:
        return
    try:
        phasing = phase(problem)
    except InfeasibleError:
        return
    assert affords(problem, phasing.start)
    available = problem.envelope_bn_vnd * (1 - problem.reserve_share[:, None])
    rest = left(problem, phasing.spending_bn_vnd)
    for source, carries in enumerate(problem.carries_over):
        spent = phasing.spending_bn_vnd[source]
        if carries:
            carried = np.append(0.0, rest[source, :-1])
            assert carried + available[source] == pytest.approx(spent + rest[source])
            assert spent.sum() + rest[source, -1] == pytest.approx(available[source].sum())
        else:
            assert spent + rest[source] == pytest.approx(available[source])


def test_years_are_chosen_for_all_items_together():
    """By gain per cost the two small items would come first, and the great one never."""
    problem = phasing_problem([4, 2, 2], [[4, 2, 2]], gain=[70.0, 40, 30], horizon=2030)
    phasing = phase(problem, EXACT)
    assert phasing.start.tolist() == [2026, 2027, 2028]
    assert phasing.people.tolist() == [70, 110, 140, 140, 140]
    assert phasing.people_years == 600


def test_cost_is_spread_over_construction_at_the_prices_of_each_year():
    problem = phasing_problem(
        [6, 1], [[3, 4, 9]], duration=[2, 0], gain=[10.0, 1], price_index=[1, 1.1, 1.21],
        horizon=2029, required=[True, False],
    )  # fmt: skip
    phasing = phase(problem, EXACT)
    assert phasing.start.tolist() == [2026, 2028]
    assert phasing.opening.tolist() == [2028, 2028]
    assert phasing.spending_bn_vnd == pytest.approx(np.array([[3, 3.3, 1.21]]))
    assert phasing.people.tolist() == [0, 0, 11, 11]


def test_money_left_carries_over_only_where_it_may():
    problem = phasing_problem([6], [[3, 3, 3]])
    assert phase(problem, EXACT).start.tolist() == [UNBUILT]
    saved = replace(problem, carries_over=np.array([True]))
    assert phase(saved, EXACT).start.tolist() == [2027]
    reserved = replace(saved, reserve_share=np.array([0.1]))
    assert phase(reserved, EXACT).start.tolist() == [2028]


def test_prices_that_rise_faster_than_savings_keep_an_item_from_being_built():
    problem = phasing_problem([6], [[3, 3, 3]], carries_over=[True], price_index=[1, 1.01, 1.6])
    assert phase(problem, EXACT).start.tolist() == [UNBUILT]
    assert phase(problem, EXACT).unpaid_bn_vnd.tolist() == [6]


def test_each_source_pays_its_share():
    problem = phasing_problem(
        [10, 4], [[3, 3, 7], [7, 0, 3]], source_share=[[0.3, 0.7], [1, 0]], gain=[5.0, 1]
    )
    phasing = phase(problem, EXACT)
    assert phasing.start.tolist() == [2026, 2028]
    assert phasing.spending_bn_vnd == pytest.approx(np.array([[3, 0, 4], [7, 0, 0]]))


def test_what_opens_after_the_last_year_counts_up_to_a_later_horizon():
    problem = phasing_problem([1, 1], [[0, 0, 1]], duration=[1, 1], gain=[2.0, 3])
    assert phase(problem, EXACT).people.tolist() == [0, 0, 0]
    later = phase(replace(problem, horizon=2030), EXACT)
    assert later.opening.tolist() == [UNBUILT, 2029]
    assert later.people.tolist() == [0, 0, 0, 3, 3]


def test_items_alike_but_for_their_duration_are_told_apart():
    problem = phasing_problem([2, 2], [[2, 2, 0]], duration=[0, 1], gain=[6.0, 5])
    phasing = phase(problem, EXACT)
    assert phasing.opening.tolist() == [2026, 2028]
    assert phasing.bound == pytest.approx(3 * 6 + 5)


def test_what_is_built_moves_forward_before_more_is_built():
    problem = phasing_problem([2, 2], [[2, 2, 0]], gain=[1.0, 5])
    start = spend_what_is_left(problem, np.array([2027, UNBUILT]), np.arange(2))
    assert start.tolist() == [2026, 2027]
    stays = spend_what_is_left(problem, np.array([2027, UNBUILT]), np.array([1]))
    assert stays.tolist() == [2027, 2026]


def test_money_that_one_item_frees_moves_another_forward():
    problem = phasing_problem([2, 2], [[2, 2, 2]], gain=[5.0, 1], earliest_start=[2027, 2026])
    start = spend_what_is_left(problem, np.array([2028, 2027]), np.arange(2))
    assert start.tolist() == [2027, 2026]


def test_an_item_that_gains_nothing_is_built_of_what_is_left():
    problem = phasing_problem([2, 2, 2], [[2, 2, 0]], gain=[0.0, 5, 0])
    assert phase(problem, EXACT).start.tolist() == [2027, 2026, UNBUILT]


def test_a_class_goes_before_all_that_later_ones_would_gain():
    problem = phasing_problem([3, 3, 1], [[3, 3, 3]], gain=[1.0, 100, 50], horizon=2026 + 2)
    assert phase(problem, EXACT).start.tolist() == [2028, 2026, 2027]
    island = replace(problem, priority_class=np.array([0, 1, 1]))
    phasing = phase(island, EXACT)
    assert phasing.start.tolist() == [2026, 2027, 2028]
    assert phasing.class_bounds == pytest.approx([3, 250])


def test_a_class_that_money_cannot_start_leaves_it_to_the_next():
    problem = phasing_problem(
        [5, 1, 1], [[1, 5, 1]], gain=[9.0, 1, 1], priority_class=[0, 1, 1], duration=[0, 0, 0]
    )
    assert phase(problem, EXACT).start.tolist() == [2027, 2026, 2028]


def test_what_must_be_built_is_built_whatever_its_class():
    problem = phasing_problem(
        [2, 2], [[2, 2, 0]], gain=[5.0, 1], priority_class=[0, 1], required=[False, True],
        latest_opening=[2040, 2026],
    )  # fmt: skip
    phasing = phase(problem, EXACT)
    assert phasing.start.tolist() == [2027, 2026]
    verify_phasing(problem, phasing)


def test_a_target_with_a_date_comes_before_what_gains_more():
    problem = phasing_problem([2, 2], [[2, 2, 0]], gain=[1.0, 5])
    assert phase(problem, EXACT).start.tolist() == [2027, 2026]
    dated = replace(
        problem, required=np.array([True, False]), latest_opening=np.array([2026, 2040])
    )
    assert phase(dated, EXACT).start.tolist() == [2026, 2027]


def test_an_item_that_no_year_suits_is_left_unbuilt():
    problem = phasing_problem([1, 1, 1], [[9, 9, 9]], duration=[2, 4, 1], latest_opening=[2027] * 3)
    phasing = phase(problem, EXACT)
    assert phasing.start.tolist() == [UNBUILT, UNBUILT, 2026]
    assert phasing.unpaid_bn_vnd.tolist() == [2]
    verify_phasing(problem, phasing)


def test_nothing_to_build_is_a_phasing():
    problem = phasing_problem([], [[1, 2]])
    phasing = phase(problem)
    verify_phasing(problem, phasing)
    assert phasing.people.tolist() == [0, 0]
    assert (phasing.bound, phasing.gap) == (0, 0)
    assert staging_cost(problem, phasing).at_once_bn_vnd == 0


def test_what_is_lacking_is_named():
    problem = phasing_problem(
        [4, 7, 1], [[3, 3, 3], [9, 9, 9]], source_share=[[1, 0], [0.5, 0.5], [1, 0]],
        required=[True, True, False], latest_opening=[2026, 2027, 2040],
    )  # fmt: skip
    with pytest.raises(InfeasibleError) as refused:
        phase(problem)
    says = str(refused.value)
    assert "the 2 required items cost 11.0 bn VND" in says
    assert "state budget lacks 1.0 bn VND in 2026 for items such as [0]" in says
    assert "state budget lacks 0.5 bn VND in 2027 for items such as [1]" in says
    assert "recurrent" not in says
    enough = problem.envelope_bn_vnd + np.array([[1, 0.5, 0], [0, 0, 0]])
    assert phase(replace(problem, envelope_bn_vnd=enough)).start.tolist()[:2] == [2026, 2027]


def test_a_required_item_that_cannot_open_in_time_is_named():
    with pytest.raises(InfeasibleError, match=r"such as item 1: it may start in 2027 .* by 2028"):
        phasing_problem(
            [1, 1], [[9, 9, 9]], required=[True, True], duration=[0, 2],
            earliest_start=[2026, 2027], latest_opening=[2026, 2028],
        )  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"cost_bn_vnd": [1.0, 0.0]}, r"cost_bn_vnd must be greater than 0, but is not at \[1\]"),
        ({"cost_bn_vnd": [1.0, math.nan]}, r"cost_bn_vnd is not finite at \[1\]"),
        ({"gain": [-1.0, 0.0]}, "gain must be 0 or more"),
        ({"gain": [1.0]}, r"gain has dtype float64 and shape \(1,\)"),
        ({"duration": [1.0, 2.0]}, "duration has dtype float64"),
        ({"duration": [0, -1]}, r"duration is negative at \[1\]"),
        ({"source_share": [[1.0], [0.9]]}, r"do not sum to 1 for items \[1\]"),
        ({"envelope_bn_vnd": [[1.0, -1, 1]]}, "envelope_bn_vnd must be 0 or more"),
        ({"reserve_share": [1.1]}, "reserve_share must be 0 to 1"),
        ({"price_index": [1.0, 0, 1]}, "price_index must be greater than 0"),
        ({"years": [2026, 2028, 2029]}, "years must follow one after another"),
        ({"horizon": 2027}, "counted up to 2027, but money is given up to 2028"),
    ],
)
def test_arrays_that_are_no_problem_are_refused(wrong, says):
    with pytest.raises(GeoplanError, match=says):
        phasing_problem([1, 1], [[1, 1, 1]], **wrong)


def test_a_search_without_an_answer_says_so(monkeypatch):
    monkeypatch.setattr(turn, "minimise", lambda *_, **__: Outcome(None, np.inf, -np.inf, 0))
    with pytest.raises(GeoplanError, match="allow more nodes"):
        phase(phasing_problem([1], [[1, 1, 1]]))


@pytest.mark.parametrize(
    ("spoilt", "says"),
    [
        ({"start": [2026, 2027]}, "every item has a start"),
        ({"start": [2025, 2027, 2028, UNBUILT]}, "no item starts too early"),
        ({"start": [UNBUILT, 2027, 2028, UNBUILT]}, "required items are built"),
        ({"opening": [2027, 2028, 2029, UNBUILT]}, "items open when they are built"),
        (
            {"start": [2027, 2027, 2028, UNBUILT], "opening": [2028, 2028, 2028, UNBUILT]},
            "too late",
        ),
        ({"start": [2026, 2028, 2028, UNBUILT], "opening": [2027, 2029, 2028, UNBUILT]}, "spend"),
        ({"start": [2026, 2027, 2028, 2028], "opening": [2027, 2028, 2028, 2028]}, "more than it"),
        ({"spending_bn_vnd": [[2, 2, 2.1]]}, "the sources spend what the items cost"),
        ({"people": [0, 5, 9, 10.1]}, "the people of each year"),
        ({"unpaid_bn_vnd": [0]}, "what is not built costs"),
        ({"class_bounds": [15.0, 9.9]}, "no class gains more than its bound"),
    ],
)
def test_every_claim_of_a_phasing_is_checked(spoilt, says):
    problem = phasing_problem(
        [2, 2, 2, 2], [[2, 2, 2]], duration=[1, 1, 0, 0], gain=[5.0, 4, 1, 1],
        priority_class=[0, 1, 1, 1], required=[True, False, False, False], horizon=2029,
        latest_opening=[2027, 2030, 2030, 2030],
    )  # fmt: skip
    phasing = phase(problem, EXACT)
    assert phasing.start.tolist() == [2026, 2027, 2028, UNBUILT]
    assert phasing.class_bounds == pytest.approx([15, 10])
    verify_phasing(problem, phasing)
    with pytest.raises(GeoplanError, match=says):
        verify_phasing(problem, replace(phasing, **{key: np.array(x) for key, x in spoilt.items()}))


def test_an_item_that_waits_for_a_later_class_is_found():
    problem = phasing_problem([2, 2], [[2, 2, 2]], gain=[1.0, 5])
    phasing = phase(problem, EXACT)
    with pytest.raises(GeoplanError, match="no item waits for one of a later class"):
        verify_phasing(replace(problem, priority_class=np.array([0, 1])), replace(
            phasing, class_bounds=np.array([9.0, 15.0])
        ))  # fmt: skip


def test_staging_costs_people_years_and_the_rise_of_prices():
    problem = phasing_problem([4, 2, 9], [[2, 5, 0]], gain=[1.0, 3, 1], price_index=[1, 1.25, 1.5])
    phasing = phase(problem, EXACT)
    assert phasing.start.tolist() == [2027, 2026, UNBUILT]
    cost = staging_cost(problem, phasing)
    assert cost.people_years_lost == pytest.approx((3 + 9 + 3) - (2 + 9))
    assert cost.price_rise_bn_vnd == pytest.approx(1)
    assert cost.at_once_bn_vnd == 15
    assert cost.lacking_bn_vnd == pytest.approx([13])
    saved = replace(problem, carries_over=np.array([True]))
    assert staging_cost(saved, phasing).lacking_bn_vnd == pytest.approx([13])


@settings(max_examples=100, deadline=None)
@given(problems())
def test_staging_costs_nothing_where_money_does_for_all_at_once(problem):
    if problem is None:
        return
    problem = replace(
        problem, envelope_bn_vnd=problem.envelope_bn_vnd + 100, priority_class=0 * problem.duration
    )
    phasing = phase(problem, EXACT)
    cost = staging_cost(problem, phasing)
    assert cost.people_years_lost == pytest.approx(0)
    assert cost.price_rise_bn_vnd == pytest.approx(0)
    assert cost.lacking_bn_vnd.tolist() == [0] * len(problem.sources)
    assert cost.at_once_bn_vnd == pytest.approx(phasing.spending_bn_vnd.sum())


@settings(max_examples=100, deadline=None)
@given(problems(required=False))
def test_with_the_money_that_lacks_all_could_start_at_once(problem):
    at_once = staging_cost(problem, phase(problem)).lacking_bn_vnd
    first = np.where(problem.first_start <= problem.last_start, problem.first_start, UNBUILT)
    spent = spending(problem, first)
    short = at_once > 1e-9
    assert (short == (left(problem, spent) < -1e-9).any(axis=1)).all()
    given_first = problem.envelope_bn_vnd.copy()
    given_first[:, 0] += at_once / np.maximum(1 - problem.reserve_share, 1e-9)
    enough = replace(problem, envelope_bn_vnd=given_first, carries_over=np.ones_like(short))
    assert left(enough, spent).min() >= -1e-9


def test_a_cut_drops_and_delays():
    problem = phasing_problem(
        [2, 2, 2, 9], [[4, 2, 0]], gain=[3.0, 2, 1, 0], required=[True, False, False, False]
    )
    phasing = phase(problem, EXACT)
    assert phasing.start.tolist() == [2026, 2026, 2027, UNBUILT]
    half = under_cut(problem, phasing, 0.5, EXACT)
    assert half.phasing.start.tolist() == [2026, UNBUILT, UNBUILT, UNBUILT]
    assert half.problem.envelope_bn_vnd.tolist() == [[2, 1, 0]]
    assert (half.dropped.tolist(), half.delayed.tolist()) == ([1, 2], [])
    assert half.people_years_lost == 2 * 3 + 2
    saved = replace(problem, carries_over=np.array([True]))
    later = under_cut(saved, phasing, np.array([0.25]), EXACT)
    assert later.phasing.start.tolist() == [2026, 2027, UNBUILT, UNBUILT]
    assert (later.dropped.tolist(), later.delayed.tolist()) == ([2], [1])
    with pytest.raises(InfeasibleError, match=r"state budget lacks 0.4 bn VND in 2026"):
        under_cut(problem, phasing, 0.6)
    with pytest.raises(GeoplanError, match="not a share"):
        under_cut(problem, phasing, -0.1)


@settings(max_examples=50, deadline=None)
@given(problems(classes=1, required=False))
def test_a_greater_cut_never_loses_less(problem):
    phasing = phase(problem, EXACT)
    lost = [
        under_cut(problem, phasing, share, EXACT).people_years_lost
        for share in (0, 0.1, 0.3, 0.5, 1)
    ]
    assert lost[0] == pytest.approx(0)
    assert (np.diff(lost) >= -1e-6).all()


some_items = st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), min_size=1, max_size=6)


@given(some_items, st.integers(0, 60))
def test_no_choice_gains_more_than_the_curve(items, money):
    cost, gain = np.array(items, float).T
    curve = money_curve(cost, gain)

    def best(budget):
        return max(
            gain[list(chosen)].sum()
            for size in range(gain.size + 1)
            for chosen in combinations(range(gain.size), size)
            if cost[list(chosen)].sum() <= budget + 1e-9
        )

    assert sorted(curve.order.tolist()) == list(range(gain.size))
    assert curve.most_people(np.array(float(money))) >= best(money) - 1e-9
    for spent, people in zip(curve.money_bn_vnd, curve.people, strict=True):
        assert best(spent) == pytest.approx(people)


@given(some_items)
def test_after_the_knee_money_brings_less_than_the_average(items):
    cost, gain = np.array(items, float).T
    curve = money_curve(cost, gain)
    gaining = np.count_nonzero(gain)
    slope = gain[curve.order] / cost[curve.order]
    if gaining == 0 or np.ptp(slope[:gaining]) < 1e-9:
        assert curve.knee == 0
        return
    average = curve.people[gaining] / curve.money_bn_vnd[gaining]
    assert 0 < curve.knee < gaining
    assert (slope[: curve.knee] > average).all()
    assert (slope[curve.knee :] <= average + 1e-9).all()


@pytest.mark.parametrize("wrong", [([0.0], [1.0]), ([1.0], [-1.0])])
def test_a_curve_needs_costs_and_gains(wrong):
    with pytest.raises(GeoplanError, match="a cost above 0"):
        money_curve(*map(np.array, wrong))


def programme(rng):
    """Return a made-up programme of 655 items: stations, renovations, hospitals, centres."""
    counts = (368, 264, 11, 12)
    kind, items = np.repeat(np.arange(4), counts), sum(counts)
    usual = np.choose(kind, [5.5, 2.0, 500.0, 600.0])
    late = np.full(items, 2031)
    required = np.zeros(items, bool)
    required[:40], late[:40] = True, 2029
    return phasing_problem(
        np.round(usual * rng.uniform(0.7, 1.4, items), 2),
        [[900, 1000, 1100, 1100, 1200], [120, 110, 110, 100, 100], [900, 1000, 1200, 1200, 1200]],
        horizon=2035,
        source_share=np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.8, 0.2, 0]])[kind],
        duration=np.choose(kind, [1, 0, 3, 2]),
        gain=np.round(rng.gamma(2, np.choose(kind, [3500.0, 900, 40000, 40000]))),
        latest_opening=late,
        required=required,
        reserve_share=[0.1, 0.05, 0.0],
        price_index=1.04 ** np.arange(5),
        carries_over=[True, False, True],
    )


def test_a_whole_programme_is_phased_within_a_thousandth_and_the_same_every_time():
    problem = programme(np.random.default_rng(3))
    phasing = phase(problem)
    verify_phasing(problem, phasing)
    assert phasing.gap <= 1e-3
    assert (phasing.start != UNBUILT).sum() > 400
    again = phase(problem)
    assert again.start.tolist() == phasing.start.tolist()
    assert again.bound == phasing.bound


def test_a_whole_programme_is_phased_class_by_class_and_under_cuts():
    problem = programme(np.random.default_rng(4))
    remote = np.random.default_rng(4).integers(0, 3, problem.gain.size)
    problem = replace(problem, priority_class=np.where(problem.required, 0, remote))
    phasing = phase(problem)
    verify_phasing(problem, phasing)
    assert phasing.gap <= 1e-3
    lost = 0.0
    for share in (0.1, 0.2, 0.3, 0.4, 0.5):
        cut = under_cut(problem, phasing, share)
        verify_phasing(cut.problem, cut.phasing)
        assert cut.phasing.gap <= 1e-3
        assert cut.people_years_lost > lost
        lost = cut.people_years_lost
