"""`make bench`: how fast badges are issued, verified and baked, as ratios measured in one run."""
