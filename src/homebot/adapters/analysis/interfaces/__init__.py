"""What documents of interfaces promise: OpenAPI and protobuf."""
