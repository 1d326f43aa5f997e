"""Stand-ins for what is outside, held to the same contracts as the real adapters."""
