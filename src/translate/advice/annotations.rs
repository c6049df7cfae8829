//! LAT0901, LAT0904: annotations under the controller's prefix that nobody reads, there or at all.

use super::facts::Facts;
use crate::api::{Object, Objects, PREFIX};
use crate::diag::{Diagnostic, Diagnostics, Scope};

const ROUTES: &[&str] = &["HTTPRoute", "GRPCRoute", "TLSRoute"];
const RULED_ROUTES: &[&str] = &["HTTPRoute", "GRPCRoute"];

/// The annotations that the controller reads, with the kinds that it reads them on.
const READ: &[(&str, &[&str])] = &[
    (
        "tags",
        &[
            "HTTPRoute",
            "GRPCRoute",
            "TLSRoute",
            "ServiceExport",
            "VpcAssociationPolicy",
            "AccessLogPolicy",
            "ServiceNetwork",
        ],
    ),
    ("standalone", &["HTTPRoute", "GRPCRoute", "TLSRoute", "Gateway"]),
    ("service-name-override", ROUTES),
    ("allow-takeover-from", ROUTES),
    ("federation", &["ServiceExport"]),
    ("port", &["ServiceExport"]),
    ("service-name", &["ServiceExport"]),
    ("export-name", &["ServiceImport"]),
    ("aws-vpc", &["ServiceImport"]),
    ("aws-eks-cluster-name", &["ServiceImport"]),
    ("target-group-arn", &["ServiceImport"]),
];

/// What the controller writes: there in objects that were printed from a cluster.
const WRITTEN: &[&str] = &[
    "lattice-assigned-domain-name",
    "lattice-service-arn",
    "iam-auth-policy",
    "iam-auth-policy-resource-id",
    "iam-auth-policy-resource-type",
    "iam-auth-policy-resource-name",
    "resourceArn",
    "accessLogSubscription",
    "accessLogSubscriptionResourceName",
];

/// Keys that mean something elsewhere than in annotations.
const ELSEWHERE: &[(&str, &str)] = &[
    ("certificate-arn", "it is read in the tls.options of a Gateway's listener"),
    ("pod-readiness-gate-inject", "it is read as a label of the Namespace"),
    ("pod-readiness-gate", "it is a condition type in a pod's readinessGates"),
];

pub(super) fn check(facts: &Facts<'_>, diagnostics: &mut Diagnostics) {
    // Destructured, so that a new kind has to be thought of here.
    let Objects {
        gateway_classes,
        gateways,
        http_routes,
        grpc_routes,
        tls_routes,
        reference_grants,
        services,
        endpoint_slices,
        namespaces,
        workloads,
        target_group_policies,
        iam_auth_policies,
        vpc_association_policies,
        access_log_policies,
        service_exports,
        service_imports,
        service_networks,
    } = &facts.manifests.objects;
    of_kind(gateway_classes, diagnostics);
    of_kind(gateways, diagnostics);
    of_kind(http_routes, diagnostics);
    of_kind(grpc_routes, diagnostics);
    of_kind(tls_routes, diagnostics);
    of_kind(reference_grants, diagnostics);
    of_kind(services, diagnostics);
    of_kind(endpoint_slices, diagnostics);
    of_kind(namespaces, diagnostics);
    of_kind(workloads, diagnostics);
    of_kind(target_group_policies, diagnostics);
    of_kind(iam_auth_policies, diagnostics);
    of_kind(vpc_association_policies, diagnostics);
    of_kind(access_log_policies, diagnostics);
    of_kind(service_exports, diagnostics);
    of_kind(service_imports, diagnostics);
    of_kind(service_networks, diagnostics);
    listener_options(facts, diagnostics);
}

fn of_kind<T>(objects: &[Object<T>], diagnostics: &mut Diagnostics) {
    for object in objects {
        for key in object.metadata.annotations.keys().filter_map(|key| key.strip_prefix(PREFIX)) {
            if let Some(finding) = judge(object.kind, key) {
                let path = Object::<T>::annotation_path(key);
                let location = object.key_location(&path);
                diagnostics.push(object.finding(finding, path).with_location(location));
            }
        }
    }
}

/// What there is to say of an annotation on a kind.
fn judge(kind: &str, key: &str) -> Option<Diagnostic> {
    let no_effect = |kinds: &[&str]| {
        let message = format!("{key} has no effect on a {kind}");
        Diagnostic::warning(904, Scope::Field, message).with_help(format!("it is read on {}", listed(kinds)))
    };
    if let Some((_, kinds)) = READ.iter().find(|(known, _)| *known == key) {
        return (!kinds.contains(&kind)).then(|| no_effect(kinds));
    }
    if is_rule_priority(key) {
        return (!RULED_ROUTES.contains(&kind)).then(|| no_effect(RULED_ROUTES));
    }
    if WRITTEN.contains(&key) {
        return None;
    }
    if let Some((_, place)) = ELSEWHERE.iter().find(|(known, _)| *known == key) {
        let message = format!("{key} has no effect as an annotation");
        return Some(Diagnostic::warning(904, Scope::Field, message).with_help(*place));
    }
    let finding =
        Diagnostic::warning(901, Scope::Field, format!("no annotation {PREFIX}{key} is known: it has no effect"));
    Some(match suggestion(kind, key) {
        Some(meant) => finding.with_help(format!("did you mean {PREFIX}{meant}?")),
        None => finding,
    })
}

/// `rule-N-priority` with any digits: whether there is such a rule is asked elsewhere.
fn is_rule_priority(key: &str) -> bool {
    let number = key.strip_prefix("rule-").and_then(|rest| rest.strip_suffix("-priority"));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The annotation that was probably meant, those of the kind first.
fn suggestion(kind: &str, key: &str) -> Option<String> {
    let plain = |text: &str| text.to_ascii_lowercase().replace(['-', '_', '.'], "");
    let wanted = plain(key);
    let digits: String = key.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let mut candidates: Vec<(bool, String)> =
        READ.iter().map(|(known, kinds)| (!kinds.contains(&kind), (*known).to_owned())).collect();
    if !digits.is_empty() {
        candidates.push((!RULED_ROUTES.contains(&kind), format!("rule-{digits}-priority")));
    }
    let distance = |known: &str| {
        let known = plain(known);
        let apart = strsim::damerau_levenshtein(&wanted, &known);
        let cut = wanted.len() >= 4 && (known.starts_with(&wanted) || wanted.starts_with(&known));
        (apart <= 1 + known.len() / 4 || cut).then_some(apart)
    };
    let near = candidates.into_iter().filter_map(|(other_kind, known)| Some((distance(&known)?, other_kind, known)));
    near.min().map(|(_, _, known)| known)
}

/// The options of listeners under the prefix: only `certificate-arn` is read.
fn listener_options(facts: &Facts<'_>, diagnostics: &mut Diagnostics) {
    for gateway in facts.gateways() {
        for (index, listener) in gateway.spec.listeners.iter().enumerate() {
            for option in listener.tls.iter().flat_map(|tls| tls.options.keys()) {
                let Some(key) = option.strip_prefix(PREFIX).filter(|key| *key != "certificate-arn") else { continue };
                let path = format!("spec.listeners[{index}].tls.options[\"{option}\"]");
                let message = format!("no option {PREFIX}{key} is known: it has no effect");
                let finding = Diagnostic::warning(901, Scope::Field, message)
                    .with_help(format!("the one option that is read is {PREFIX}certificate-arn"));
                let location = gateway.key_location(&path);
                diagnostics.push(gateway.finding(finding, path).with_location(location));
            }
        }
    }
}

fn listed(kinds: &[&str]) -> String {
    match kinds {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
