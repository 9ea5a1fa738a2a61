"""What runs inside the user's interpreter: Python 3.9 or later, the standard library, NumPy, Keras.

Nothing here may import the rest of Kerascope: the user's interpreter need not have it. The folder
is loaded by its path, under the name ``kerascope_runtime``; imports within it are relative.
"""
