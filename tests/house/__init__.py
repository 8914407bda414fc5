"""The house: rules of the tree that no other tool holds. Each names the files that break it."""
