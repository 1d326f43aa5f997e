"""Puts everything together: the command line, the start-up list, the containers, the tour."""
