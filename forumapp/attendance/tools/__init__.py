"""Reading of the participants' lists that meeting tools write. Pure: bytes in, lines out."""
