"""Where things lie in the arrays the compiled simulation works on. Minutes unless said otherwise.

Five plain arrays hold a whole problem and a whole plan, because a compiler is quick with few plain arguments and slow
with many (decision 0203): `t` whole numbers of the problem, `x` its figures, `s` whole numbers of the plan, `y` its
figures, `u` the slots in use by minute. `t` begins with the sizes and addresses below: entry i of the table NAME is
`t[t[AT_NAME] + i]`, column C of its row i `t[t[AT_NAME] + i * WIDTH + C]`; the same for `x`, `s` and `y`.
"""

from typing import Final

NEVER: Final = 1 << 29
"""Later than any horizon."""

SITE: Final = 0
HUB: Final = 1
DEST: Final = 2
BASE: Final = 3

HELI: Final = 0
FIXED: Final = 1
ROAD: Final = 2

# A type of carrier, whole numbers.
TY_MODE: Final = 0
TY_SEATS: Final = 1
TY_STRETCHERS: Final = 2
TY_SEATS_LYING: Final = 3
TY_REFUEL: Final = 4
TY_TURN: Final = 5
TY_DUTY: Final = 6
TY_REST: Final = 7
TY_COLUMNS: Final = 8

# A type of carrier, figures.
TF_RANGE: Final = 0
TF_LOAD: Final = 1
TF_UNLOAD: Final = 2
TF_RISK: Final = 3
TF_COST: Final = 4
TF_COLUMNS: Final = 5

# A group.
G_SITE: Final = 0
G_POINTS: Final = 1
G_LYING: Final = 2
G_UNITS: Final = 3
G_COMPARTMENT: Final = 4
G_TAG: Final = 5
G_NOT_BEFORE: Final = 6
G_COLUMNS: Final = 7

# A carrier while a plan is made. `V_LAST` is −1 before its first activity, `V_TOUR` −1 when no escorts are out with it.
V_NODE: Final = 0
V_READY: Final = 1
V_DUTY: Final = 2
V_LAST: Final = 3
V_ESCORTS: Final = 4
V_TOUR: Final = 5
V_BOOKED: Final = 6
V_HOME_DEPART: Final = 7
V_HOME_ARRIVE: Final = 8
V_HOME_ROUTE: Final = 9
V_HOME_REFUEL: Final = 10
V_HOME_DUTY: Final = 11
V_NEXT: Final = 12
V_IDLE: Final = 13
V_COLUMNS: Final = 14

# The serial found by `evaluate`, as written into the list of serials. `R_KIND` is 0 for a serial, 1 for a way home.
R_VEHICLE: Final = 0
R_KIND: Final = 1
R_ORIGIN: Final = 2
R_DEST: Final = 3
R_LEAVE: Final = 4
R_ROUTE_OUT: Final = 5
R_REFUEL_FIRST: Final = 6
R_ARRIVE_ORIGIN: Final = 7
R_BOARD: Final = 8
R_BOARDED: Final = 9
R_REFUEL_ORIGIN: Final = 10
R_DEPART: Final = 11
R_ROUTE_ON: Final = 12
R_ARRIVE: Final = 13
R_SET_DOWN: Final = 14
R_DOWN: Final = 15
R_ESCORTS: Final = 16
R_STARTS_TOUR: Final = 17
R_ENDS_TOUR: Final = 18
R_LOADS: Final = 19
R_LOADS_END: Final = 20
R_WAIT: Final = 21
R_FIRST: Final = 22
R_COLUMNS: Final = 23

# What `evaluate` finds beside it.
E_END: Final = 0
E_UNTIL: Final = 1
E_DUTY: Final = 2
E_TOUR: Final = 3
E_PEOPLE: Final = 4
E_HOME_DEPART: Final = 5
E_HOME_ARRIVE: Final = 6
E_HOME_ROUTE: Final = 7
E_HOME_REFUEL: Final = 8
E_HOME_DUTY: Final = 9
E_LEG: Final = 10
E_POINTS: Final = 11
E_FIRST: Final = 12
E_COLUMNS: Final = 13

# The same, figures: km since refuelling at the set-down, km of the way home, weight aboard, risk of the loaded leg.
F_KM: Final = 0
F_HOME_KM: Final = 1
F_WEIGHT: Final = 2
F_RISK: Final = 3
F_COLUMNS: Final = 4

