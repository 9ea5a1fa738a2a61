"""Rules about evaluation and leakage."""
