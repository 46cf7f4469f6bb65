"""Rights: nodes, officers, keys and roles; who may sign what, judged at a position of the register, never a time."""
