"""The windows: one folder for each, none knowing another; what two share lives in `desktop`."""
