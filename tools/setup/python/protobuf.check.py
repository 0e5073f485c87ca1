"""Proves that the protobuf environment works."""

import grpc_tools.protoc  # noqa: F401
from google.protobuf import text_format  # noqa: F401
