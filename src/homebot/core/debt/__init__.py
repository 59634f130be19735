"""The debt of a service: its functions above the limit, where they hurt most, and what each merge did to them."""
