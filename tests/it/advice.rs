//! Advice: where it is given, and where it would be untrue.

use latticectl::diag::{Code, Diagnostic, Severity};
use latticectl::translate::{Quotas, TranslateOptions};

use super::codes::{codes_of, plan};

const LATTICE: &str = "application-networking.k8s.aws";

/// An HTTPRoute on the frame's Gateway.
fn http(rules: &str) -> String {
    route("HTTPRoute", "", rules)
}

fn route(kind: &str, metadata: &str, rules: &str) -> String {
    format!(
        "apiVersion: gateway.networking.k8s.io/v1\nkind: {kind}\nmetadata:\n  name: api\n{metadata}spec:\n  parentRefs: \
         [{{name: store}}]\n  rules:\n{rules}"
    )
}

/// One rule of an HTTPRoute to the Service `api`.
fn rule(matches: &str) -> String {
    format!("  - matches: [{{{matches}}}]\n    backendRefs: [{{name: api, port: 80}}]\n")
}

fn rules(matches: &[&str]) -> String {
    http(&matches.iter().map(|matches| rule(matches)).collect::<String>())
}

fn findings(manifests: &str, code: u16) -> Vec<Diagnostic> {
    let (diagnostics, _) = plan(manifests, None, &TranslateOptions::default());
    diagnostics.into_iter().filter(|finding| finding.code == Code(code)).collect()
}

/// Each code is reported exactly where it says so.
fn expect(manifests: &str, given: &[u16], not_given: &[u16]) {
    let found = codes_of(manifests);
    for code in given {
        assert!(found.contains(&Code(*code)), "{code} is missing, found {found:?} in\n{manifests}");
    }
    for code in not_given {
        assert!(!found.contains(&Code(*code)), "{code} is untrue in\n{manifests}");
    }
}

#[test]
fn rules_out_of_reach_and_out_of_order() {
    let prefix = |path: &str| format!("path: {{type: PathPrefix, value: {path}}}");
    let exact = |path: &str| format!("path: {{type: Exact, value: {path}}}");
    let pair = |one: &str, other: &str| rules(&[one, other]);
    // Wide before narrow: never reached, and other than the Gateway API would have it.
    expect(&pair(&prefix("/"), &prefix("/a")), &[215, 216], &[]);
    expect(&pair(&prefix("/a"), &exact("/a")), &[215, 216], &[]);
    expect(&pair(&prefix("/a"), &format!("{}, method: GET", prefix("/a"))), &[215, 216], &[]);
    // Lattice compares prefixes as text.
    expect(&pair(&prefix("/a"), &prefix("/ab")), &[215, 216], &[]);
    // Narrow before wide, or apart: both agree.
    expect(&pair(&prefix("/a"), &prefix("/")), &[], &[215, 216]);
    expect(&pair(&exact("/a"), &prefix("/a")), &[], &[215, 216]);
    expect(&pair(&prefix("/a"), &prefix("/b")), &[], &[215, 216]);
    expect(&pair(&exact("/"), &prefix("/a")), &[], &[215, 216]);
    // Only some requests: reached, but in another order.
    expect(&pair(&format!("{}, method: GET", prefix("/a")), &prefix("/a/b")), &[216], &[215]);
    expect(&pair("headers: [{name: x, value: a}]", &prefix("/b")), &[216], &[215]);
    // Methods or headers that exclude each other leave no request for both.
    let get = format!("{}, method: GET", prefix("/a"));
    expect(&pair(&get, &format!("{}, method: POST", prefix("/a/b"))), &[], &[215, 216]);
    let header = |value: &str, path: &str| format!("{}, headers: [{{name: x, value: {value}}}]", prefix(path));
    expect(&pair(&header("a", "/a"), &header("b", "/a/b")), &[], &[215, 216]);
    // Of equal weight the route's order counts for both.
    expect(&pair("headers: [{name: x, value: a}]", "headers: [{name: z, value: b}]"), &[], &[215, 216]);
    // One match twice is another finding.
    expect(&pair(&prefix("/a"), &prefix("/a")), &[214], &[215, 216]);
}

