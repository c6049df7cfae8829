//! The listeners of a route's service.

use super::desired::{Action, DesiredListener, DesiredRoute, Stage};
use super::names;
use super::work::Work;
use crate::api::Listener;
use crate::diag::{Diagnostic, Scope};

/// The default action of listeners that have rules.
const NOT_FOUND: i32 = 404;

/// The Lattice protocol of a Gateway's listener; `None` where Lattice has none like it.
pub(super) fn protocol(listener: &Listener) -> Option<&'static str> {
    let passthrough = || listener.tls.as_ref().and_then(|tls| tls.mode.as_deref()) == Some("Passthrough");
    match listener.protocol.as_str() {
        "HTTP" => Some("HTTP"),
        "HTTPS" => Some("HTTPS"),
        "TLS" if passthrough() => Some("TLS_PASSTHROUGH"),
        _ => None,
    }
}

/// Fills in the listeners; the default action of TLS_PASSTHROUGH comes with the rules.
pub(super) fn build<'a>(work: &mut Work<'a, '_>, desired: &mut DesiredRoute<'a>) {
    let Some(gateway) = desired.attachment.first else { return };
    let route = desired.route();
    for place in desired.attachment.built_listeners() {
        let Some(listener) = gateway.spec.listeners.get(place) else { continue };
        let Some(protocol) = protocol(listener) else {
            let message = format!(
                "listener {} of Gateway {} has protocol {}, which Lattice has not: nothing of the route is made",
                listener.name, gateway.metadata.name, listener.protocol
            );
            let finding = route.finding(Diagnostic::error(108, Scope::Route, message), "spec.parentRefs");
            work.report(finding);
            desired.fail(Stage::Build, None);
            continue;
        };
        if let Some(twin) = desired.listeners.iter().find(|other| other.port == listener.port) {
            if twin.protocol != protocol {
                let message = format!(
                    "two listeners of Gateway {} share port {} with protocols {} and {protocol}: which of them Lattice \
                     gets differs from run to run",
                    gateway.metadata.name, listener.port, twin.protocol
                );
                let finding = route.finding(Diagnostic::error(1002, Scope::Route, message), "spec.parentRefs");
                work.report(finding);
            }
            continue;
        }
        desired.listeners.push(DesiredListener {
            place,
            name: names::listener(route.name(), route.namespace(), listener.port, protocol),
            port: listener.port,
            protocol: protocol.to_owned(),
            default_action: Action::Fixed(NOT_FOUND),
        });
    }
    let quota = work.options.quotas.listeners_per_service;
    if desired.listeners.len() > quota {
        let message = format!(
            "the route attaches to {} listeners; a service takes {quota}, and which ones survive is chance",
            desired.listeners.len()
        );
        let finding = Diagnostic::error(1002, Scope::Route, message)
            .with_help("name sectionName in the parentRefs, or ask AWS for a higher quota and set it");
        let finding = route.finding(finding, "spec.parentRefs");
        work.report(finding);
        desired.fail(Stage::Listeners, None);
    }
}
