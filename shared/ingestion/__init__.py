"""From raw messages to validated rows in the warehouse and the cache."""
