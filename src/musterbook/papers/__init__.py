"""Papers: pages that are printed and carried, set by Typst from figures and from sentences of `words`."""
