"""Turn restrictions of OpenStreetMap: which turns are banned, for whom, and what is left out."""

from __future__ import annotations

import pytest

from geoplan.layers.osm import read_osm
from tests.layers.small_roads import ROAD, ROW, banned, check_whole, osm_text

# Ways 100 from the west, 101 to the east, 102 to the north and 103 to the south meet at node 5.
CROSS = (([4, 5], ROAD), ([5, 6], ROAD), ([5, 11], ROAD), ([12, 5], ROAD))
NODES = ROW | {11: (0.005, 0.001), 12: (0.005, -0.001)}
WEST, EAST, NORTH, SOUTH = range(100, 104)
NO_LEFT = {"type": "restriction", "restriction": "no_left_turn"}
STRAIGHT_ON = {"type": "restriction", "restriction": "only_straight_on"}


def members(from_way, to_way, *via):
    via = via or (("n", 5),)
    return [
        ("w", from_way, "from"),
        ("w", to_way, "to"),
        *((kind, ref, "via") for kind, ref in via),
    ]


@pytest.fixture
def roads(tmp_path):
    """Read a crossing with relations [(members, tags)]."""

    def read(*relations, ways=CROSS, barriers=None):
        path = tmp_path / "area.osm"
        path.write_text(osm_text(ways, NODES, barriers=barriers, relations=relations))
        read = read_osm(path)
        check_whole(read)
        return read

    return read


class TestBans:
    def test_a_turn_that_is_not_allowed(self, roads):
        read = roads((members(WEST, NORTH), NO_LEFT))
        assert banned(read) == banned(read, "motorcycle") == [(WEST, 5, NORTH)]
        assert read.turns_left_out == 0

    def test_the_only_turn_allowed_bans_all_others_turning_round_too(self, roads):
        read = roads((members(WEST, EAST), STRAIGHT_ON))
        assert banned(read) == [(WEST, 5, WEST), (WEST, 5, NORTH), (WEST, 5, SOUTH)]

    def test_each_of_several_turns_alone_allowed_is_allowed(self, roads):
        read = roads((members(WEST, EAST), STRAIGHT_ON), (members(WEST, NORTH), STRAIGHT_ON))
        assert banned(read) == [(WEST, 5, WEST), (WEST, 5, SOUTH)]

    def test_what_is_banned_beside_it_stays_banned(self, roads):
        read = roads((members(WEST, EAST), STRAIGHT_ON), (members(SOUTH, WEST), NO_LEFT))
        assert banned(read)[-1] == (SOUTH, 5, WEST)
        assert len(banned(read)) == 4

    def test_nobody_turns_round(self, roads):
        tags = NO_LEFT | {"restriction": "no_u_turn"}
        assert banned(roads((members(WEST, WEST), tags))) == [(WEST, 5, WEST)]

    def test_from_several_ways_or_onto_several(self, roads):
        no_entry = [*members(WEST, NORTH), ("w", SOUTH, "from")]
        tags = NO_LEFT | {"restriction": "no_entry"}
        assert banned(roads((no_entry, tags))) == [(WEST, 5, NORTH), (SOUTH, 5, NORTH)]
        no_exit = [*members(WEST, NORTH), ("w", EAST, "to")]
        tags = NO_LEFT | {"restriction": "no_exit"}
        assert banned(roads((no_exit, tags))) == [(WEST, 5, EAST), (WEST, 5, NORTH)]

    def test_on_a_longer_way_the_edges_at_the_node_count(self, roads):
        """Way 100 from 3 to 5 is cut at 4 by way 104."""
        ways = (([3, 4, 5], ROAD), *CROSS[1:], ([4, 11], ROAD))
        read = roads((members(WEST, NORTH), NO_LEFT), ways=ways)
        assert banned(read) == [(WEST, 5, NORTH)]
        assert read.turns["from_edge"].tolist() == [1]

    def test_the_same_turn_banned_twice_is_banned_once(self, roads):
        no_left = (members(WEST, NORTH), NO_LEFT)
        assert banned(roads(no_left, no_left)) == [(WEST, 5, NORTH)]


