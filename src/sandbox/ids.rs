//! Ids and ARNs of the real form, and the readings of identifiers that may be either.

use sha2::{Digest, Sha256};

/// The kinds of resources that have an id of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    ServiceNetwork,
    Service,
    Listener,
    Rule,
    TargetGroup,
    ServiceAssociation,
    VpcAssociation,
    AccessLogSubscription,
}

impl Kind {
    /// The id's prefix.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::ServiceNetwork => "sn",
            Self::Service => "svc",
            Self::Listener => "listener",
            Self::Rule => "rule",
            Self::TargetGroup => "tg",
            Self::ServiceAssociation => "snsa",
            Self::VpcAssociation => "snva",
            Self::AccessLogSubscription => "als",
        }
    }

    /// The word before the id in the ARN.
    pub fn noun(self) -> &'static str {
        match self {
            Self::ServiceNetwork => "servicenetwork",
            Self::Service => "service",
            Self::Listener => "listener",
            Self::Rule => "rule",
            Self::TargetGroup => "targetgroup",
            Self::ServiceAssociation => "servicenetworkserviceassociation",
            Self::VpcAssociation => "servicenetworkvpcassociation",
            Self::AccessLogSubscription => "accesslogsubscription",
        }
    }

    /// The `resourceType` of error answers.
    pub fn label(self) -> &'static str {
        match self {
            Self::ServiceNetwork => "SERVICE_NETWORK",
            Self::Service => "SERVICE",
            Self::Listener => "LISTENER",
            Self::Rule => "RULE",
            Self::TargetGroup => "TARGET_GROUP",
            Self::ServiceAssociation => "SERVICE_NETWORK_SERVICE_ASSOCIATION",
            Self::VpcAssociation => "SERVICE_NETWORK_VPC_ASSOCIATION",
            Self::AccessLogSubscription => "ACCESS_LOG_SUBSCRIPTION",
        }
    }

    /// The kind that an id's prefix tells.
    pub fn of(id: &str) -> Option<Self> {
        const ALL: [Kind; 8] = [
            Kind::ServiceNetwork,
            Kind::Service,
            Kind::Listener,
            Kind::Rule,
            Kind::TargetGroup,
            Kind::ServiceAssociation,
            Kind::VpcAssociation,
            Kind::AccessLogSubscription,
        ];
        let (prefix, _) = id.rsplit_once('-')?;
        ALL.into_iter().find(|kind| kind.prefix() == prefix)
    }
}

/// Seventeen letters as real ids have them, from a seed and a counter: the same calls give the same ids.
pub fn suffix(seed: u64, counter: u64) -> String {
    format!("0{:.16}", digest(&format!("{seed}/{counter}")))
}

/// Lower-case hexadecimal digits that a text always gives.
pub fn digest(text: &str) -> String {
    use std::fmt::Write as _;
    Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Ten lower-case letters that a text always gives, as the controller's random ones look.
pub fn letters(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(10).map(|byte| char::from(b'a' + byte % 26)).collect()
}

/// The id in an identifier that may be an ARN: what follows the last slash of one.
pub fn id_of(identifier: &str) -> &str {
    if identifier.starts_with("arn:") { last_word(identifier) } else { identifier }
}

/// What follows the last slash.
pub fn last_word(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, word)| word)
}

/// The account of an ARN.
pub fn account_of(arn: &str) -> Option<&str> {
    arn.split(':').nth(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_have_the_real_form() {
        assert_eq!(suffix(0, 1).len(), 17);
        assert_ne!(suffix(0, 1), suffix(0, 2));
        assert_ne!(suffix(0, 1), suffix(1, 1));
        assert_eq!(suffix(3, 4), suffix(3, 4));
        assert_eq!(letters("x").len(), 10);
    }

    #[test]
    fn kinds_are_told_by_the_prefix() {
        assert_eq!(Kind::of("snsa-01234567890123456"), Some(Kind::ServiceAssociation));
        assert_eq!(Kind::of("listener-01234567890123456"), Some(Kind::Listener));
        assert_eq!(Kind::of("nothing"), None);
        assert_eq!(id_of("arn:aws:vpc-lattice:us-west-2:123456789012:service/svc-1/listener/listener-2"), "listener-2");
        assert_eq!(id_of("garbage/svc-1"), "garbage/svc-1");
    }
}
