"""The figures of a region's pages: each a question, a sentence, a chart, a table, a note."""