# A lot at a staging place.
L_GROUP: Final = 0
L_HEADS: Final = 1
L_SINCE: Final = 2
L_LOAD: Final = 3
L_SERIAL: Final = 4
L_COLUMNS: Final = 5

# Totals.
T_SERIALS: Final = 0
T_LOADS: Final = 1
T_LEFT: Final = 2
T_MAKESPAN: Final = 3
T_STAGED: Final = 4
T_CHANCE: Final = 5
T_SKIPPED: Final = 6
T_RETURNED: Final = 7
T_STAMP: Final = 8
T_UNTIL: Final = 9
T_SHARED: Final = 10
T_COLUMNS: Final = 11

LOSSES: Final = 4
"""Behind the loss, the cost and the loss at the end, from here on: what is lost of each group so far."""

# An entry of a carrier's list: from where, to where (−1: the rule decides), how long to wait first, flags.
Q_ORIGIN: Final = 0
Q_DEST: Final = 1
Q_WAIT: Final = 2
Q_FLAGS: Final = 3
Q_COLUMNS: Final = 4
FREE: Final = -1
HOME_FIRST: Final = 1
AT_MINUTE: Final = 2
"""Flag of an entry of an adopted plan: its wait is the minute to leave at, and it may leave half an hour later."""
SEATS: Final = 4
"""Flags divided by this: where in `t` the seats of an adopted serial stand (0: whoever is worth most goes).

Below 0, at a site: the group, counted from −1 downwards, that boards first; then whoever is worth most beside it.
"""

# Figures of the rule that decides where no list does.
P_AHEAD: Final = 0
P_STAGED: Final = 1
P_FLOOR: Final = 2
P_TO_HUB: Final = 3
P_SETTLE: Final = 4
P_ESCORTS: Final = 5
P_FILL: Final = 6
P_WAIT: Final = 7
P_KIND: Final = 8
P_MIX: Final = 9
P_RELAY: Final = 10
P_HOLD: Final = 11
P_TOUR_FILL: Final = 12
P_LEAST_ESCORTS: Final = 13
P_NOISE: Final = 14
P_LOOKS: Final = 15
P_PRICE: Final = 16
P_TOUR_WAIT: Final = 17
P_HUB_WAIT: Final = 18
P_QUIET: Final = 19
P_COLUMNS: Final = 20

VALUE_RATE: Final = 0
MOST_AT_RISK: Final = 1
NEAREST: Final = 2
LARGEST_SITE: Final = 3
ONE_SITE: Final = 4
WINDOW_END: Final = 5

HELD_MIN: Final = 30
"""Room at a staging place is kept for blocks of this many minutes; who stays in part of a block has all of it."""

GRID_MIN: Final = 10
"""The chance of loss used for choosing (never for counting) is kept for every tenth minute."""

# Sizes and rules, at the head of `t`.
HORIZON: Final = 0
PER_GUARD: Final = 1
ESCORTS_MIN: Final = 2
TOUR_MAX: Final = 3
REST_PCT: Final = 4
REST_MIN: Final = 5
ABOARD_PCT: Final = 6
ABOARD_EXTRA: Final = 7
HUB_GROUND_MAX: Final = 8
NODES: Final = 9
VEHICLES: Final = 10
TYPES: Final = 11
GROUPS: Final = 12
SITES: Final = 13
HUBS: Final = 14
DESTS: Final = 15
ROADS: Final = 16
ROOMS: Final = 17
BEDS: Final = 18
TAGS: Final = 19
GRIDS: Final = 20
MINUTES: Final = 21
ROWS: Final = 22
HELD_BLOCKS: Final = 23
POOL_MINUTES: Final = 24
QUEUE_MAX: Final = 25
LOTS_MAX: Final = 26
SERIALS_MAX: Final = 27
LOADS_MAX: Final = 28
PICKS_MAX: Final = 29

