"""A company in a box: a local stand-in for GitHub with real HTTP, real git and real webhooks.

It knows nothing of homebot, and is as strict as GitHub where that matters to a bot: every request and every answer is
checked against GitHub's own OpenAPI description, every query against its GraphQL schema (see `contract`).
"""