#[test]
fn priorities_decide_the_order() {
    let two = format!("{}{}", rule("path: {value: /}"), rule("path: {value: /a}"));
    let metadata = |priorities: &[(usize, &str)]| {
        let lines = priorities.iter().map(|(rule, value)| format!("    {LATTICE}/rule-{rule}-priority: \"{value}\"\n"));
        format!("  annotations:\n{}", lines.collect::<String>())
    };
    expect(&route("HTTPRoute", &metadata(&[(1, "1"), (0, "2")]), &two), &[], &[215, 216]);
    expect(&route("HTTPRoute", &metadata(&[(0, "1")]), &two), &[215, 216], &[]);
    // At one priority nobody knows.
    expect(&route("HTTPRoute", &metadata(&[(0, "4"), (1, "4")]), &two), &[213], &[215, 216]);
    // Equal weight, turned round by a priority: the Gateway API takes the first in the route.
    let equal = format!("{}{}", rule("headers: [{name: x, value: a}]"), rule("headers: [{name: z, value: b}]"));
    expect(&route("HTTPRoute", &metadata(&[(0, "2"), (1, "1")]), &equal), &[216], &[215]);
}

#[test]
fn the_request_that_tells_the_difference_is_given() {
    let found = findings(
        &rules(&["path: {value: /api}, method: GET", "path: {value: /api/v2}, headers: [{name: x-a, value: b}]"]),
        216,
    );
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].message,
        "GET /api/v2 with x-a: b goes to rules[0]; by the Gateway API's precedence it would go to rules[1] (longer path)"
    );
    assert_eq!(found[0].path, "spec.rules[1].matches[0]");
}

#[test]
fn grpc_rules_are_compared_by_service_and_method() {
    let grpc =
        |matches: &[&str]| route("GRPCRoute", "", &matches.iter().map(|matches| rule(matches)).collect::<String>());
    expect(&grpc(&["method: {service: a.B}", "method: {service: a.B, method: C}"]), &[215, 216], &[]);
    expect(&grpc(&["method: {service: a.B, method: C}", "method: {service: a.B}"]), &[], &[215, 216]);
    expect(&grpc(&["method: {service: a.B}", "method: {service: a.BC}"]), &[], &[215, 216]);
}

#[test]
fn header_values_that_differ_in_case() {
    let header = |path: &str, value: &str| format!("path: {{value: {path}}}, headers: [{{name: x, value: {value}}}]");
    expect(&rules(&[&header("/", "Gold"), &header("/", "gold")]), &[215, 217], &[216]);
    expect(&rules(&[&header("/", "gold"), &header("/", "silver")]), &[], &[215, 217]);
    // No request meets both, so that case does not matter.
    expect(&rules(&[&header("/a", "Gold"), &header("/b", "gold")]), &[], &[215, 217]);
}

#[test]
fn ignored_fields_are_named_one_by_one() {
    let redirect = "{type: RequestRedirect, requestRedirect: {scheme: https}}";
    let set = "{type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: a, value: b}]}}";
    let manifests = http(&format!(
        "  - name: first\n    filters: [{redirect}]\n  - name: second\n    matches: [{{path: {{value: /b}}}}]\n    timeouts: {{request: 5s}}\n    retry: {{attempts: 2}}\n    sessionPersistence: {{sessionName: a}}\n    backendRefs: [{{name: api, port: 80, filters: [{set}]}}]\n"
    ));
    expect(&manifests, &[301, 302, 303, 304, 310, 313, 404], &[305, 308, 309, 314]);
    assert_eq!(findings(&manifests, 301)[0].severity, Severity::Error);
    assert_eq!(findings(&manifests, 302)[0].path, "spec.rules[1].timeouts");
    assert_eq!(findings(&manifests, 310).len(), 2);
    // Another controller's route may well mean what it says.
    expect(&manifests.replace("name: store", "name: elsewhere"), &[101], &[301, 302, 303, 304, 310, 313]);
}

