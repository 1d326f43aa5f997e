"""End-to-end tests: the whole companion on a real desktop, with a real mail system."""
