"""The coach's desk: pages made here, with small modules that speak to the API as any program does."""
