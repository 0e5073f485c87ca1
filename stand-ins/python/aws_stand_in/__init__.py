"""AWS for tests: moto's server with its gaps mended, and every exchange held against botocore's models."""
