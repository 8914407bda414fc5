"""What happens in the room: who is there, and which skills were seen."""
