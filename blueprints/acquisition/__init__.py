"""Timer functions that fetch and publish."""
