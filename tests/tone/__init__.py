"""The tone check: every sentence that the companion can show, against the rules of care."""
