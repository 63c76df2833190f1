"""The process beside the user's script, and the client inside it.

Imports the standard library only and stays valid on Python 3.6, because it travels to any compute target.
"""
