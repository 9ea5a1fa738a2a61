"""Rules about regularisation and the callbacks that stop training."""
