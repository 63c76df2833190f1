"""Where runs execute: the driver protocol, the registry and one module for each kind of compute target."""
