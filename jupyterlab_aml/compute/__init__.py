"""Where runs execute: kinds of compute targets, their files, the driver protocol, the registry and one module for each kind of driver."""
