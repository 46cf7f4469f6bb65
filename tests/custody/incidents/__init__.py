"""Incidents, milestones, absences and unexpected arrivals."""
