"""English: every sentence for users by its rule, one TOML file a group, and the codes said in words.

Another language is a package beside this one with files of the same names; a sentence it lacks is said in English.
"""
