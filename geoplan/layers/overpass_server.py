"""Ask an Overpass server one query: whole OpenStreetMap data, or a sentence.

osmnx asks such servers too, but repeats a refused query without end or a word, so requests does it
here.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from time import sleep

import osmium
import requests
from requests import exceptions
from urllib3.exceptions import InvalidHeader, LocationParseError, NameResolutionError
from urllib3.util import Retry

from geoplan._version import __version__
from geoplan.errors import DownloadError

# The public server lets an address ask little at a time, and frees its place after some seconds:
# https://dev.overpass-api.de/overpass-doc/en/preface/commons.html
WAITS_S = (5, 15, 45, 90)
LONGEST_WAIT_S = 300
PASSING = frozenset({429, 502, 503, 504})

CONNECT_S = 10
ANSWER_S = 240  # a query may work for 180 s, the default of Overpass, and wait for its turn

NOT_AN_ADDRESS = (
    exceptions.MissingSchema,
    exceptions.InvalidSchema,
    exceptions.InvalidURL,
    LocationParseError,
)
FAILURES: dict[type[Exception], str] = {  # the particular before the general
    exceptions.Timeout: "the server did not answer in time",
    exceptions.SSLError: "the secure connection failed (a wrong clock, or a proxy in between)",
    exceptions.ProxyError: "the proxy let nothing through",
    exceptions.ChunkedEncodingError: "the answer broke off",
    exceptions.ContentDecodingError: "the answer is garbled",
    exceptions.RequestException: "the server cannot be reached, or the connection broke off",
}

# How Overpass tells errors, and the date of its data; nothing else in XML can look like these:
# https://github.com/drolbr/Overpass-API, src/overpass_api/frontend/web_output.cc
REMARK = re.compile(rb"<remark>\s*(.*?(?:error|timed out).*?)\s*</remark>", re.DOTALL)
PAGE_ERROR = re.compile(rb"Error</strong>:\s*(.*?)\s*</p>", re.DOTALL)
OSM_BASE = re.compile(rb'<meta osm_base="(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"')


class _PassingError(Exception):
    """What may be over when the query is put again after ``wait_s`` seconds or more."""

    def __init__(self, problem: str, wait_s: float = 0.0) -> None:
        super().__init__(problem)
        self.wait_s = wait_s


def ask(endpoint: str, query: str, tell: Callable[[str], None]) -> bytes:
    """Put a query to a server, again after a wait when it is busy or its answer is not whole.

    Parameters
    ----------
    endpoint
        Address of the interpreter.
    query
        In Overpass QL, for XML with metadata.
    tell
        Called before each wait with what is wrong and how long the wait is.

    Returns
    -------
    bytes
        An answer without fault.

    Raises
    ------
    DownloadError
        When the server refuses the query, cannot be found, is busy to the last try, or wants a
        wait of more than five minutes.
    """
    waits_s = iter((*WAITS_S, math.inf))
    while True:
        try:
            return _answer(endpoint, query)
        except _PassingError as passing:
            wait_s = max(next(waits_s), passing.wait_s)
            problem = str(passing)
        if wait_s > LONGEST_WAIT_S:
            raise DownloadError(
                f"{endpoint}: {problem}. Check the address and the network, try again later, or "
                "name another Overpass server."
            )
        tell(f"{problem}; asking again in {wait_s:.0f} s")
        sleep(wait_s)


def fault(answer: bytes) -> str:
    """Return in words why an answer is not whole OpenStreetMap data, or "" where it is.

    Overpass tells an error within a page or at the end of the data, under status 200.

    Examples
    --------
    >>> fault(b"<html/>")
    'the answer is not whole OpenStreetMap data (Unknown top-level element: html)'
    """
    if told := REMARK.search(answer) or PAGE_ERROR.search(answer):
        return f"the server broke off ({_line(told[1])})"
    try:
        osmium.MergeInputReader().add_buffer(answer, "osm")
    except (RuntimeError, ValueError, osmium.InvalidLocationError) as bad:
        return f"the answer is not whole OpenStreetMap data ({str(bad).splitlines()[0]})"
    return "" if OSM_BASE.search(answer) else "the answer does not tell the date of its data"


def osm_base(answer: bytes) -> str:
    """Return the moment up to which an answer without fault holds all changes, ISO 8601, UTC."""
    found = OSM_BASE.search(answer)
    return found[1].decode() if found else ""


def _answer(endpoint: str, query: str) -> bytes:
    try:
        response = requests.get(
            endpoint,
            params={"data": query},
            headers={"User-Agent": f"geoplan/{__version__} (planner of health facilities)"},
            timeout=(CONNECT_S, ANSWER_S),
        )
    except NOT_AN_ADDRESS:
        raise DownloadError(
            f"{endpoint}: this is not an address. Write that of an Overpass interpreter in full, "
            "beginning with https://."
        ) from None
    except exceptions.RequestException as failed:
        reasons = [getattr(said, "reason", None) for said in failed.args]
        if any(isinstance(reason, NameResolutionError) for reason in reasons):
            raise DownloadError(
                f"{endpoint}: the name of the server is not known. Check that this computer is "
                "on the internet, and correct the address."
            ) from None
        problem = next(FAILURES[kind] for kind in FAILURES if isinstance(failed, kind))
        raise _PassingError(problem) from None
    status = f"{response.status_code} {response.reason}"
    if response.status_code in PASSING:
        wait_s = _retry_after_s(response)
        wish = f" and wants a wait of {wait_s:.0f} s" if wait_s else ""
        raise _PassingError(f"the server is busy ({status}){wish}", wait_s)
    if not response.ok:
        told = PAGE_ERROR.search(response.content)
        raise DownloadError(
            f"{endpoint}: the server refuses the query ({_line(told[1]) if told else status}). "
            "Check that the address is that of an Overpass interpreter, or name another one."
        )
    if problem := fault(response.content):
        raise _PassingError(problem)
    return response.content


def _retry_after_s(response: requests.Response) -> float:
    try:
        return Retry().get_retry_after(response.raw) or 0.0
    except InvalidHeader:
        return 0.0


def _line(text: bytes) -> str:
    return " ".join(text.decode("utf-8", "replace").split())
