"""Roads from an Overpass server, played by one on this computer that answers as it is told."""

from __future__ import annotations

import errno
import re
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import osmium
import pytest
import requests
import shapely
from requests import exceptions

from geoplan.errors import DownloadError
from geoplan.layers import overpass, overpass_server
from geoplan.layers.osm import read_osm
from geoplan.layers.overpass import STAGE, fetch_roads
from geoplan.layers.overpass_server import WAITS_S
from tests.disks import disk_full

# Two tiles of 0.25°, the first of which ends at 106.75° E, and the middle third of the second.
AREA = shapely.box(106.625, 20.8, 106.875, 20.9)
BOXES = [(20.8, 106.625, 20.9, 106.75), (20.8, 106.75, 20.9, 106.875)]

NODES = {1: (106.70, 20.85), 2: (106.75, 20.85), 3: (106.80, 20.85), 4: (106.95, 20.85)}


def answer(ways, *, base="2026-03-02T04:05:06Z", tail=""):
    """Write ways {number: (node numbers, version)} as Overpass does with ``out meta``."""
    meta = 'changeset="7" uid="8" user="A mapper"'
    used = sorted({ref for refs, _ in ways.values() for ref in refs})
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<osm version="0.6" generator="Overpass API 0.7.62.5">',
        "<note>The data is made available under ODbL.</note>",
        f'<meta osm_base="{base}"/>',
    ]
    for ref in used:
        lon, lat = NODES[ref]
        place = f'lat="{lat}" lon="{lon}" version="1" timestamp="2020-01-01T00:00:00Z"'
        lines.append(f'<node id="{ref}" {place} {meta}/>')
    for number, (refs, version) in ways.items():
        when = f'version="{version}" timestamp="2021-01-0{version}T00:00:00Z"'
        lines.append(f'<way id="{number}" {when} {meta}>')
        lines += [f'<nd ref="{ref}"/>' for ref in refs]
        lines += ['<tag k="highway" v="residential"/>', '<tag k="name" v="Phố Đà Nẵng"/>', "</way>"]
    return "\n".join([*lines, tail, "</osm>\n"]).encode()


# Way 20 crosses from one tile into the other; way 30 ends far outside the area.
WEST = answer({10: ([1, 2], 1), 20: ([1, 3], 2)}, base="2026-03-02T04:06:06Z")
EAST = answer({20: ([1, 3], 2), 30: ([3, 4], 1)})
WATER = answer({})

# As src/overpass_api/frontend/web_output.cc of Overpass writes them.
PAGE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml">\n'
    '<body>\n<p><strong style="color:#FF0000">Error</strong>: {} </p>\n</body>\n</html>\n'
)
TOO_BUSY = PAGE.format(
    "runtime error: open64: 0 Success: timeout. The server is too busy."
).encode()
TIMED_OUT = (
    '<remark> runtime error: Query timed out in "recurse" at line 3 after 181 seconds. </remark>'
)
OUT_OF_MEMORY = "<remark> runtime error: Query run out of memory using about 512 MB. </remark>"


class Reply:
    """What the server says to one query."""

    def __init__(self, body=b"", status=200, *, promised=None, **headers):
        self.body, self.status = body, status
        length = len(body) if promised is None else promised
        self.headers = {"Content-Length": str(length)} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }


class Hangup:
    """The server closes the connection without a word."""


class Overpass:
    """A server that gives its replies in turn, and remembers what it was asked."""

    def __init__(self):
        self.replies, self.queries, self.agents = [], [], []
        told = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                told.queries.append(parse_qs(urlsplit(self.path).query)["data"][0])
                told.agents.append(self.headers["User-Agent"])
                reply = told.replies.pop(0) if told.replies else Reply(b"unexpected", 500)
                if isinstance(reply, Hangup):
                    return
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self.http.server_port}/api/interpreter"

    def says(self, *replies):
        self.replies = [Reply(each) if isinstance(each, bytes) else each for each in replies]
        self.queries.clear()


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    played = Overpass()
    serving = Thread(target=played.http.serve_forever, args=(0.01,))
    serving.start()
    yield played
    played.http.shutdown()
    serving.join()
    played.http.server_close()


