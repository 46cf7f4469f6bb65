"""The numbers of `defaults.toml` by name, for the formulas; what each is and rests on stands in that file."""

from __future__ import annotations

from typing import NamedTuple


class Values(NamedTuple):
    """One number per table of `defaults.toml`: `[violence.ratio]` is `violence_ratio`.

    Days, hours, kilometres and kilometres a day as the name says; all others are shares, chances or multipliers.
    """

    base_losses: float
    base_site_years: float
    multipliers_cap: float
    violence_ratio: float
    violence_incidents: float
    history_ratio: float
    guards_exponent: float
    guards_cap: float
    guards_stale_hours: float
    guards_unknown_hours: float
    guards_unknown_share: float
    occupancy_exponent: float
    occupancy_cap: float
    fabric_converted: float
    fabric_damaged: float
    staff_attacked: float
    campaign: float
    search_overdue: float
    search_found: float
    warning_specific: float
    days_history: float
    days_staff_attacked: float
    days_campaign: float
    days_search_overdue: float
    days_search_found: float
    days_warning: float
    days_offensive: float
    front_margin_km: float
    front_sigma: float
    front_speed_min: float
    front_days_min: float
    front_stale_days: float
    front_half: float
    front_loss_posts_kept: float
    front_loss_below_half: float
    front_no_line_factor: float
    offensive_hazard: float
    relief_absent: float
    relief_signed: float
    unguarded: float
    natural_reach_hours: float
    watch_cost_loss: float
    watch_answer_hours: float
    watch_expires_hours: float
    watch_horizon_days: float
    prepare_cost_loss: float
    prepare_answer_hours: float
    prepare_expires_hours: float
    prepare_days_before: float
    ready_cost_loss: float
    ready_answer_hours: float
    ready_expires_hours: float
    move_cost_loss: float
    move_answer_hours: float
    move_expires_hours: float
    now_answer_hours: float
    lift_days_unknown: float
    down_share: float
    down_days: float

    def of(self, name: str) -> float:
        """The number of this name; AttributeError when there is none."""
        return float(getattr(self, name))
