"""What keeps people out of the store: keyed digests instead of numbers and names, masks in the text."""
