"""Formats of ownership files, one module each: what a file says, and what is wrong in it, both with places.

A file that cannot be read whole gives what can be read of it and faults for the rest; reading never raises.
"""
