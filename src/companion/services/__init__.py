"""What the companion does: one module per use case, resting on `core` and on the ports it names itself."""
