"""Versioned things that runs use and make: environments, datasets, models, and the datastores behind the data."""
