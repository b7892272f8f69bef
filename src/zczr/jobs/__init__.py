"""The arq worker and its jobs: one thin function a job, each one call into the domain, each safe to run twice."""
