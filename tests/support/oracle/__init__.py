"""A second opinion on the whole report, written from the contract and not from the product.

It shares no code with the product: stories are its own values, time is a grid of equal ticks, a set of ticks
is one whole number with a bit for each (a mask), and nothing is ever computed from interval ends. Out of its
reach: witnesses, service hours, ledgers of closed periods, and what refuses to be judged at all.
"""
