"""What the law gives a person: one place for merging, copying and erasing all that is known."""