@pytest.fixture
def waits(monkeypatch):
    """The waits before a query is put again, in seconds, without waiting."""
    slept = []
    monkeypatch.setattr(overpass_server, "sleep", slept.append)
    return slept


@pytest.fixture
def pauses(monkeypatch):
    """The pauses after each tile, in seconds, without pausing."""
    slept = []
    monkeypatch.setattr(overpass, "sleep", slept.append)
    return slept


@pytest.fixture
def fetch(server, tmp_path, waits, pauses):
    def run(area=AREA, folder=tmp_path, **options):
        return fetch_roads(area, folder, **{"endpoint": server.endpoint} | options)

    return run


@pytest.fixture
def refused(fetch, tmp_path):
    """The message of a download that fails and leaves no roads and nothing unfinished."""

    def run(**options):
        with pytest.raises(DownloadError) as failed:
            fetch(**options)
        message = str(failed.value)
        assert "\n" not in message
        assert not list(tmp_path.rglob("*.pbf"))
        assert not list(tmp_path.rglob("unfinished*"))
        return message

    return run


def boxes(server):
    """Return the bounds that each query asks for, once for its roads and once for its ferries."""
    found = []
    for query in server.queries:
        road, ferry = re.findall(r"\(([-0-9.]+,[-0-9.]+,[-0-9.]+,[-0-9.]+)\)", query)
        assert road == ferry
        found.append(pytest.approx(tuple(map(float, road.split(","))), abs=2e-5))
    return found


class TestWhole:
    def test_the_tiles_become_one_sorted_file(self, fetch, server, tmp_path, pauses):
        server.says(WEST, EAST)
        path = fetch()
        assert boxes(server) == BOXES
        things = [(type(each).__name__, each.id) for each in osmium.FileProcessor(path)]
        nodes = [("Node", number) for number in (1, 2, 3, 4)]
        assert things == [*nodes, ("Way", 10), ("Way", 20), ("Way", 30)]
        assert list(tmp_path.iterdir()) == [path]
        assert pauses == [1.0, 1.0]

    def test_the_query_asks_for_roads_and_ferries_with_nodes_and_dates(self, fetch, server):
        server.says(WEST, EAST)
        fetch()
        query = server.queries[0]
        assert query.startswith("[out:xml]")
        assert re.search(
            r'\(way\["highway"\]\(.*\); way\["route"="ferry"\]\(.*\);\)->\.ways;', query
        )
        assert query.endswith(
            '(.ways; .ways >; rel(bw.ways)["type"~"^restriction"];);\nout meta;\n'
        )
        assert all(agent.startswith("geoplan/") for agent in server.agents)

    def test_the_roads_can_be_read(self, fetch, server):
        server.says(WEST, EAST)
        read = read_osm(fetch())
        assert read.edges["way_id"].tolist() == [10, 20, 30]
        assert read.origin.date == "2026-03-02"

    def test_the_file_tells_its_maker_and_date_but_no_mapper(self, fetch, server):
        server.says(WEST, EAST)
        file = osmium.FileProcessor(fetch())
        assert file.header.get("generator").startswith("geoplan ")
        assert file.header.get("osmosis_replication_timestamp") == "2026-03-02T04:05:06Z"
        told = [(each.version, each.user, each.uid, each.changeset) for each in file]
        assert told == [(version, "", 0, 0) for version in (1, 1, 1, 1, 1, 2, 1)]

    def test_all_tags_stay(self, fetch, server):
        server.says(WEST, EAST)
        ways = osmium.FileProcessor(fetch(), osmium.osm.WAY)
        assert [dict(way.tags) for way in ways] == 3 * [
            {"highway": "residential", "name": "Phố Đà Nẵng"}
        ]

    @pytest.mark.parametrize("order", [1, -1])
    def test_a_way_edited_between_two_tiles_is_there_once_as_edited(self, fetch, server, order):
        versions = [answer({20: ([1, 3], 1)}), answer({20: ([1, 2, 3], 2)})]
        server.says(*versions[::order])
        ways = osmium.FileProcessor(fetch(), osmium.osm.WAY)
        assert [(way.version, [node.ref for node in way.nodes]) for way in ways] == [(2, [1, 2, 3])]

    def test_a_tile_may_hold_nothing_but_water(self, fetch, server):
        server.says(WATER, EAST)
        assert read_osm(fetch()).edges["way_id"].tolist() == [20, 30]
        assert len(server.queries) == 2

    def test_the_same_answers_make_the_same_bytes(self, fetch, server):
        server.says(WEST, EAST)
        first = fetch().read_bytes()
        fetch().unlink()
        server.says(WEST, EAST)
        assert fetch().read_bytes() == first
        assert len(server.queries) == 2

    def test_progress_is_told_tile_by_tile(self, fetch, server):
        told = []
        server.says(WEST, EAST)
        fetch(progress=lambda *words: told.append(words))
        assert told == [(STAGE, 0.0), (STAGE, 0.5), (STAGE, 1.0)]

    def test_only_tiles_that_the_area_touches_are_asked_for(self, fetch, server):
        """Two corners of a square of 2 × 2 tiles, either 0.05° wide."""
        corners = [shapely.box(106.7, 20.7, 106.75, 20.75), shapely.box(106.75, 20.75, 106.8, 20.8)]
        server.says(WEST, EAST)
        fetch(shapely.MultiPolygon(corners))
        assert boxes(server) == [(20.7, 106.7, 20.75, 106.75), (20.75, 106.75, 20.8, 106.8)]

    def test_an_area_south_and_west_of_the_origin(self, fetch, server):
        server.says(WATER)
        fetch(shapely.box(-0.2, -0.1, -0.05, -0.02))
        assert boxes(server) == [(-0.1, -0.2, -0.02, -0.05)]


