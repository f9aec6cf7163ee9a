"""Rent."""
import math

def rent(month):
    if month > 3:

        return 1200
    else:
        return 1100

class Lease:
    term = 36