# Addresses, at the head of `t`: in `t` itself, in `x`, in `s`, in `y`.
AT_KIND: Final = 30
AT_PARKS: Final = 31
AT_FUELS: Final = 32
AT_ROW: Final = 33
AT_DEST: Final = 34
AT_HUB: Final = 35
AT_POOL: Final = 36
AT_SLOTS: Final = 37
AT_WINDOW_AT: Final = 38
AT_WINDOW_FROM: Final = 39
AT_WINDOW_TO: Final = 40
AT_LEG: Final = 41
AT_ROAD_AT: Final = 42
AT_ROAD_N: Final = 43
AT_ROAD_MIN: Final = 44
AT_CLOSED_AT: Final = 45
AT_CLOSED_FROM: Final = 46
AT_CLOSED_TO: Final = 47
AT_VEHICLE_TYPE: Final = 48
AT_VEHICLE_BASE: Final = 49
AT_VEHICLE_MOVES: Final = 50
AT_BUSY_AT: Final = 51
AT_BUSY_FROM: Final = 52
AT_BUSY_TO: Final = 53
AT_TYPE_I: Final = 54
AT_GROUP: Final = 55
AT_PERMITTED: Final = 56
AT_SITE_AT: Final = 57
AT_SITE_GROUP: Final = 58
AT_APART: Final = 59
AT_BED_FROM: Final = 60
AT_BED_N: Final = 61
AT_HOLD: Final = 62
AT_DWELL: Final = 63
AT_HAZARD_AT: Final = 64
AT_HAZARD_FROM: Final = 65
AT_SITES: Final = 66
AT_HUBS: Final = 67
AT_DESTS: Final = 68
AT_KM: Final = 69
AT_ROAD_KM: Final = 70
AT_ROAD_RISK: Final = 71
AT_TYPE_F: Final = 72
AT_WEIGHT: Final = 73
AT_INTAKE: Final = 74
AT_RECEPTION: Final = 75
AT_HAZARD_RATE: Final = 76
AT_HAZARD_SUM: Final = 77
AT_LOST: Final = 78
AT_VEHICLE: Final = 79
AT_WAKE: Final = 80
AT_REMAINING: Final = 81
AT_SITE_LEFT: Final = 82
AT_SITE_CHANGED: Final = 83
AT_MOST: Final = 84
AT_QUEUE_N: Final = 85
AT_BED_FREE: Final = 86
AT_ROOM_FREE: Final = 87
AT_HELD_FREE: Final = 88
AT_HUB_ROOMS: Final = 89
AT_LOT_N: Final = 90
AT_LOTS: Final = 91
AT_SERIALS: Final = 92
AT_LOAD_GROUP: Final = 93
AT_LOAD_HEADS: Final = 94
AT_TOTALS: Final = 95
AT_FOUND: Final = 96
AT_EXTRA: Final = 97
AT_PICK_N: Final = 98
AT_TAG_SEEN: Final = 99
AT_PICK_GROUP: Final = 100
AT_PICK_HEADS: Final = 101
AT_PICK_LOT: Final = 102
AT_OFFER: Final = 103
AT_POOL_FREE: Final = 104
AT_QUEUE: Final = 105
AT_KM_RUN: Final = 106
AT_LOSS: Final = 107
AT_FOUND_F: Final = 108
AT_MOST_WEIGHT: Final = 109
AT_SERIAL_RISK: Final = 110
AT_OFFER_SCORE: Final = 111
AT_SITE: Final = 112
AT_ORDER: Final = 113
AT_SHARE: Final = 114
AT_NAP: Final = 115

# 1 for problems so large that beds are shared out and carriers of a kind asked as one (decisions 0440, 0441).
LARGE: Final = 116
HEAD: Final = 117

# Rules that are figures, at the head of `x`.
X_LEFT_LOSS: Final = 0
X_ESCORT_COST: Final = 1
X_HEAD: Final = 2

# What a search knows about itself: losses of the list it is at and of the best, chance, counts, plans put aside.
C_CURRENT: Final = 0
C_BEST: Final = 1
C_TEMPERATURE: Final = 2
C_CHANCE: Final = 3
C_TRIALS: Final = 4
C_ACCEPTED: Final = 5
C_CHANGED: Final = 6
C_KEPT: Final = 7
C_CUTOFF: Final = 8
C_IDLE: Final = 9
C_IDLE_MAX: Final = 10
C_MARGIN: Final = 11
C_LIMIT: Final = 12
C_WORST: Final = 13
C_TIES: Final = 14
C_SPAN: Final = 15
C_COST: Final = 16
C_COLUMNS: Final = 17
