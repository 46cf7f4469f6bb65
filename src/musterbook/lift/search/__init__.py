"""The search: serials are put one after another into a compiled simulation that cannot break a rule.

A decision is only "carrier v next goes o → d". Everything else follows: when it leaves, whom it takes, who guards them,
when they are set down, how it comes home. So every list of decisions is a plan, and searching is trying other lists.

`tables` turns a problem into arrays, `bookings` holds what is taken, `evaluate` finds the earliest legal serial, `book`
writes it down, `simulate` runs a whole plan, `emit` turns it into stops. `starts` knows the simple rules, `tune` finds
better figures for them, `sequences` changes the lists, `race` runs several searches at once.
"""
