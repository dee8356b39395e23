"""What a meeting needs, made from a written plan: nothing is computed anew."""
