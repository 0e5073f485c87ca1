"""Holds requests and responses against the models that AWS publishes with botocore."""
