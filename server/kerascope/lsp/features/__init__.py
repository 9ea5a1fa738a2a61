"""One module per feature of the protocol. Each turns analyses into what the client shows."""
