"""Problems without capacity: everybody goes to the open site that is worth most to them."""
