"""Rules about layers and how they are put together."""
