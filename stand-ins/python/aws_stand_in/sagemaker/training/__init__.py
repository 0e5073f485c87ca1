"""Training jobs: real scripts in processes that see what SageMaker's containers see."""
