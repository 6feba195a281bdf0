"""From activities to released statistics; the only way a number gets out."""
