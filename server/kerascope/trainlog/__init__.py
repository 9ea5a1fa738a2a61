"""What a training log alone tells: numbers that name their cause."""
