"""The shipped table of mail providers."""
