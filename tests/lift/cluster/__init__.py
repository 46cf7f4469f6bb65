"""Tests of work on a cluster: what leaves this machine, what is believed of what comes back, real workers."""
