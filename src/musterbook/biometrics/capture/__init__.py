"""From what a station hands over to what can be compared: pictures, points, quality, and mix-ups found at once."""
