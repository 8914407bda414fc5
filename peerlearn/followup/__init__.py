"""Who accompanies whom: the named follower, and what is handed over when one leaves."""
