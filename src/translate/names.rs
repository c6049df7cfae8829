//! The names that the controller gives to Lattice resources, and whether Lattice takes them.

use sha2::{Digest, Sha256};

/// Bytes of a route's name in the names of services and listeners.
const ROUTE_BYTES: usize = 20;
/// Bytes of a route's namespace in the names of services and listeners.
const NAMESPACE_BYTES: usize = 18;
/// Bytes of a Service's name and namespace in the names of target groups.
const TARGET_GROUP_BYTES: usize = 55;
/// Letters at the end of a target group's name.
const SUFFIX_LETTERS: usize = 10;

/// Cuts to a number of bytes, then strips hyphens at both ends.
pub fn truncate(name: &str, bytes: usize) -> &str {
    let mut end = bytes.min(name.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name[..end].trim_matches('-')
}

/// The Lattice service of a route: the override, or route and namespace, each cut.
pub fn service(route: &str, namespace: &str, override_name: Option<&str>) -> String {
    match override_name {
        Some(name) => name.to_owned(),
        None => format!("{}-{}", truncate(route, ROUTE_BYTES), truncate(namespace, NAMESPACE_BYTES)),
    }
}

/// Whether the route's name or namespace is longer than what goes into a service's name.
pub fn is_cut(route: &str, namespace: &str) -> bool {
    route.len() > ROUTE_BYTES || namespace.len() > NAMESPACE_BYTES
}

/// The Lattice listener of a route.
pub fn listener(route: &str, namespace: &str, port: i32, protocol: &str) -> String {
    let protocol = if protocol == "TLS_PASSTHROUGH" { "tls".to_owned() } else { protocol.to_ascii_lowercase() };
    format!("{}-{}-{port}-{protocol}", truncate(route, ROUTE_BYTES), truncate(namespace, NAMESPACE_BYTES))
}

/// A target group's name: the controller ends it in ten random letters, latticectl in ten that follow from
/// the group's identity, so that equal input prints equally. `attempt` makes another one where the name is
/// taken.
pub fn target_group(namespace: &str, service: &str, identity: &str, attempt: u32) -> String {
    let mut hash = Sha256::new();
    hash.update(identity.as_bytes());
    hash.update(attempt.to_be_bytes());
    let suffix: String = hash.finalize().iter().take(SUFFIX_LETTERS).map(|byte| char::from(b'a' + byte % 26)).collect();
    format!("k8s-{}-{}-{suffix}", truncate(namespace, TARGET_GROUP_BYTES), truncate(service, TARGET_GROUP_BYTES))
}

/// What a generated name is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A service network.
    ServiceNetwork,
    /// A service.
    Service,
    /// A listener.
    Listener,
    /// A target group.
    TargetGroup,
}

impl Named {
    fn rule(self) -> (&'static str, usize, Option<&'static str>) {
        match self {
            Self::ServiceNetwork => ("service network", 63, None),
            Self::Service => ("service", 40, Some("svc-")),
            Self::Listener => ("listener", 63, Some("listener-")),
            Self::TargetGroup => ("target group", 128, Some("tg-")),
        }
    }
}

/// Why Lattice refuses a name; `None` where it takes it.
pub fn problem(named: Named, name: &str) -> Option<String> {
    let (what, longest, prefix) = named.rule();
    let reason = if name.len() < 3 || name.len() > longest {
        format!("it has {} characters, 3 to {longest} are allowed", name.len())
    } else if let Some(bad) = name.chars().find(|letter| !matches!(letter, 'a'..='z' | '0'..='9' | '-')) {
        format!("it holds {bad:?}, only a-z, 0-9 and hyphens are allowed")
    } else if name.starts_with('-') || name.ends_with('-') {
        "it starts or ends with a hyphen".to_owned()
    } else if name.contains("--") {
        "it holds two hyphens in a row".to_owned()
    } else if let Some(prefix) = prefix.filter(|prefix| name.starts_with(prefix)) {
        format!("it starts with {prefix:?}, which is kept for ids")
    } else {
        return None;
    };
    Some(format!("Lattice refuses the {what} name {name:?}: {reason}"))
}

/// Why the controller refuses a `service-name-override`; `None` where it takes it.
pub fn override_problem(name: &str) -> Option<&'static str> {
    if name.len() < 3 {
        Some("it must be at least 3 characters long")
    } else if name.len() > 40 {
        Some("it must not be longer than 40 characters")
    } else if !name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')) {
        Some("only lower case letters, digits and hyphens are allowed")
    } else if name.starts_with("svc-") {
        Some("it must not start with svc-")
    } else if name.starts_with('-') || name.ends_with('-') {
        Some("it must not start or end with a hyphen")
    } else if name.contains("--") {
        Some("it must not hold two hyphens in a row")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_by_bytes_then_stripped() {
        assert_eq!(service("cart", "shop", None), "cart-shop");
        assert_eq!(
            service("inventory-availability-service", "warehouse-operations", None),
            "inventory-availabili-warehouse-operatio"
        );
        assert_eq!(
            service("payment-settlements-v2", "finance-reporting-eu", None),
            "payment-settlements-finance-reporting"
        );
        assert_eq!(service("cart", "shop", Some("checkout")), "checkout");
        assert_eq!(truncate("äöü", 3), "ä");
        assert!(!is_cut(&"a".repeat(20), &"b".repeat(18)));
        assert!(is_cut(&"a".repeat(21), "b"));
    }

    #[test]
    fn listener_names_carry_port_and_protocol() {
        assert_eq!(listener("vault", "default", 443, "TLS_PASSTHROUGH"), "vault-default-443-tls");
        assert_eq!(listener("store", "default", 80, "HTTP"), "store-default-80-http");
    }

    #[test]
    fn target_group_names_follow_from_the_identity() {
        let one = target_group("default", "api", "a", 0);
        assert_eq!(one, target_group("default", "api", "a", 0));
        assert_ne!(one, target_group("default", "api", "b", 0));
        assert_ne!(one, target_group("default", "api", "a", 1));
        let suffix = one.strip_prefix("k8s-default-api-").unwrap();
        assert!(suffix.len() == 10 && suffix.bytes().all(|byte| byte.is_ascii_lowercase()));
        assert_eq!(problem(Named::TargetGroup, &target_group(&"n".repeat(63), &"s".repeat(63), "x", 0)), None);
    }

    #[test]
    fn refused_names_say_why() {
        assert!(problem(Named::Service, "a.b-default").unwrap().contains("'.'"));
        assert!(problem(Named::Service, "svc-api-default").unwrap().contains("svc-"));
        assert!(problem(Named::Service, "my--api").unwrap().contains("two hyphens"));
        assert_eq!(problem(Named::Listener, "svc-api-default-80-http"), None);
        assert_eq!(problem(Named::Service, "api-default"), None);
        for bad in ["ab", "Cart", "svc-a", "-abc", "abc-", "a--b", "   ", &"a".repeat(41)] {
            assert!(override_problem(bad).is_some(), "{bad}");
        }
        assert_eq!(override_problem("abc"), None);
    }
}
