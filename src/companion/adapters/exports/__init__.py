"""Writes exports: tables (`tables`), everything as JSON (`whole_file`), and files in their place (`places`)."""
