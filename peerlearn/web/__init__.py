"""Pages. Flask lives here and nowhere lower."""
