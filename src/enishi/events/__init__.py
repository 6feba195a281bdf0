"""Projects, events, the codes on their posters, and who may enter."""
