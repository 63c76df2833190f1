"""The agent: one process for each workspace that decides which run starts where. It holds no state that the folder does not have."""
