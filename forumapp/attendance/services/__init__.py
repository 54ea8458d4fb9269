"""What is done at the reception and with the lists of the meeting tools."""
