"""Files that people send: what they really are, their names, their fields in forms, and handing them out again."""
