"""Rules about training loops and notebook state."""
