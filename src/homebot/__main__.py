"""`python -m homebot` is `homebot`."""

from homebot.cli import main

if __name__ == "__main__":
    main()
