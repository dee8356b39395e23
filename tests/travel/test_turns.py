"""Banned turns and barriers: by hand at a crossing, and against a search by hand on any streets."""

from __future__ import annotations

import heapq

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoplan.travel.catchment import catchments
from geoplan.travel.joining import Legs, Ties, join
from tests.travel.streets import KM_A_MINUTE, layer, minutes, roads, ties

# Node 0 is a crossing; streets 0 to 3 lead from it to the west, north, east and south, and end
# there, after 1, 2, 3 and 4 minutes. Nobody may turn left from the west to the north.
WEST, NORTH, EAST, SOUTH = range(4)
CROSS = [(1, 0, 1, 0), (0, 2, 2, 0), (0, 3, 3, 0), (0, 4, 4, 0)]
NO_LEFT = (WEST, 0, NORTH)
ENDS = [(WEST, 0.0), (NORTH, 1.0), (EAST, 1.0), (SOUTH, 1.0)]


def crossing(*further, turns=(NO_LEFT,), streets=CROSS, closed=()):
    streets = [*streets, *further]
    nodes = 1 + max(max(start, end) for start, end, *_ in streets)
    return layer(streets, nodes=nodes, turns=turns, closed=closed)


class TestAtACrossing:
    def test_who_may_not_turn_goes_on_to_the_next_place_to_turn_round(self):
        """From west to north by the dead end in the east: 1 + 3 + 3 + 2; all else as it was."""
        expected = [[0, 9, 4, 5], [3, 0, 5, 6], [4, 5, 0, 7], [5, 6, 7, 0]]
        assert minutes(crossing(), ENDS) == pytest.approx(np.array(expected))

    def test_on_foot_one_turns_as_one_likes(self):
        on_foot = minutes(crossing(), ENDS, mode="walk")
        assert on_foot == pytest.approx(minutes(crossing(turns=()), ENDS))

    def test_places_beside_the_way_are_no_place_to_turn_round(self):
        """Nor does it matter on which side of a crossing with other streets they stand."""
        spots = [*ENDS, (EAST, 0.1), (SOUTH, 0.1), (WEST, 0.9), (NORTH, 0.1)]
        table = minutes(crossing(), spots)
        assert table[:4, :4] == pytest.approx(minutes(crossing(), ENDS))
        assert table[0, 4:] == pytest.approx([1.3, 1.4, 0.9, 1 + 3 + 3 + 0.2])

    def test_nor_is_a_landing(self):
        """A leg sails from the east, 0.3 minutes off, to the north, 0.2 minutes off, in 2."""
        legs = [((EAST, 0.1), (NORTH, 0.1), 2.0)]
        table = minutes(crossing(), [*ENDS, (NORTH, 0.0)], legs=legs)
        assert table[0, 1] == pytest.approx(1 + 0.3 + 2 + 1.8)
        assert table[0, 4] == pytest.approx(1 + 0.3 + 2 + 0.2)
        assert table[1, 0] == pytest.approx(3)

    def test_a_street_in_two_parts_is_the_same_as_in_one(self):
        """The street to the east is cut after 0.5 minutes, at node 5."""
        parts = [CROSS[0], CROSS[1], (0, 5, 0.5, 0), CROSS[3], (5, 3, 2.5, 0)]
        ends = [*ENDS[:2], (4, 1.0), ENDS[3]]
        assert minutes(crossing(streets=parts), ends) == pytest.approx(minutes(crossing(), ENDS))

    def test_one_turns_round_at_the_next_junction(self):
        """At node 5, after 0.5 minutes to the east, a street comes in from node 6."""
        parts = [CROSS[0], CROSS[1], (0, 5, 0.5, 0), CROSS[3], (5, 3, 2.5, 0), (5, 6, 9, 0)]
        assert minutes(crossing(streets=parts), ENDS)[0, 1] == pytest.approx(1 + 0.5 + 0.5 + 2)

    def test_unless_that_is_banned(self):
        parts = [CROSS[0], CROSS[1], (0, 5, 0.5, 0), CROSS[3], (5, 3, 2.5, 0), (5, 6, 9, 0)]
        town = crossing(streets=parts, turns=[NO_LEFT, (EAST, 5, EAST)])
        assert minutes(town, ENDS)[0, 1] == pytest.approx(1 + 3 + 3 + 2)

    def test_a_street_round_the_corner_is_taken(self):
        """From the east end, node 3, a one-way street of 1 minute leads to the north end."""
        town = crossing((3, 2, 1, 1))
        assert minutes(town, ENDS)[0, 1] == pytest.approx(1 + 3 + 1)

    def test_both_ends_of_a_loop_arrive(self):
        """Street 4 is a loop of 2 minutes at the crossing; from it nobody may go to the south."""
        town = crossing((0, 0, 2, 0), turns=[(4, 0, SOUTH)])
        spots = [(4, 0.5), (SOUTH, 1.0)]
        assert minutes(town, spots) == pytest.approx(np.array([[0, 1 + 1 + 1 + 4], [5, 0]]))

    def test_pieces_of_network_take_no_account_of_bans(self):
        """Nobody may leave the west any more, and yet it is one piece with the others."""
        town = crossing(turns=[(WEST, 0, to) for to in (NORTH, EAST, SOUTH)])
        assert np.isinf(minutes(town, ENDS)[0, 1:]).all()
        assert set(roads(town).piece) == {roads(town).piece[0]}


