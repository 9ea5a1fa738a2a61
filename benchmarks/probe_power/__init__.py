"""How often the probe is right: true faults and false alarms, tried again and again."""
