"""The simulator: whole nodes on disks, links, clocks and people that fail on purpose, repeatable from one seed."""