class TestAtABarrier:
    def test_nobody_goes_through_nor_is_tied_across(self):
        """A barrier at the crossing, and 3 ahead of it a street from west to south."""
        town = crossing((1, 4, 3, 0), closed=[0], turns=())
        table = minutes(town, ENDS)
        assert table[0] == pytest.approx([0, np.inf, np.inf, 3])
        assert table[3] == pytest.approx([3, np.inf, np.inf, 0])
        near = minutes(town, [(WEST, 1.0), (NORTH, 0.0), (SOUTH, 0.0)])
        assert near[0] == pytest.approx([0, np.inf, 1 + 3 + 4])

    def test_feet_pass(self):
        assert minutes(crossing(closed=[0]), ENDS, mode="walk")[0, 1] == pytest.approx(3)

    def test_each_end_there_is_a_node_of_its_own(self):
        town = crossing((0, 0, 2, 0), closed=[0], turns=())
        assert roads(town).nodes == 5 + 6
        assert roads(town, "walk").nodes == 5

    def test_bans_at_a_barrier_say_nothing_more(self):
        assert roads(crossing(closed=[0])).bans.size == 0


class TestCatchment:
    def reached(self, town, street, share, band_min):
        """Return whether a spot beside a street is in the catchment of the north end."""
        streets = roads(town)
        place = join(streets, [Ties.none(), ties([ENDS[NORTH]])], Legs.none())
        shape = catchments(place, KM_A_MINUTE, [band_min], beside_m=1.0).geometry[0]
        line = streets.lines[street]
        return shape.covers(line.interpolate(share, normalized=True))

    def test_it_reaches_no_farther_than_the_turns_allow(self):
        """In 3 minutes all of the north, a third of the east, a quarter of the south, no west."""
        town = crossing()
        assert self.reached(town, NORTH, 0.02, 3.0)
        assert self.reached(town, EAST, 0.32, 3.0)
        assert not self.reached(town, EAST, 0.35, 3.0)
        assert self.reached(town, SOUTH, 0.24, 3.0)
        # from the west by the dead end in the east, 3 + 3 + 2 from the crossing
        assert not self.reached(town, WEST, 0.95, 7.9)
        assert self.reached(town, WEST, 0.55, 8.5)
        assert not self.reached(town, WEST, 0.45, 8.5)


