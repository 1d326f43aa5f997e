"""One suite for each port; the fake and the real adapter both pass it."""
