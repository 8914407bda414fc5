"""PeerLearn: peer-to-peer smartphone training, and signed Open Badges that outlive it."""
