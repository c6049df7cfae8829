//! The services beside Lattice that clients ask: tags, certificates, identity, and a little of EC2.

pub mod acm;
pub mod ec2;
pub mod sts;
pub mod tagging;

/// The operations that they have.
pub fn operations() -> impl Iterator<Item = &'static str> {
    [tagging::OPERATIONS, acm::OPERATIONS, ec2::OPERATIONS, &[sts::OPERATION]].into_iter().flatten().copied()
}

/// Whether one of them has an operation.
pub fn has(operation: &str) -> bool {
    operations().any(|known| known == operation)
}
