"""Care: property under seal, medicine handed on, condition noted by both sides, and looks at people on the way."""
