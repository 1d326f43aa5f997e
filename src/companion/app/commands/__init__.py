"""What the shell can ask for: one module for each subject, each command a parser and a function.

The same functions run in a shell of their own or inside the running tray, which then follows with its windows.
"""
