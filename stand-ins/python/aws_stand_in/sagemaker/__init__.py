"""SageMaker's models, endpoint configurations and endpoints, in place of moto's. Each difference is in stand-ins/README.md."""
