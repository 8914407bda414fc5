"""The app of the room on real phones: with network, without, and with a server that goes away."""