@st.composite
def towns(draw):
    """Return streets, banned turns, closed nodes, spots and legs."""
    nodes = draw(st.integers(2, 5))
    node, minute = st.integers(0, nodes - 1), st.integers(1, 9)
    street = st.tuples(node, node, minute, st.sampled_from([0, 0, 1, -1]))
    streets = draw(st.lists(street, min_size=1, max_size=7))
    edge = st.integers(0, len(streets) - 1)
    turns = [
        (one, at, other)
        for one, (*ends, _, _) in enumerate(streets)
        for at in set(ends)
        for other, (start, end, _, _) in enumerate(streets)
        if at in (start, end)
    ]
    banned = draw(st.lists(st.sampled_from(turns), max_size=8))
    closed = draw(st.sets(node, max_size=1))
    spot = st.tuples(edge, st.sampled_from([0.0, 0.25, 0.5, 1.0]))
    spots = draw(st.lists(spot, min_size=2, max_size=5))
    legs = draw(st.lists(st.tuples(spot, spot, minute), max_size=2))
    return streets, nodes, set(banned), closed, spots, legs


class ByHand:
    """A search of headings, one after the other; a heading is (street, whether one goes back)."""

    def __init__(self, streets, banned, closed, spots, legs):
        self.streets, self.banned, self.closed, self.spots = streets, banned, closed, spots
        self.legs = [*legs, *((there, here, sails) for here, there, sails in legs)]
        self.headings = [
            (edge, back)
            for edge, (*_, oneway) in enumerate(streets)
            for back in (False, True)
            if oneway != (1 if back else -1)
        ]

    def tail(self, heading):
        edge, back = heading
        return self.streets[edge][1 if back else 0]

    def ways_on(self, heading):
        """Return the headings that may follow one: round again only where that is not banned."""
        edge, back = heading
        at, round_again = self.tail((edge, not back)), (edge, not back)
        if at in self.closed:
            return [round_again] if round_again in self.headings else []
        allowed = [
            other
            for other in self.headings
            if self.tail(other) == at and (edge, at, other[0]) not in self.banned
        ]
        others = [other for other in allowed if other != round_again]
        return others if len(others) == 1 else allowed

    def minutes_from(self, spot):
        """Return the minutes from a spot to each."""
        self.best, self.heap, done = [np.inf] * len(self.spots), [(0.0, "on", spot)], set()
        while self.heap:
            time, what, which = heapq.heappop(self.heap)
            if (what, which) in done:
                continue
            done.add((what, which))
            if what == "end":
                for heading in self.ways_on(which):
                    self.ride(time, heading, 0.0)
            else:
                edge, share = which
                for back in (False, True):
                    if (edge, back) in self.headings:
                        self.ride(time, (edge, back), 1 - share if back else share)
        return self.best

    def ride(self, time, heading, begin):
        """Ride to the end of a heading, off at spots and landings on the way."""
        edge, back = heading
        length = self.streets[edge][2]

        def off(spot):
            place = 1 - spot[1] if back else spot[1]
            on_the_way = spot[0] == edge and place >= begin
            return time + length * (place - begin) if on_the_way else np.inf

        self.best = [min(best, off(spot)) for best, spot in zip(self.best, self.spots, strict=True)]
        for here, there, sails in self.legs:
            if off(here) < np.inf:
                heapq.heappush(self.heap, (off(here) + sails, "on", there))
        heapq.heappush(self.heap, (time + length * (1 - begin), "end", heading))


@settings(max_examples=100, deadline=None)
@given(towns())
def test_minutes_are_those_of_a_search_by_hand(town):
    streets, nodes, banned, closed, spots, legs = town
    built = layer(streets, nodes=nodes, turns=banned, closed=closed)
    search = ByHand(streets, banned, closed, spots, legs)
    expected = np.array([search.minutes_from(spot) for spot in spots])
    assert minutes(built, spots, legs=legs) == pytest.approx(expected)
