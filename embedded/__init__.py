"""The same platform with nothing but Python packages: host, supervised children, provider sandbox."""
