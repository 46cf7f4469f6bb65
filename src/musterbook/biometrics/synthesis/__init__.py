"""Invented fingers: prints of nobody, for tests, the rehearsal and the demonstration.

They are never evidence of how well a search does on people: impostors among them are too alike and impressions of one
finger a little too easy (section 7 of biometrics.md). `points` makes minutiae without pictures, in half a millisecond;
`masters` grows a finger, `impressions` presses it on a glass, `folder` writes the folder that `muster enrol` reads.
"""
