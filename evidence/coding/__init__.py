"""Coders: each reads segments by one codebook and gives codings under its own name."""