#[test]
fn backends_in_other_namespaces_and_groups() {
    let backend = |reference: &str| http(&format!("  - backendRefs: [{reference}]\n"));
    let service = "---\napiVersion: v1\nkind: Service\nmetadata: {name: db, namespace: data}\nspec: {selector: {app: db}, ports: [{port: 80}]}\n";
    let route = format!("{}{service}", backend("{name: db, namespace: data, port: 80}"));
    let grant = |from: &str, to: &str| {
        format!(
            "{route}---\napiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: {{name: g, namespace: data}}\nspec:\n  from: [{{group: gateway.networking.k8s.io, kind: {from}}}]\n  to: [{{group: \"\", {to}}}]\n"
        )
    };
    expect(&route, &[308], &[]);
    expect(&grant("HTTPRoute, namespace: default", "kind: Service"), &[], &[308]);
    expect(&grant("HTTPRoute, namespace: default", "kind: Service, name: db"), &[], &[308]);
    expect(&grant("HTTPRoute, namespace: default", "kind: Service, name: other"), &[308], &[]);
    expect(&grant("GRPCRoute, namespace: default", "kind: Service"), &[308], &[]);
    expect(&grant("HTTPRoute, namespace: shop", "kind: Service"), &[308], &[]);
    expect(&backend("{name: api, namespace: default, port: 80}"), &[], &[308]);
    expect(&backend("{kind: ServiceImport, name: x, port: 80}"), &[309], &[314]);
    expect(&backend(&format!("{{group: {LATTICE}, kind: ServiceImport, name: x}}")), &[], &[309, 314]);
    expect(&backend("{group: multicluster.x-k8s.io, kind: ServiceImport, name: x}"), &[314], &[309]);
    expect(&backend("{group: serving.knative.dev, kind: Service, name: api, port: 80}"), &[314], &[402]);
}

#[test]
fn gateway_fields_without_effect() {
    let gateway = |class: &str, rest: &str| {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: store}}\nspec:\n  gatewayClassName: {class}\n{rest}"
        )
    };
    let listeners = "  addresses: [{value: 10.0.0.1}]\n  infrastructure: {labels: {a: b}}\n  listeners:\n  - {name: http, protocol: HTTP, port: 80, hostname: a.acme.test}\n  - {name: s, protocol: HTTPS, port: 443, tls: {mode: Terminate, certificateRefs: [{name: c}]}}\n";
    expect(&gateway("amazon-vpc-lattice", listeners), &[306, 307, 312], &[]);
    assert_eq!(findings(&gateway("amazon-vpc-lattice", listeners), 312).len(), 2);
    expect(&gateway("nginx", listeners), &[105], &[306, 307, 312]);
    expect(
        &gateway("amazon-vpc-lattice", "  listeners: [{name: http, protocol: HTTP, port: 80}]\n"),
        &[],
        &[306, 307, 312],
    );
}

#[test]
fn app_protocol_only_where_a_target_group_is_made() {
    let service = |name: &str| {
        format!(
            "---\napiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{selector: {{app: a}}, ports: [{{port: 80, appProtocol: http}}]}}\n"
        )
    };
    let used = http("  - backendRefs: [{name: api, port: 80}]\n");
    expect(&format!("{used}{}", service("api")), &[311], &[]);
    expect(&format!("{used}{}", service("unused")), &[], &[311]);
}

fn policy(target: &str, spec: &str) -> String {
    let group = if target == "Service" { "\"\"" } else { LATTICE };
    format!(
        "---\napiVersion: {LATTICE}/v1alpha1\nkind: TargetGroupPolicy\nmetadata: {{name: api}}\nspec:\n  targetRef: {{group: {group}, kind: {target}, name: api}}\n{spec}"
    )
}

#[test]
fn health_checks() {
    let http = http("  - backendRefs: [{name: api, port: 80}]\n");
    let grpc = route("GRPCRoute", "", "  - backendRefs: [{name: api, port: 80}]\n");
    expect(&http, &[], &[414, 416]);
    expect(&grpc, &[416], &[414]);
    expect(&format!("{grpc}{}", policy("Service", "  healthCheck: {enabled: true}\n")), &[], &[416]);
    expect(&format!("{grpc}{}", policy("Service", "  healthCheck: {enabled: false}\n")), &[], &[416]);
    expect(&format!("{grpc}{}", policy("Service", "  healthCheck: {path: /a}\n")), &[416], &[]);
    expect(&format!("{http}{}", policy("Service", "  protocolVersion: HTTP2\n")), &[416], &[414]);
    expect(&format!("{http}{}", policy("Service", "  protocol: HTTPS\n  protocolVersion: HTTP1\n")), &[414], &[416]);
    expect(
        &format!("{http}{}", policy("Service", "  protocol: HTTPS\n  healthCheck: {protocol: HTTP}\n")),
        &[414],
        &[],
    );
    expect(
        &format!("{http}{}", policy("Service", "  protocol: HTTPS\n  healthCheck: {protocol: HTTPS}\n")),
        &[],
        &[414],
    );
    expect(
        &format!("{http}{}", policy("Service", "  protocol: HTTPS\n  healthCheck: {enabled: false}\n")),
        &[],
        &[414],
    );
    let tls = grpc.replace("GRPCRoute", "TLSRoute").replace("  rules:", "  hostnames: [a.acme.test]\n  rules:");
    expect(&tls, &[416], &[]);
    // A route that fails has no targets to check.
    expect(&grpc.replace("backendRefs", "matches: [{method: {method: A}}]\n    backendRefs"), &[206], &[416]);
}

