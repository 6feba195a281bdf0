"""Released numbers as pages and files show them: asked once, named, written, with their range."""
