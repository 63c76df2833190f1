"""Estimators: a script with the parameters of 2019, turned into a plain run configuration."""
