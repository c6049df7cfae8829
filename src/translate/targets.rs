//! Targets from a Service's EndpointSlices.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::api::{Object, ServiceSpec};
use crate::index::Index;
use crate::model::Target;

/// The targets of a Service for a set of its ports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TargetList {
    /// Each address and port once, in the order of the slices.
    pub targets: Vec<Target>,
    /// Ports were asked for, and the Service has none of them.
    pub unknown_port: bool,
}

/// Gathers the targets. No ports: every slice port; a named Service port takes the slice ports of its name,
/// an unnamed one takes all.
pub fn gather(index: &Index<'_>, service: &Object<ServiceSpec>, ports: &BTreeSet<i32>) -> TargetList {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let mut takes_all = ports.is_empty();
    for port in service.spec.ports.iter().filter(|port| ports.contains(&port.port)) {
        match port.name.as_deref() {
            Some(name) if !name.is_empty() => {
                names.insert(name);
            }
            _ => takes_all = true,
        }
    }
    let mut list = TargetList { targets: Vec::new(), unknown_port: !takes_all && names.is_empty() };
    let mut seen = BTreeSet::new();
    for slice in index.slices(&service.metadata.namespace, &service.metadata.name) {
        for port in &slice.spec.ports {
            if !takes_all && !names.contains(port.name.as_deref().unwrap_or_default()) {
                continue;
            }
            let endpoints =
                slice.spec.endpoints.iter().filter(|endpoint| endpoint.conditions.terminating != Some(true));
            for address in endpoints.flat_map(|endpoint| &endpoint.addresses) {
                let number = port.port.unwrap_or(0);
                if seen.insert((address.as_str(), number)) {
                    list.targets.push(Target { id: address.clone(), port: Some(number), ..Target::default() });
                }
            }
        }
    }
    list
}

/// Why RegisterTargets refuses a target; `None` where it takes it.
pub fn problem(target: &Target, ip_address_type: &str) -> Option<String> {
    let Ok(address) = target.id.parse::<IpAddr>() else {
        return Some(format!("{:?} is no IP address", target.id));
    };
    if !target.port.is_some_and(|port| (1..=65_535).contains(&port)) {
        return Some(format!("{address} has no port in its EndpointSlice"));
    }
    let reachable = match address {
        IpAddr::V4(address) => {
            if ip_address_type != "IPV4" {
                return Some(format!("{address} is an IPv4 address and the Service is IPv6"));
            }
            let shared = address.octets()[0] == 100 && (64..128).contains(&address.octets()[1]);
            address.is_private() || shared
        }
        IpAddr::V6(address) => {
            if ip_address_type != "IPV6" {
                return Some(format!("{address} is an IPv6 address and the Service is IPv4"));
            }
            !(address.is_loopback()
                || address.is_multicast()
                || address.is_unspecified()
                || address.is_unicast_link_local())
        }
    };
    (!reachable).then(|| format!("{address} is no address of a VPC"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(id: &str, port: i32, family: &str) -> bool {
        problem(&Target { id: id.to_owned(), port: Some(port), ..Target::default() }, family).is_some()
    }

    #[test]
    fn only_addresses_of_a_vpc_are_taken() {
        for fine in ["10.0.0.1", "172.31.0.9", "192.168.4.4", "100.64.1.1"] {
            assert!(!refused(fine, 80, "IPV4"), "{fine}");
        }
        for bad in ["203.0.113.20", "8.8.8.8", "127.0.0.1", "169.254.1.1", "fd00::1", "host.test"] {
            assert!(refused(bad, 80, "IPV4"), "{bad}");
        }
        assert!(!refused("fd00:8::11", 80, "IPV6"));
        assert!(refused("::1", 80, "IPV6"));
        assert!(refused("10.0.0.1", 0, "IPV4"));
    }
}