#[test]
fn exported_target_groups() {
    let export = |ports: &str| {
        format!(
            "apiVersion: {LATTICE}/v1alpha1\nkind: ServiceExport\nmetadata: {{name: api, annotations: {{{LATTICE}/federation: amazon-vpc-lattice}}}}\n{ports}"
        )
    };
    let ports = |kind: &str| export(&format!("spec: {{exportedPorts: [{{port: 80, routeType: {kind}}}]}}\n"));
    expect(&export(""), &[], &[416]);
    expect(&ports("HTTP"), &[], &[416]);
    expect(&ports("GRPC"), &[416], &[]);
    expect(&ports("TLS"), &[416], &[]);
    expect(&format!("{}{}", ports("GRPC"), policy("ServiceExport", "  healthCheck: {enabled: true}\n")), &[], &[416]);
    expect(&format!("{}{}", ports("GRPC"), policy("Service", "  healthCheck: {enabled: true}\n")), &[], &[416]);
}

#[test]
fn a_policy_that_replaces_a_target_group() {
    let http = http("  - backendRefs: [{name: api, port: 80}]\n");
    let options = TranslateOptions::default();
    let replaced = |manifests: &str, before: &str| {
        let (_, first) = plan(before, None, &options);
        let (found, _) = plan(manifests, Some(first.after), &options);
        let found: Vec<Diagnostic> = found.into_iter().filter(|finding| finding.code == Code(417)).collect();
        found.first().map(|finding| finding.object.as_ref().unwrap().kind.clone())
    };
    let https = format!("{http}{}", policy("Service", "  protocol: HTTPS\n  healthCheck: {protocol: HTTPS}\n"));
    let path = format!("{http}{}", policy("Service", "  healthCheck: {path: /a}\n"));
    assert_eq!(replaced(&https, &http).as_deref(), Some("TargetGroupPolicy"));
    assert_eq!(replaced(&http, &https).as_deref(), Some("HTTPRoute"), "the policy is gone");
    assert_eq!(replaced(&path, &http), None, "a health check is changed in place");
    assert_eq!(replaced(&https, &https), None);
}

#[test]
fn auth_policies_that_let_anyone_in() {
    let auth = |statements: &str| {
        format!(
            "apiVersion: {LATTICE}/v1alpha1\nkind: IAMAuthPolicy\nmetadata: {{name: a}}\nspec:\n  targetRef: {{group: gateway.networking.k8s.io, kind: Gateway, name: store}}\n  policy: '{{\"Version\": \"2012-10-17\", \"Statement\": {statements}}}'\n"
        )
    };
    let allow = |principal: &str, rest: &str| {
        format!(
            "{{\"Effect\": \"Allow\", \"Principal\": {principal}, \"Action\": \"vpc-lattice-svcs:Invoke\", \"Resource\": \"*\"{rest}}}"
        )
    };
    let anonymous = "{\"StringEquals\": {\"aws:PrincipalType\": \"Anonymous\"}}";
    expect(&auth(&format!("[{}]", allow("\"*\"", ""))), &[711], &[704]);
    expect(&auth(&allow("{\"AWS\": [\"*\"]}", "")), &[711], &[]);
    expect(&auth(&allow("\"*\"", "").replace("vpc-lattice-svcs:Invoke", "*")), &[711], &[]);
    expect(&auth(&allow("{\"AWS\": \"arn:aws:iam::111122223333:root\"}", "")), &[], &[711]);
    expect(&auth(&allow("\"*\"", &format!(", \"Condition\": {anonymous}"))), &[], &[711]);
    let deny = format!(
        "{{\"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"*\", \"Condition\": {anonymous}}}"
    );
    expect(&auth(&format!("[{}, {deny}]", allow("\"*\"", ""))), &[], &[711]);
    expect(&auth(&format!("[{deny}]")), &[], &[711]);
    // A policy that is not accepted lets nobody in.
    expect(&auth(&allow("\"*\"", "")).replace("name: store}", "name: nobody}"), &[702], &[711]);
}

