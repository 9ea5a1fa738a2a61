"""Kerascope: why is my Keras accuracy not improving?"""

__version__ = "0.1.0"
