"""All programmes together: what each facility costs and brings, when it opens, to what end."""
