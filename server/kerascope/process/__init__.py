"""Processes of our own, and the messages between them."""
