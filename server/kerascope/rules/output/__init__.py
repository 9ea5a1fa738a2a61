"""Rules about the output layer, its loss and its metrics."""
