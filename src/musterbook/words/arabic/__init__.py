"""Arabic: sentences of printed papers, one TOML file a paper, with the keys of the English file of the same name.

Written in the house and not yet reviewed by native readers in the operations, who correct it here.
"""
