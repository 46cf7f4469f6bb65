"""`python -m musterbook` is `muster`."""

from musterbook.main import main

main()
