"""From a slice of work to a published raw message."""
