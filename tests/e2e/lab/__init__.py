"""The laboratory of the end-to-end tests: real desktops and a real mail system. See README.md."""
