"""Rules about the data: scale, labels, order, augmentation."""
