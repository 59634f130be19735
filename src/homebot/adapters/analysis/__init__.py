"""Facts that need to read code: made in a limited child process, which never runs or imports what it reads."""
