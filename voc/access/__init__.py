"""Who asks, what a role may do, and which groups are too small to be shown."""
