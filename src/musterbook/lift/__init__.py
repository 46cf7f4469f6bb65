"""Room `lift`: who moves from where, when, on what, under which escort.

Reads a problem (places, groups, carriers, roads, rules), proposes a plan, checks it by another road, and repairs it
when a carrier fails or a site is lost. It decides nothing: a plan is a proposal until a named planner adopts it.
"""