class TestAskedAgain:
    @pytest.mark.parametrize(
        "passing",
        [
            Reply(PAGE.format("rate_limited").encode(), 429),
            Reply(b"", 502),
            Reply(b"", 503),
            Reply(TOO_BUSY, 504),
            Reply(TOO_BUSY),
            Reply(WEST[:700], promised=len(WEST)),
            Reply(WEST[:700]),
            Reply(b"<html><body>Welcome to our hotel</body></html>"),
            Reply(answer({10: ([1, 2], 1)}, tail=TIMED_OUT)),
            Hangup(),
        ],
        ids=lambda reply: f"{getattr(reply, 'status', 'hangup')}",
    )
    def test_what_may_pass_is_asked_again_after_a_longer_wait(self, fetch, server, waits, passing):
        told = []
        server.says(passing, passing, WEST, EAST)
        path = fetch(progress=lambda *words: told.append(words))
        assert len(server.queries) == 4
        assert len(set(server.queries)) == 2
        assert waits == list(WAITS_S[:2])
        assert waits[0] < waits[1]
        assert read_osm(path).edges["way_id"].tolist() == [10, 20, 30]
        notes = [words[2] for words in told if len(words) == 3]
        assert [note.rpartition("; ")[2] for note in notes] == [
            f"asking again in {wait} s" for wait in waits
        ]

    def test_the_wait_that_the_server_wants_is_kept(self, fetch, server, waits):
        server.says(Reply(b"", 429, Retry_After="33"), WEST, Reply(b"", 429, Retry_After="0"), EAST)
        fetch()
        assert waits == [33, WAITS_S[0]]

    def test_the_wait_may_be_given_as_a_time(self, fetch, server, waits):
        soon = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
        server.says(Reply(b"", 503, Retry_After=soon), WEST, EAST)
        fetch()
        assert 50 < waits[0] <= 60

    def test_a_wait_that_is_none_counts_as_not_said(self, fetch, server, waits):
        server.says(Reply(b"", 429, Retry_After="soon"), WEST, EAST)
        fetch()
        assert waits == [WAITS_S[0]]

    def test_a_remark_that_is_no_error_is_none(self, fetch, server, waits):
        remark = "<remark> runtime remark: Timeout is 180 and maxsize is 536870912. </remark>"
        server.says(answer({10: ([1, 2], 1)}, tail=remark), EAST)
        fetch()
        assert waits == []


