//! The VPC Lattice API and its neighbours, as a reading and a writing trait, and the SDK client behind them.