class TestForWhom:
    @pytest.mark.parametrize(
        ("tags", "motorcycle_motorcar"),
        [
            ({}, (1, 1)),
            ({"except": "motorcycle"}, (0, 1)),
            ({"except": "bus;motorcar"}, (1, 0)),
            ({"except": "psv; motorcycle; motorcar"}, (0, 0)),
            ({"except": "motor_vehicle"}, (0, 0)),
            ({"except": "bicycle"}, (1, 1)),
            ({"restriction": "none"}, (0, 0)),
            ({"type": "restriction:motorcar"}, (0, 1)),
            ({"type": "restriction:motorcycle"}, (1, 0)),
            ({"type": "restriction:motor_vehicle"}, (1, 1)),
            ({"type": "restriction:hgv"}, (0, 0)),
            ({"type": "multipolygon"}, (0, 0)),
        ],
    )
    def test_tags(self, roads, tags, motorcycle_motorcar):
        read = roads((members(WEST, NORTH), NO_LEFT | tags))
        found = tuple(len(banned(read, mode)) for mode in ("motorcycle", "motorcar"))
        assert found == motorcycle_motorcar
        assert read.turns_left_out == 0

    @pytest.mark.parametrize(
        ("tags", "motorcycle_motorcar"),
        [
            ({"restriction:motorcar": "no_left_turn"}, (0, 1)),
            ({"restriction:motor_vehicle": "no_left_turn"}, (1, 1)),
            ({"restriction:hgv": "no_left_turn"}, (0, 0)),
            ({"restriction": "no_left_turn", "restriction:motorcycle": "none"}, (0, 1)),
            ({"restriction": "no_left_turn", "restriction:conditional": "none @ (22-6)"}, (1, 1)),
        ],
    )
    def test_keys(self, roads, tags, motorcycle_motorcar):
        read = roads((members(WEST, NORTH), {"type": "restriction"} | tags))
        found = tuple(len(banned(read, mode)) for mode in ("motorcycle", "motorcar"))
        assert found == motorcycle_motorcar

    def test_the_mode_must_be_allowed_on_both_ways(self, roads):
        """Straight on lies a way for motorcycles alone: it cannot be the only one for cars."""
        ways = (CROSS[0], ([5, 6], ROAD | {"motorcar": "no"}), *CROSS[2:])
        read = roads((members(WEST, EAST), STRAIGHT_ON), ways=ways)
        assert banned(read) == []
        assert len(banned(read, "motorcycle")) == 3
        read = roads((members(WEST, NORTH), STRAIGHT_ON), ways=ways)
        assert banned(read) == [(WEST, 5, WEST), (WEST, 5, SOUTH)]


class TestLeftOut:
    @pytest.mark.parametrize(
        ("tags", "via"),
        [
            ({}, [("w", SOUTH)]),
            ({}, [("n", 5), ("w", SOUTH)]),
            ({}, [("n", 5), ("n", 6)]),
            ({"hour_on": "7:00", "hour_off": "9:00"}, [("n", 5)]),
            ({}, [("n", 4)]),  # where the ways do not meet
            ({}, [("n", 77)]),  # not in the file
        ],
    )
    def test_what_cannot_be_kept_is_counted(self, roads, tags, via):
        read = roads((members(WEST, NORTH, *via), NO_LEFT | tags))
        assert banned(read) == []
        assert read.turns_left_out == 1

    def test_what_holds_at_certain_hours_alone(self, roads):
        tags = {"type": "restriction", "restriction:conditional": "no_left_turn @ (Mo-Fr 7-9)"}
        read = roads((members(WEST, NORTH), tags))
        assert banned(read) == []
        assert read.turns_left_out == 1

    def test_a_way_that_passes_the_node_does_not_say_which_turn_is_meant(self, roads):
        ways = (([4, 5, 6], ROAD), ([5, 11], ROAD))
        read = roads((members(100, 101), NO_LEFT), ways=ways)
        assert banned(read) == []
        assert read.turns_left_out == 1

    @pytest.mark.parametrize(("from_way", "to_way"), [(WEST, 999), (999, NORTH)])
    def test_ways_elsewhere_do_not_count(self, roads, from_way, to_way):
        read = roads((members(from_way, to_way), NO_LEFT))
        assert banned(read) == []
        assert read.turns_left_out == 0

    def test_a_relation_without_members(self, roads):
        assert banned(roads(([], NO_LEFT))) == []
