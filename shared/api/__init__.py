"""What the HTTP endpoints answer, free of any trigger type."""
