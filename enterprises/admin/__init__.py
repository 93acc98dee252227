"""What staff keep in the admin."""
