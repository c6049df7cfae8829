//! A faithful local stand-in for the VPC Lattice API.
