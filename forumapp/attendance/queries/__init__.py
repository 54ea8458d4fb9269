"""Reads of who came."""
