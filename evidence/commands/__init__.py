"""The commands of `evidence`, one module a command: each adds its words to the parser and runs one call of the package.

A module has `add(commands)`, which adds its parser and sets `run`, and imports what is heavy only when it runs.
"""
