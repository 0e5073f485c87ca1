"""Proves that the stand-ins' environment works: the server loads, and the models are the pinned ones."""

import botocore
import moto.server  # noqa: F401
import moto.s3.responses  # noqa: F401

assert botocore.__version__ == "1.43.107", botocore.__version__