class TestRefused:
    """Each is a sentence that names the server or the folder, what is wrong, and the cure."""

    @pytest.mark.parametrize(
        ("reply", "words"),
        [
            (Reply(b"", 429), "the server is busy (429 Too Many Requests)"),
            (Reply(TOO_BUSY, 504), "the server is busy (504 Gateway Timeout)"),
            (Reply(TOO_BUSY), "the server broke off (runtime error: open64: 0 Success"),
            (Reply(WEST[:700], promised=len(WEST)), "the answer broke off"),
            (Reply(WEST[:700]), "not whole OpenStreetMap data (XML parsing error at line"),
            (Reply(b""), "not whole OpenStreetMap data (XML parsing error at line 1"),
            (Reply(b"<html></html>"), "(Unknown top-level element: html)"),
            (Reply(b"<gpx/>"), "(Unknown top-level element: gpx)"),
            (Reply(b'<osm version="0.6"/>'), "does not tell the date of its data"),
            (Reply(WEST.replace(b'ref="1"', b'ref="x"')), "not whole OpenStreetMap data"),
            (Reply(WEST.replace(b'lon="106.7"', b'lon="400"')), "not whole OpenStreetMap data"),
            (Reply(answer({}, tail=TIMED_OUT)), 'Query timed out in "recurse" at line 3 after'),
            (Reply(answer({}, tail=OUT_OF_MEMORY)), "Query run out of memory"),
            (Reply(b"not gzip", Content_Encoding="gzip"), "the answer is garbled"),
            (Hangup(), "the connection broke off"),
        ],
    )
    def test_what_does_not_pass_ends_after_the_last_try(self, refused, server, waits, reply, words):
        server.says(*[reply] * 9)
        message = refused()
        assert message.startswith(f"{server.endpoint}: ")
        assert words in message
        assert "name another Overpass server" in message
        assert "tiles are kept" not in message
        assert waits == list(WAITS_S)
        assert len(server.queries) == len(WAITS_S) + 1

    @pytest.mark.parametrize(
        ("reply", "words"),
        [
            (
                Reply(PAGE.format("line 1: parse error: Unknown type &quot;x&quot;").encode(), 400),
                "line 1: parse error: Unknown type",
            ),
            (Reply(b"<html><h1>Not Found</h1></html>", 404), "404 Not Found"),
            (Reply(b"", 403), "403 Forbidden"),
            (Reply(b"", 500), "500 Internal Server Error"),
        ],
    )
    def test_a_query_that_is_not_understood_is_not_repeated(
        self, refused, server, waits, reply, words
    ):
        server.says(reply)
        message = refused()
        assert message.startswith(f"{server.endpoint}: the server refuses the query ({words}")
        assert "Check that the address is that of an Overpass interpreter" in message
        assert (len(server.queries), waits) == (1, [])

    def test_a_server_that_wants_a_long_wait_is_left_in_peace(self, refused, server, waits):
        server.says(Reply(b"", 429, Retry_After="3600"))
        assert "(429 Too Many Requests) and wants a wait of 3600 s" in refused()
        assert (len(server.queries), waits) == (1, [])

    def test_a_server_that_does_not_answer_in_time(self, refused, monkeypatch, waits):
        monkeypatch.setattr(overpass_server, "ANSWER_S", 0.02)
        with socket.create_server(("127.0.0.1", 0)) as mute:
            address = f"http://127.0.0.1:{mute.getsockname()[1]}/api/interpreter"
            assert f"{address}: the server did not answer in time. Check" in refused(
                endpoint=address
            )
        assert len(waits) == len(WAITS_S)

    def test_nobody_listens(self, refused, waits):
        with socket.create_server(("127.0.0.1", 0)) as gone:
            port = gone.getsockname()[1]
        message = refused(endpoint=f"http://127.0.0.1:{port}/api/interpreter")
        assert "the server cannot be reached" in message
        assert len(waits) == len(WAITS_S)

    def test_no_network_or_no_such_host(self, refused, monkeypatch, waits):
        def unknown(*_, **__):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        message = refused(endpoint="https://overpass.example/api/interpreter")
        assert message.startswith("https://overpass.example/api/interpreter: the name of the")
        assert "Check that this computer is on the internet, and correct the address" in message
        assert waits == []

    @pytest.mark.parametrize(
        ("failure", "words"),
        [
            (exceptions.SSLError, "the secure connection failed"),
            (exceptions.ProxyError, "the proxy let nothing through"),
            (exceptions.ConnectTimeout, "the server did not answer in time"),
            (exceptions.TooManyRedirects, "the server cannot be reached"),
        ],
    )
    def test_other_failures_of_the_network(self, refused, monkeypatch, waits, failure, words):
        def fail(*_, **__):
            raise failure

        monkeypatch.setattr(requests, "get", fail)
        message = refused()
        assert words in message
        assert "Check the address and the network" in message
        assert len(waits) == len(WAITS_S)

    @pytest.mark.parametrize(
        "address",
        ["", "overpass-api.de/api/interpreter", "htp://server/", "http://", "http://a..b/"],
    )
    def test_an_address_that_is_none(self, refused, address, waits):
        message = refused(endpoint=address)
        assert f"{address}: this is not an address" in message
        assert "beginning with https://" in message
        assert waits == []

    @pytest.mark.parametrize("area", [(100, 10, 110, 20), (6e5, 2.2e6, 6.5e5, 2.3e6)])
    def test_an_area_too_large(self, refused, server, area):
        """A square of 10°, and one in metres."""
        assert "is too large an area" in refused(area=shapely.box(*area))
        assert server.queries == []


