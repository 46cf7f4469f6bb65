"""Searching a gallery for a person: codes for who may be near, two fingers for who is, all fingers for how surely.

`gallery` packs enrolments, `gallery_file` keeps them, `finder` searches and `duplicates` compares everyone new with
everyone. `codes` are fitted by `fitting` on invented prints. It proposes; two examiners decide (biometrics.md, 9).
"""
