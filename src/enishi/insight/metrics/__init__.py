"""One file per question to the lake, as engine-free expressions."""
