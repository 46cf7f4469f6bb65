"""What a plan comes to when things go wrong as they do: many futures, the plan replayed in each, what more would save.

`futures` draws them, `replay` plays a plan through them, `worth` asks which one more carrier, escort, slot, hour or
desk would help most. The replay never plans again: its figures are a pessimist's, and they say so.
"""
