"""Rules about the optimiser, its learning rate, batches and epochs."""
