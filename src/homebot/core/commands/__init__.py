"""Commands people say in comments: one module per verb, each with a docstring, `USAGE`, `WHO_MAY`, `WHERE`,
`EXAMPLES` and `apply(call, world) -> Answer`. `parse.parse` reads them, `gate.answer` answers them."""
