"""What people read, in Vietnamese and English: one catalogue of texts."""