#[test]
fn policies_on_another_controllers_gateway() {
    let gateway = |class: &str| {
        format!(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {{name: other}}\nspec: {{controllerName: example.net/c}}\n---\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {{name: edge}}\nspec:\n  gatewayClassName: {class}\n  listeners: [{{name: http, protocol: HTTP, port: 80}}]\n---\napiVersion: {LATTICE}/v1alpha1\nkind: VpcAssociationPolicy\nmetadata: {{name: a}}\nspec:\n  targetRef: {{group: gateway.networking.k8s.io, kind: Gateway, name: edge}}\n"
        )
    };
    expect(&gateway("other"), &[714], &[]);
    expect(&gateway("amazon-vpc-lattice"), &[], &[714]);
    // Whose it is, is not known.
    expect(&gateway("missing"), &[105], &[714]);
}

#[test]
fn annotations_that_nobody_reads() {
    let annotated = |key: &str, value: &str| {
        route(
            "HTTPRoute",
            &format!("  annotations: {{{key}: \"{value}\"}}\n"),
            "  - backendRefs: [{name: api, port: 80}]\n",
        )
    };
    let help = |key: &str| {
        let found = findings(&annotated(&format!("{LATTICE}/{key}"), "a"), 901);
        found.first().map(|finding| finding.help.clone().unwrap_or_default())
    };
    let meant = |key: &str| Some(format!("did you mean {LATTICE}/{key}?"));
    assert_eq!(help("tag"), meant("tags"));
    assert_eq!(help("stand-alone"), meant("standalone"));
    assert_eq!(help("rule-0-prio"), meant("rule-0-priority"));
    assert_eq!(help("rule-2-priorty"), meant("rule-2-priority"));
    assert_eq!(help("service-name-overide"), meant("service-name-override"));
    assert_eq!(help("allow-take-over-from"), meant("allow-takeover-from"));
    assert_eq!(help("colour"), Some(String::new()), "nothing is near");
    assert_eq!(help("lattice-assigned-domain-name"), None, "the controller writes it");
    for key in ["tags", "standalone", "rule-0-priority"] {
        expect(&annotated(&format!("{LATTICE}/{key}"), "1"), &[], &[901, 904]);
    }
    expect(&annotated(&format!("{LATTICE}/service-name"), "a"), &[904], &[901]);
    expect(&annotated(&format!("{LATTICE}/certificate-arn"), "a"), &[904], &[901]);
    expect(&annotated("example.net/stand-alone", "a"), &[], &[901, 904]);
}

#[test]
fn quotas_of_the_account() {
    let http = http("  - backendRefs: [{name: api, port: 80}]\n");
    let exceeds = |quotas: Quotas| {
        let (found, _) = plan(&http, None, &TranslateOptions { quotas });
        let found: Vec<String> =
            found.into_iter().filter(|finding| finding.code == Code(1005)).map(|finding| finding.message).collect();
        found
    };
    assert!(exceeds(Quotas::default()).is_empty());
    assert!(exceeds(Quotas { services: 1, target_groups: 1, ..Quotas::default() }).is_empty());
    assert_eq!(
        exceeds(Quotas { target_groups: 0, ..Quotas::default() }),
        ["1 target groups in the region exceed the quota of 0"]
    );
    assert_eq!(
        exceeds(Quotas { service_associations_per_network: 0, ..Quotas::default() }),
        ["1 service associations in the service network store exceed the quota of 0"]
    );
    // What was there before is not these manifests' doing.
    let (_, first) = plan(&http, None, &TranslateOptions::default());
    let tight = TranslateOptions { quotas: Quotas { services: 0, ..Quotas::default() } };
    let (found, _) = plan(&http, Some(first.after), &tight);
    assert!(found.iter().all(|finding| finding.code != Code(1005)));
}

fn deployment(pod: &str) -> String {
    format!(
        "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: api}}\nspec:\n  selector: {{matchLabels: {{app: api}}}}\n  template:\n    metadata: {{labels: {{app: api, tier: back}}}}\n    spec: {pod}\n"
    )
}

