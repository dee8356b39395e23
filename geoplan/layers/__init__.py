"""What is on the ground: communes, demand, facilities, sea links, candidate sites."""
