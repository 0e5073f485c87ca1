"""Wraps a TorchScript model that the serving engine refuses in one that it serves."""
