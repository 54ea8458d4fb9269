"""Pages of the day and of who was there."""
