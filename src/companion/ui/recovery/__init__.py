"""What the user sees when the store can't be opened at the start."""
