"""Makes the interpreter that an environment asks for, once for all runs that ask for the same, and finds it again.

Standard library only, valid on Python 3.6: it works beside the runner, wherever that is.
"""
