"""The hand that draws maps, charts and pages: paper, letters, ground, symbols, legend."""
