//! Gateways: findings about their class, their listeners and their service network.

use std::collections::BTreeMap;

use super::listener;
use super::plan::Assumption;
use super::work::{Network, Work};
use crate::api::{GatewaySpec, Listener, Object};
use crate::diag::{Diagnostic, Scope};
use crate::index::RouteKind;

/// Whether the kinds that a listener names are valid, and which of them are, as its status says.
pub(super) fn named_kinds(listener: &Listener) -> (bool, Vec<&'static str>) {
    let kinds = listener.allowed_routes.as_ref().map_or(&[][..], |allowed| &allowed.kinds);
    let mut valid = true;
    let mut supported = Vec::new();
    for kind in kinds {
        match (kind.kind.as_str(), listener.protocol.as_str()) {
            ("HTTPRoute", _) => supported.push(RouteKind::Http.kind()),
            ("GRPCRoute", "HTTPS") => supported.push(RouteKind::Grpc.kind()),
            ("TLSRoute", "TLS") => supported.push(RouteKind::Tls.kind()),
            _ => valid = false,
        }
    }
    (valid, supported)
}

/// Reports what is wrong with the Gateways themselves.
pub(super) fn check(work: &mut Work<'_, '_>) {
    let gateways = &work.index.manifests.objects.gateways;
    let mut by_name: BTreeMap<&str, Vec<&Object<GatewaySpec>>> = BTreeMap::new();
    for gateway in gateways {
        if !work.index.is_controlled(gateway) {
            report_class(work, gateway);
            continue;
        }
        by_name.entry(&gateway.metadata.name).or_default().push(gateway);
        for (place, listener) in gateway.spec.listeners.iter().enumerate() {
            check_listener(work, gateway, place, listener);
        }
        check_network(work, gateway);
    }
    for (name, same) in by_name {
        let [_, others @ ..] = same.as_slice() else { continue };
        for gateway in others {
            let message = format!(
                "Gateway {name} is in the namespaces {} and {}: both stand for the one service network {name}",
                same[0].metadata.namespace, gateway.metadata.namespace
            );
            let finding = gateway.finding(Diagnostic::warning(111, Scope::Gateway, message), "");
            work.report(finding);
        }
    }
}

fn report_class<'a>(work: &mut Work<'a, '_>, gateway: &'a Object<GatewaySpec>) {
    let class = &gateway.spec.gateway_class_name;
    let message = match work.index.gateway_class(class) {
        None => format!("there is no GatewayClass {class}: the Lattice controller ignores this Gateway"),
        Some(found) => format!(
            "GatewayClass {class} belongs to {}: the Lattice controller ignores this Gateway",
            found.spec.controller_name
        ),
    };
    let finding = gateway.finding(Diagnostic::warning(105, Scope::Gateway, message), "spec.gatewayClassName");
    work.report(finding);
}

fn check_listener<'a>(work: &mut Work<'a, '_>, gateway: &'a Object<GatewaySpec>, place: usize, listener: &'a Listener) {
    let path = format!("spec.listeners[{place}]");
    if listener::protocol(listener).is_none() {
        let message = if listener.protocol == "TLS" {
            format!("listener {} terminates TLS, and Lattice has TLS with mode Passthrough only", listener.name)
        } else {
            format!("listener {} has protocol {}, which Lattice has not", listener.name, listener.protocol)
        };
        let finding = gateway.finding(Diagnostic::error(108, Scope::Gateway, message), format!("{path}.protocol"));
        work.report(finding);
    } else if !named_kinds(listener).0 {
        let kinds = listener.allowed_routes.iter().flat_map(|allowed| &allowed.kinds);
        let names: Vec<&str> = kinds.map(|kind| kind.kind.as_str()).collect();
        let message = format!(
            "listener {} allows a kind that protocol {} can't carry ({})",
            listener.name,
            listener.protocol,
            names.join(", ")
        );
        let finding =
            gateway.finding(Diagnostic::error(107, Scope::Gateway, message), format!("{path}.allowedRoutes.kinds"));
        work.report(finding);
    }
    let namespaces = listener.allowed_routes.as_ref().and_then(|allowed| allowed.namespaces.as_ref());
    if namespaces
        .is_some_and(|namespaces| namespaces.from.as_deref() == Some("Selector") && namespaces.selector.is_none())
    {
        let message = format!("listener {} selects namespaces without a selector: no namespace fits", listener.name);
        let finding = gateway.finding(
            Diagnostic::warning(115, Scope::Gateway, message),
            format!("{path}.allowedRoutes.namespaces.from"),
        );
        work.report(finding);
    }
}

fn check_network<'a>(work: &mut Work<'a, '_>, gateway: &'a Object<GatewaySpec>) {
    let name = &gateway.metadata.name;
    let must_exist = format!("the service network {name} must exist already: nothing here creates it");
    let must_exist = || Diagnostic::note(112, Scope::Gateway, must_exist.clone());
    let findings = match work.network(name) {
        Network::Named(label) if work.plan.assumptions.get(&label) == Some(&Assumption::Exists) => vec![must_exist()],
        Network::Named(_) => Vec::new(),
        Network::Identified(_) if work.context.service_network_override => Vec::new(),
        Network::Identified(label) => {
            let message = format!("the Gateway is named by the id of {label}: its routes never get listeners");
            vec![Diagnostic::error(114, Scope::Gateway, message).with_help("name the Gateway like the service network")]
        }
        Network::Missing => {
            let message = format!("there is no service network {name}: the Gateway stays Programmed=False, Pending");
            vec![must_exist(), Diagnostic::error(2003, Scope::Gateway, message)]
        }
        Network::Ambiguous => {
            let message = format!(
                "several service networks have the name or id {name}: the Gateway stays Programmed=False, Invalid"
            );
            vec![Diagnostic::error(2003, Scope::Gateway, message)]
        }
    };
    for finding in findings {
        let finding = gateway.finding(finding, "");
        work.report(finding);
    }
}