class TestGoingOn:
    def fail_on_second(self, server, refused):
        server.says(WEST, *[Reply(b"", 504)] * 9)
        message = refused()
        assert message.endswith("1 of 2 tiles are kept: run it again to go on from there.")

    def test_only_the_missing_tile_is_asked_for(self, server, refused, fetch, tmp_path):
        self.fail_on_second(server, refused)
        told = []
        server.says(EAST)
        path = fetch(progress=lambda *words: told.append(words))
        assert boxes(server) == BOXES[1:]
        assert read_osm(path).edges["way_id"].tolist() == [10, 20, 30]
        assert told == [(STAGE, 0.0), (STAGE, 0.5), (STAGE, 1.0)]
        assert list(tmp_path.iterdir()) == [path]

    def test_the_file_is_as_if_it_had_not_failed(self, server, refused, fetch):
        self.fail_on_second(server, refused)
        server.says(EAST)
        path = fetch()
        in_two = path.read_bytes()
        path.unlink()
        server.says(WEST, EAST)
        assert fetch().read_bytes() == in_two

    def test_a_tile_that_was_damaged_is_asked_for_again(self, server, refused, fetch, tmp_path):
        self.fail_on_second(server, refused)
        (tile,) = tmp_path.rglob("*.osm")
        tile.write_bytes(tile.read_bytes()[:500])
        server.says(WEST, EAST)
        fetch()
        assert boxes(server) == BOXES

    def test_tiles_of_another_area_are_not_taken(self, server, refused, fetch):
        """The first tiles of both areas lie in the same square of the grid."""
        self.fail_on_second(server, refused)
        server.says(WEST, EAST)
        fetch(shapely.box(106.55, 20.8, 106.875, 20.9))
        assert len(server.queries) == 2

    def test_tiles_of_another_server_are_not_taken(self, server, refused, fetch):
        self.fail_on_second(server, refused)
        server.says(WEST, EAST)
        fetch(endpoint=f"{server.endpoint}?mirror=2")
        assert len(server.queries) == 2

    def test_a_whole_file_is_not_downloaded_again(self, server, fetch):
        server.says(WEST, EAST)
        path = fetch()
        made = path.stat().st_mtime_ns
        server.says()
        assert fetch() == path
        assert server.queries == []
        assert path.stat().st_mtime_ns == made

    def test_another_area_or_server_has_another_file(self, server, fetch, tmp_path):
        server.says(WEST, EAST, EAST, WEST, EAST)
        paths = [
            fetch(),
            fetch(shapely.box(106.8, 20.8, 106.9, 20.9)),
            fetch(endpoint=f"{server.endpoint}?mirror=2"),
        ]
        assert len(server.queries) == 5
        assert sorted(tmp_path.iterdir()) == sorted(paths)


