//! Who am I.

use super::super::core::Core;
use super::super::failure::Failure;

/// The one operation.
pub const OPERATION: &str = "GetCallerIdentity";

/// Runs an operation.
pub fn call(core: &Core, operation: &str) -> Result<String, Failure> {
    if operation != OPERATION {
        return Err(Failure::unknown_operation(operation));
    }
    let account = &core.state.account;
    Ok(format!(
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>\
         <Arn>arn:aws:iam::{account}:user/sandbox</Arn><UserId>AIDASANDBOXSANDBOX001</UserId>\
         <Account>{account}</Account></GetCallerIdentityResult><ResponseMetadata>\
         <RequestId>00000000-0000-4000-8000-000000000000</RequestId></ResponseMetadata></GetCallerIdentityResponse>"
    ))
}
