"""What a reader of Markdown sees: rendered by a real parser with GitHub's tables, then taken apart again."""

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

# What GitHub's filters act on in text outside code: mentions, issues, commits, addresses.
_ACTS = re.compile(r"@\w|#\d|\bGH-\d|://|\bwww\.|\b[0-9a-f]{7,40}\b|\w@\w", re.IGNORECASE)


class Page(HTMLParser):
    """The tags of a rendered page, its text outside code, the texts of its code spans, and its table cells per row."""

    def __init__(self, markdown: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.prose = ""
        self.spans: list[str] = []
        self.rows: list[int] = []
        self.open: list[str] = []
        self.comments: list[str] = []
        self.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        if tag == "code":
            self.spans.append("")
        elif tag == "tr":
            self.rows.append(0)
        elif tag in ("td", "th"):
            self.rows[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "code" in self.open:
            self.spans[-1] += data
        elif "a" not in self.open:
            self.prose += data

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    @property
    def acts(self) -> list[str]:
        """What GitHub would act on in the text outside code and outside our own links."""
        return _ACTS.findall(self.prose)
