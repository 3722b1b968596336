"""What a group's attempts say of a case and its questions: plain statistics, each with its source."""
