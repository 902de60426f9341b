"""The drain and the maintenance of what it writes."""
