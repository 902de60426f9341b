"""Where rows, latest values and files are kept: warehouse, cache, blobs."""
