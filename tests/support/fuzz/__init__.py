"""Random input for everything that reads what others wrote, and judges of what comes of it.

A case is a number: it names the kind of input and seeds its dice, so that the same number is the same
files everywhere. ``kinds`` has what each kind writes and does with it, ``judges`` what must hold
afterwards, ``running`` tries many in several processes. What once failed is a folder in ``kept``.
"""
