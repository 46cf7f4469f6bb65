"""Files about a storm that never was, as the agency would write them."""

from __future__ import annotations

import json
from collections.abc import Mapping

DECK = """\
AL, 99, 2030090112, 03, AVNO,   0, 200N,  790W,  50,  995, TS,  34, NEQ,   60,   60,   60,   60,
AL, 99, 2030090112, 03, OFCL, -12, 195N,  780W,  45,    0, TS,  34, NEQ,  100,   90,    0,   60,
AL, 99, 2030090112, 03, OFCL,   0, 200N,  790W,  50,  995, TS,  34, NEQ,  100,   90,    0,   60, 1012,  200,  20,  60,   0,   L,
AL, 99, 2030090112, 03, OFCL,   0, 200N,  790W,  50,  995, TS,  50, NEQ,   30,   30,    0,    0, 1012,  200,  20,  60,   0,   L,
AL, 99, 2030090112, 03, OFCL,   3, 203N,  793W,  55,    0, TS,  34, NEQ,  100,   90,    0,   60, 1012,  200,  20,  60,   0,   L,   0,    , 300,  10,       DEMO,  ,
AL, 99, 2030090112, 03, OFCL,  12, 212N,  802W,  60,    0, TS,  34, SWQ,   40,   60,  120,   80, 1012,  200,  20,  60,   0,   L,   0,    , 300,  10,       DEMO,  ,
AL, 99, 2030090112, 03, OFCL,  24, 224N,  814W,  70,    0, HU,  34, AAA,  110,    0,    0,    0,
 AL, 99, 2030090112, 03, OFCL, 96, 296N,  886W,  80,    0, HU,  34, NEQ,    0,    0,    0,    0,
AL, 99, 2030090112, 03, OFCL, 168, 373N,  900W,  60,    0, EX,   0,    ,    0,    0,    0,    0,
"""  # noqa: E501  as long as such lines are

TRACK = """\
AL, 99, 2030090112,   , BEST,   0, 200N,  790W,  50,  995, TS,  34, NEQ,  100,   90,    0,   60, 1012,  200,  20,  60,   0,   L,   0,    ,   0,   0,     INVEST, M,
AL, 99, 2030090112,   , BEST,   0, 200N,  790W,  50,  995, TS,  50, NEQ,   30,   30,    0,    0, 1012,  200,  20,  60,   0,   L,   0,    ,   0,   0,     INVEST, M,
AL, 99, 2030090118,   , BEST,   0, 206N,  796W,   0,  990, TS,   0,    ,    0,    0,    0,    0, 1012,  200,  20,  60,   0,   L,   0,    ,   0,   0,       DEMO, M,
AL, 99, 2030090118, 45, BEST,   0, 207N,  797W,  60,  990, TS,   0,    ,    0,    0,    0,    0, 1012,  200,  20,  60,   0,   L,   0,    ,   0,   0,       DEMO, M,
"""  # noqa: E501  as long as such lines are

BULLETIN = """\
ZCZC DEMO

TROPICAL STORM DEMO WIND SPEED PROBABILITIES NUMBER   7
NWS NATIONAL HURRICANE CENTER MIAMI FL       AL992030
1500 UTC SUN SEP 01 2030

I. MAXIMUM WIND SPEED
FORECAST HOUR   12    24    36    48    72    96   120
HURRICANE        5    10    20    30    30    20    10

                FROM    FROM    FROM    FROM    FROM    FROM    FROM
FORECAST HOUR    (12)   (24)    (36)    (48)    (72)    (96)   (120)
- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - -
LOCATION       KT

DEMO PORT      34  1   2( 3)   3( 6)   4(10)  20(30)  10(40)   2(42)
DEMO PORT      50  X   X( X)   X( X)   1( 1)   4( 5)   3( 8)   X( 8)
DEMO PORT      64  X   X( X)   X( X)   X( X)   1( 1)   1( 2)   X( 2)

OUTER BANK     34  X   X( X)   X( X)   X( X)   X( X)   X( X)   1( 1)

GFDM 340N 873W 34 99   X(99)   X(99)   X(99)   X(99)   X(99)   X(99)
$$
FORECASTER DEMO
"""

STORM: Mapping[str, object] = {
    "id": "al992030",
    "name": "Demo",
    "classification": "TS",
    "intensity": "45",
    "latitude": "17.1N",
    "longitude": "58.4W",
    "latitudeNumeric": 17.1,
    "longitudeNumeric": -58.4,
    "lastUpdate": "2030-09-01T15:00:00.000Z",
    "forecastTrack": {"advNum": "007", "zipFile": "https://weather.invalid/track.zip"},
    "windSpeedProbabilities": {
        "advNum": "007",
        "issuance": "2030-09-01T15:00:00.000Z",
        "url": "https://weather.invalid/wind.shtml",
    },
    "trackCone": {"advNum": "007", "zipFile": "javascript:alert(1)"},
    "windWatchesWarnings": None,
}


def current(*storms: object) -> str:
    """The list with these storms in it."""
    return json.dumps({"activeStorms": storms}, indent=1)
