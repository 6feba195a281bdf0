"""Charts as text: values in, SVG out; one file a chart, wide and narrow."""
