"""The I/O to providers: sessions, credentials, rate limits, retries."""
