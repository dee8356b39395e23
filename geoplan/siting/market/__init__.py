"""The private programme as a market: hospitals enter where they win patients."""
