"""What SageMaker's training image has beside PyTorch: boto3, from this Python's own packages."""

import importlib.util
from pathlib import Path

PACKAGES = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six")


def link_packages(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in PACKAGES:
        found = importlib.util.find_spec(name)
        if found is None or found.origin is None:
            raise AssertionError(f"The stand-in needs {name}.")
        origin = Path(found.origin)
        source = origin.parent if origin.name == "__init__.py" else origin
        (folder / source.name).symlink_to(source)
