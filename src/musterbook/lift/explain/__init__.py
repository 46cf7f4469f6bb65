"""Explaining a plan: why a site waits, why a serial is not there, what it would take, and why something is impossible.

Pure values come out; sentences are made at the door. No cause is stated without a re-run that shows it.
"""
