"""Reads texts of config.pbtxt as NVIDIA's ModelConfig: a JSON list on stdin, a JSON list of messages on stdout."""

import json
import sys
import tempfile
from importlib import resources
from pathlib import Path

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory, text_format
from grpc_tools import protoc

definition = Path(sys.argv[1])
with tempfile.TemporaryDirectory() as folder:
    compiled = Path(folder) / "definition"
    includes = resources.files("grpc_tools") / "_proto"
    code = protoc.main(
        ["protoc", f"-I{definition.parent}", f"-I{includes}", f"--descriptor_set_out={compiled}", str(definition)]
    )
    if code != 0:
        sys.exit(code)
    files = descriptor_pb2.FileDescriptorSet.FromString(compiled.read_bytes())

pool = descriptor_pool.DescriptorPool()
for file in files.file:
    pool.Add(file)
ModelConfig = message_factory.GetMessageClass(pool.FindMessageTypeByName("inference.ModelConfig"))

messages = [text_format.Parse(text, ModelConfig()) for text in json.load(sys.stdin)]
print(json.dumps([json_format.MessageToDict(message, preserving_proto_field_name=True) for message in messages]))
