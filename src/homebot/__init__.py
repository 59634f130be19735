"""homebot: away teams in good order, home teams asked well, credit that can be explained."""

__version__ = "0.1.0"
