"""The slides of a plan: a deck of native text, tables and charts, and what its pages say."""
