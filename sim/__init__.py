"""Simulates message-box notifications of government bodies and compares their designs."""

__version__ = "0.1.0"
