"""What pages and commands read: editions, compiled once in each worker; the draft; and work on it."""