class TestInterrupted:
    @pytest.mark.parametrize("when", ["asking", "writing", "moving"])
    def test_ctrl_c_leaves_no_half_file(self, server, fetch, monkeypatch, tmp_path, when):
        tiles = {"asking": 1, "writing": 0, "moving": 2}[when]
        server.says(WEST, EAST)
        with monkeypatch.context() as patch:
            interrupt(patch, when)
            with pytest.raises(KeyboardInterrupt):
                fetch()
        assert not list(tmp_path.rglob("*.pbf"))
        assert not list(tmp_path.rglob("unfinished*"))
        assert len(list(tmp_path.rglob("*.osm"))) == tiles

        server.says(*[WEST, EAST][tiles:])
        assert read_osm(fetch()).edges["way_id"].tolist() == [10, 20, 30]
        assert boxes(server) == BOXES[tiles:]


def interrupt(patch, when):
    """Press Ctrl-C after the first tile, in the middle of writing it, or before the move."""
    move = Path.replace

    def press(*_):
        raise KeyboardInterrupt

    def write_half(path, content):
        with path.open("wb") as file:
            file.write(content[: len(content) // 2])
        press()

    def move_tiles_alone(path, target):
        return move(path, target) if target.suffix == ".osm" else press()

    if when == "asking":
        patch.setattr(overpass, "sleep", press)
    elif when == "writing":
        patch.setattr(Path, "write_bytes", write_half)
    else:
        patch.setattr(Path, "replace", move_tiles_alone)


class TestDisk:
    WORDS = "the roads could not be written (", "Free the space or the rights it needs"

    def check(self, message, folder):
        assert message.startswith(f"{folder}: ")
        assert all(words in message for words in self.WORDS)

    def test_no_room_for_a_tile(self, server, fetch, tmp_path):
        big = answer({number: ([1, 2], 1) for number in range(10, 60)})
        server.says(WEST, big)
        with disk_full(len(WEST)), pytest.raises(DownloadError) as failed:
            fetch()
        self.check(str(failed.value), tmp_path)
        assert str(failed.value).endswith(
            "1 of 2 tiles are kept: run it again to go on from there."
        )
        assert not list(tmp_path.rglob("unfinished*"))
        server.says(EAST)
        assert read_osm(fetch()).edges["way_id"].tolist() == [10, 20, 30]

    def test_no_room_for_the_merged_file(self, server, fetch, tmp_path, monkeypatch):
        merge = overpass._merge

        def merge_on_full_disk(*files):
            with disk_full(50):
                merge(*files)

        server.says(WEST, EAST)
        with monkeypatch.context() as patch:
            patch.setattr(overpass, "_merge", merge_on_full_disk)
            with pytest.raises(DownloadError) as failed:
                fetch()
        self.check(str(failed.value), tmp_path)
        assert "2 of 2 tiles are kept" in str(failed.value)
        assert not list(tmp_path.rglob("*.pbf"))
        server.says()
        assert read_osm(fetch()).edges["way_id"].tolist() == [10, 20, 30]
        assert server.queries == []

    def test_no_space_left(self, server, refused, monkeypatch, tmp_path):
        def full(*_):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(Path, "write_bytes", full)
        server.says(WEST)
        message = refused()
        self.check(message, tmp_path)
        assert "(No space left on device)" in message

    def test_the_folder_is_made(self, server, fetch, tmp_path):
        server.says(WEST, EAST)
        folder = tmp_path / "new" / "roads"
        assert fetch(folder=folder).parent == folder

    def test_the_folder_is_a_file(self, server, fetch, tmp_path):
        taken = tmp_path / "taken"
        taken.touch()
        with pytest.raises(DownloadError) as failed:
            fetch(folder=taken)
        self.check(str(failed.value), taken)
        assert server.queries == []