#[test]
fn pods_that_stop_too_soon() {
    let used = http("  - backendRefs: [{name: api, port: 80}]\n");
    let pod = |grace: &str, hook: &str| deployment(&format!("{{{grace}containers: [{{name: a, image: b{hook}}}]}}"));
    let sleep = ", lifecycle: {preStop: {sleep: {seconds: 60}}}";
    expect(&format!("{used}{}", pod("", "")), &[1101], &[1103]);
    expect(&format!("{used}{}", pod("terminationGracePeriodSeconds: 150, ", "")), &[1101], &[]);
    expect(&format!("{used}{}", pod("terminationGracePeriodSeconds: 149, ", sleep)), &[1101], &[]);
    expect(&format!("{used}{}", pod("terminationGracePeriodSeconds: 150, ", sleep)), &[], &[1101]);
    // No route leads to it.
    let other = used.replace("name: api, port", "name: web, port");
    expect(&format!("{other}{}", pod("", "")), &[], &[1101]);
    expect(&format!("{used}{}", pod("", "").replace("app: api, tier", "app: other, tier")), &[], &[1101]);
    // Nothing is accepted, so nothing is sent.
    expect(
        &format!("{}{}", used.replace("{name: store}", "{name: store, sectionName: other}"), pod("", "")),
        &[102],
        &[1101],
    );
}

#[test]
fn probes_and_health_checks() {
    let used = http("  - backendRefs: [{name: api, port: 80}]\n");
    let probe =
        |probe: &str| deployment(&format!("{{containers: [{{name: a, image: b, readinessProbe: {{{probe}}}}}]}}"));
    let ready = probe("httpGet: {path: /ready, port: 8080}");
    expect(&format!("{used}{ready}"), &[1103], &[]);
    expect(&format!("{used}{}", probe("httpGet: {path: /, port: 8080}")), &[], &[1103]);
    expect(&format!("{used}{}", probe("tcpSocket: {port: 8080}")), &[], &[1103]);
    let unnamed = probe("httpGet: {port: 8080}");
    expect(&format!("{used}{unnamed}"), &[], &[1103]);
    expect(&format!("{used}{unnamed}{}", policy("Service", "  healthCheck: {path: /ready}\n")), &[1103], &[]);
    expect(&format!("{used}{ready}{}", policy("Service", "  healthCheck: {path: /ready}\n")), &[], &[1103]);
    expect(&format!("{used}{ready}{}", policy("Service", "  healthCheck: {path: /ready, port: 8080}\n")), &[], &[1103]);
    expect(&format!("{used}{ready}{}", policy("Service", "  healthCheck: {path: /ready, port: 9090}\n")), &[1103], &[]);
    expect(&format!("{used}{ready}{}", policy("Service", "  healthCheck: {enabled: false}\n")), &[], &[1103]);
    // A gRPC group is not checked, so there is nothing to disagree with.
    expect(&format!("{}{ready}", used.replace("HTTPRoute", "GRPCRoute")), &[], &[1103]);
}

#[test]
fn readiness_gates_on_exports() {
    let namespace = |value: &str| {
        format!(
            "apiVersion: v1\nkind: Namespace\nmetadata: {{name: default, labels: {{{LATTICE}/pod-readiness-gate-inject: {value}}}}}\n---\n"
        )
    };
    let export = format!(
        "apiVersion: {LATTICE}/v1alpha1\nkind: ServiceExport\nmetadata: {{name: api, annotations: {{{LATTICE}/federation: amazon-vpc-lattice}}}}\n---\n"
    );
    let imported = http(&format!("  - backendRefs: [{{group: {LATTICE}, kind: ServiceImport, name: api}}]\n"));
    let local = http("  - backendRefs: [{name: api, port: 80}]\n");
    let on = namespace("enabled");
    expect(&format!("{on}{export}"), &[1102], &[]);
    expect(&format!("{}{export}", namespace("disabled")), &[], &[1102]);
    expect(&export, &[], &[1102]);
    expect(&format!("{on}{export}{imported}"), &[], &[1102]);
    expect(&format!("{on}{export}{local}"), &[], &[1102]);
    let gate = deployment(&format!(
        "{{readinessGates: [{{conditionType: {LATTICE}/pod-readiness-gate}}], containers: [{{name: a, image: b}}]}}"
    ));
    expect(&format!("{}{gate}", export.trim_end_matches("---\n")), &[1102], &[]);
}

#[test]
fn a_gateway_that_is_nearly_named_is_suggested() {
    let help = |parent: &str| {
        let manifests = rules(&["path: {value: /}"]).replace("[{name: store}]", &format!("[{{{parent}}}]"));
        findings(&manifests, 101).first().and_then(|finding| finding.help.clone())
    };
    assert_eq!(help("name: stor").as_deref(), Some("did you mean Gateway default/store?"));
    assert_eq!(help("name: store, namespace: other").as_deref(), Some("did you mean Gateway default/store?"));
    assert_eq!(help("name: warehouse"), None);
}
