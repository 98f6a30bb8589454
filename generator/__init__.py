"""Statusmark: a static status page that keeps a company to its word."""

__version__ = "0.1.0"
