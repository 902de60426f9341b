"""Day-ahead strategy for DK1 and DK2: proposals for a person to read, never orders.

``settings``    fees with dates, limits, sizes; everything a person decides
``settlement``  what a position earned
``rule``        when there is an edge worth its cost, and how large the position may be
``curve``       a position as a three-step bid curve
``limits``      hard limits and the loss stop
``proposal``    all of it for one area and delivery day
``market``      prices with the time each became known, seen as of an issue time
``backtest``    the same proposals replayed, checked for leakage, beside benchmarks
``statistics``  the figures of a backtest and the verdict

There is no code here that talks to an exchange. With ``flex_mw = 0``, the default, every proposed deviation is zero.
"""
