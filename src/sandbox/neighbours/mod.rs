//! The services beside Lattice that clients ask: tags, certificates, identity, and a little of EC2.

pub mod acm;
pub mod ec2;
pub mod sts;
pub mod tagging;

/// Whether one of them has an operation.
pub fn has(operation: &str) -> bool {
    tagging::OPERATIONS.contains(&operation)
        || acm::OPERATIONS.contains(&operation)
        || ec2::OPERATIONS.contains(&operation)
        || operation == sts::OPERATION
}
