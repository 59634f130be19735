"""What others rely on in a file: names of Python, operations of OpenAPI, messages and services of protobuf."""
