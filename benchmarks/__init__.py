"""Speed, coverage and accuracy, as measured on this machine."""
