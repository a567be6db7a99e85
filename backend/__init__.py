"""The service around the arithmetic: HTTP, storage, jobs."""
