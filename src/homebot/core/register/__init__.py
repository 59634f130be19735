"""The register: every decision a person took, as one append-only log (SPEC 8 and 9, docs/register.md).

An `Entry` is what was done, a `Record` one decision as its entries leave it (`fold`), the `TABLE` which act leads from
which state to which. Nothing else says what a decision can become.
"""
