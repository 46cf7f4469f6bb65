"""The store: keeps logs, checkpoints and sealed things on a disk so that what was acknowledged is still there."""
