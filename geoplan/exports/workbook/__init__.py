"""The workbook of a plan: what its sheets hold, and how they are written."""
