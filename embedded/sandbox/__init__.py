"""An HTTP server that answers as each provider does: from recorded bodies or a seeded synthetic market.

Where do I go to...
- change how answers are chosen, or ask for a fault: server.py;
- replay a folder of recorded answers: recorded.py;
- change the synthetic market: market.py and the writers beside it, one per provider.
"""
