"""Python sources: their functions, complexity and maintainability."""
