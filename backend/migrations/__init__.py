"""The history of the schema: numbered, small, one head."""
