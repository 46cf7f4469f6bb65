# The same verbs as run.py, for fingers that type make.
.PHONY: demo test house check lock reference wheels

demo:
	python3 run.py demo

test:
	python3 run.py test

house:
	python3 run.py house

check: house test  # what CI runs

lock:
	python3 run.py --help >/dev/null  # sets up if needed
	.venv/bin/python tools/lock.py

reference:
	python3 run.py --help >/dev/null  # sets up if needed
	.venv/bin/python -m tools.reference

wheels:
	python3 run.py wheels dist/wheels
