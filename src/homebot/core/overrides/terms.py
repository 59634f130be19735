"""The facts an override keeps by name, and its figures."""

from datetime import timedelta

ANSWER = "answer"
"""What it goes against: `B7 against by gina`."""
RAISER = "raiser"
"""Whose recommendation that was."""
STATE = "against-state"
"""The state of the decision then."""
BYPASS = "bypass"
"""What was failing or missing when somebody merged past it, a line for each."""
GOVERNANCE = "governance"
"""The repository in which an issue tells of it; empty where none was set up then."""
SERVICES = "services"
"""The services whose content it covers, with spaces between."""
FOLLOW_UP = "follow-up"
"""The day on which somebody is to say what became of it."""

FOLLOW_UP_DAYS = 180
"""How far ahead the follow-up of an override may lie."""
BYPASS_DAYS = 30
"""When somebody is to say what became of a merge past the rules."""
LABEL = "homebot-override"
AGAINST = ("against", "unanswered")
"""The states of a bar raiser's decision against which there can be an override."""
STANDS_AGAINST = {"against": ("against",), "unanswered": ("unanswered", "needed", "asked")}
"""By what it went against, the states in which there still is something to go against: whoever is asked once more
where nobody answered has not answered yet."""
OUTCOMES = ("held", "regretted", "moot")
OPEN = ("awaiting", "due")
GRACE = timedelta(days=3)
"""How long after its follow-up homebot may still hear that it was merged: as long as GitHub repeats what it said."""
