"""The phone in the room: what it asks for and sends."""
