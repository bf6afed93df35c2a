"""Two lists of the same movements of money set against each other. Values in, values out: whole fen, days as numbers.

``pairs`` finds one for one over millions of rows in a few sweeps of sorted numbers; ``sums`` looks among what is left
for one that is the sum of several; ``leftover`` for what was reversed at once, and for two that differ in the amount.
"""
