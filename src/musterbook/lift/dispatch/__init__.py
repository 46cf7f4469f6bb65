"""The dispatch planner: a decision is only "carrier v next goes from o to d"; everything else follows.

Every booking is made where and when it is legal, so whatever the order of decisions, the plan that comes out breaks no
rule. The order is a policy (`policies.py`); the planners to choose from stand in `planners.py`.
"""
