"""At the door of a handover: what a receiver counts before he has seen what was offered."""
