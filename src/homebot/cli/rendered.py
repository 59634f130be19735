"""Markdown on a terminal."""


def on_terminal(text: str) -> str:
    """The text of an answer as it is printed."""
    from rich.console import Console  # only who asks for text waits for it
    from rich.markdown import Markdown

    console = Console()
    with console.capture() as captured:
        console.print(Markdown(text))
    return captured.get().rstrip()
