"""All the arithmetic of owing: exact, pure, standard library only."""
