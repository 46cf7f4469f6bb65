"""Tests of the simulator: its disk, its worlds, and the faults planted to see whether it finds them."""
