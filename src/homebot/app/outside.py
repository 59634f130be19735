"""Everything outside that the work needs, wired once by the command line."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from homebot.adapters.analysis.analysers import Analysers
from homebot.adapters.config import Configuration
from homebot.adapters.evidence.reader import EvidenceReader
from homebot.adapters.git.mirror import Mirrors
from homebot.adapters.github.client import GitHub
from homebot.adapters.ownership import Memory
from homebot.app.following import Following


@dataclass(frozen=True)
class Outside:
    """The catalogue in force, GitHub, the mirrors, the analysis processes, the database and the clock; `following` when
    the catalogue lies in a repository; `ownership` is what was read of ownership files lately, `evidence` reads what
    somebody shows."""

    configuration: Configuration
    github: GitHub
    mirrors: Mirrors
    analysis: Analysers
    engine: sa.Engine
    clock: Callable[[], datetime]
    version: str
    following: Following | None = None
    ownership: Memory = field(default_factory=Memory)
    evidence: EvidenceReader = field(default_factory=EvidenceReader)
