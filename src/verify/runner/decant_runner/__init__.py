"""What `decant verify` runs with the Python of the project. Standard library only."""
