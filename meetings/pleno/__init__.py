"""What compares recap with logistics, for the pleno; both are below, and neither knows of it."""
