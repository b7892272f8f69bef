"""智产智融: a financing platform for small and medium enterprises."""

__version__ = "0.1.0"
