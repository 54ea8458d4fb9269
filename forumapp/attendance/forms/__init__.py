"""Shape and wording of what is typed at the reception."""
