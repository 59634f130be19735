"""What people see on a pull request: one comment and two check runs, as text that equal facts make equal."""
