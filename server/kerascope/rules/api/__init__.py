"""Rules about Keras' own interface and its versions."""
