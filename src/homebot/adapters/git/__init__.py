"""Git: a bare mirror per repository, and what a pull request changes, read from its objects only.

Everything a mirror holds is a stranger's. No work tree is ever made, no hook, filter, submodule or
attribute of a pull request is obeyed, and every process is bounded in time.
"""
