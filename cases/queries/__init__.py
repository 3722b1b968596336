"""What pages and commands load: scoped to the person who asks, in a fixed number of queries."""
