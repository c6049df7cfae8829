//! Reading a live cluster that answers strangely, or shows less than all of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use latticectl::load::cluster::{Access, ClusterError, LiveCluster, Namespaces, Selection, connect, overlay, read};
use latticectl::load::{Document, Node};
use serde_json::{Value, json};

use crate::api_server::{ApiServer, Behaviour, Fault, everything};
use crate::cluster::{
    PATIENCE, all, controller, documents, faulty, gateway_api, latticectl, names, path, read_with, run, shop,
};

fn serve(objects: Vec<Value>) -> ApiServer {
    ApiServer::start(Behaviour { objects, ..Behaviour::default() })
}

fn only(namespace: &str) -> Selection {
    Selection { namespaces: Namespaces::These(vec![namespace.to_owned()]), selector: None }
}

fn namespace(name: &str) -> Value {
    crate::cluster::object("v1", "Namespace", None, name, &json!({}))
}

#[test]
fn a_list_that_goes_round_in_a_circle_ends() {
    let circle = ["a", "b", "a"].map(Fault::Token);
    let error = read_with(&faulty("httproutes", circle), &all(), &[]).unwrap_err().to_string();
    assert!(error.contains("httproutes") && error.contains("a continue token came a second time"), "{error}");
}

#[test]
fn closed_discovery_costs_requests_but_no_kind() {
    let mut served = everything();
    served.insert(
        "gateway.networking.k8s.io",
        vec![
            ("v1", vec!["gatewayclasses", "gateways", "httproutes", "grpcroutes"]),
            ("v1beta1", vec!["referencegrants"]),
            ("v1alpha2", vec!["tlsroutes"]),
        ],
    );
    let mut tls = gateway_api("TLSRoute", Some("shop"), "tls", &json!({"parentRefs": [{"name": "shop"}]}));
    tls["apiVersion"] = json!("gateway.networking.k8s.io/v1alpha2");
    let mut objects = shop(1);
    objects.push(tls);
    for closed in ["/apis", "/apis/gateway.networking.k8s.io/v1"] {
        let behaviour = Behaviour { objects: objects.clone(), served: Some(served.clone()), ..Behaviour::default() };
        let server = ApiServer::start(Behaviour { denied: vec![closed.to_owned()], ..behaviour });
        let live = read_with(&server, &all(), &[]).unwrap();
        assert_eq!(names(&live, "TLSRoute"), ["tls"], "{closed}");
        assert_eq!(live.coverage.older.get("TLSRoute"), Some(&"v1alpha2"), "{closed}");
        assert_eq!(live.coverage.missing, BTreeSet::new(), "{closed}");
    }
}

#[test]
fn a_namespace_that_is_not_there_is_no_empty_one() {
    let mut objects = shop(1);
    objects.push(namespace("shop"));
    let server = serve(objects);
    assert_eq!(names(&read_with(&server, &only("shop"), &[]).unwrap(), "HTTPRoute").len(), 1);
    let error = read_with(&server, &only("shoop"), &[]).unwrap_err();
    assert!(matches!(&error, ClusterError::NoNamespace { name } if name == "shoop"), "{error}");
    // Files may bring it.
    let file = documents("apiVersion: v1\nkind: Namespace\nmetadata: {name: shoop}\n");
    assert!(read_with(&server, &only("shoop"), &file).is_ok());
}

#[test]
fn who_is_no_api_server_is_told_apart() {
    let of = |fault: Fault| {
        let faults = BTreeMap::from([("apis", VecDeque::from(vec![fault]))]);
        let server = ApiServer::start(Behaviour { objects: shop(1), faults, ..Behaviour::default() });
        let error = read_with(&server, &all(), &[]).map(|_| ()).unwrap_err();
        assert_eq!(server.seen().len(), 1, "asking again would not help");
        error
    };
    for (fault, expected) in [
        (Fault::Page(200), "a web page (200)"),
        (Fault::Page(403), "a web page (403)"),
        (Fault::Redirect, "a redirect (302) to \"https://login.example.com/\""),
    ] {
        let error = of(fault);
        assert!(error.to_string().contains(expected), "{error}");
        assert!(error.help().contains("a proxy or a login page"), "{}", error.help());
    }
    // A load balancer's page about an API server that restarts is worth another try.
    let faults = BTreeMap::from([("apis", VecDeque::from([Fault::Page(502)]))]);
    let server = ApiServer::start(Behaviour { objects: shop(1), faults, ..Behaviour::default() });
    assert!(read_with(&server, &all(), &[]).is_ok());
}

#[test]
fn kinds_of_the_same_name_in_other_groups_replace_nothing() {
    let server = serve(shop(1));
    let files = documents(
        "apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: shop, namespace: shop}\nspec: {}\n---\n\
         apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\nspec: {}\n",
    );
    let live = read_with(&server, &all(), &files).unwrap();
    let before = live.documents.len();
    let laid = overlay(live.documents, files, "shop");
    assert_eq!(laid.len(), before + 2);
    let groups = |kind: &str| -> Vec<String> {
        let of_kind = |document: &&Document| document.node.get("kind").and_then(Node::as_str) == Some(kind);
        let version = |document: &Document| document.node.get("apiVersion").and_then(Node::as_str).unwrap().to_owned();
        laid.iter().filter(of_kind).map(version).collect()
    };
    assert_eq!(groups("Gateway"), ["gateway.networking.k8s.io/v1", "networking.istio.io/v1"]);
    assert_eq!(groups("Service"), ["v1", "serving.knative.dev/v1"]);
    // An older version of the same group is the same object.
    let files = documents(
        "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: Gateway\nmetadata: {name: shop, namespace: shop}\n",
    );
    let live = read_with(&server, &all(), &files).unwrap();
    assert_eq!(overlay(live.documents, files, "shop").len(), before);
    // Nor does a file bring what was denied by having a kind of that name.
    let denied = vec!["/gateways".to_owned()];
    let server = ApiServer::start(Behaviour { objects: shop(1), denied, ..Behaviour::default() });
    let istio = documents("apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: a, namespace: shop}\n");
    assert!(matches!(read_with(&server, &all(), &istio), Err(ClusterError::Needed { .. })));
}

#[test]
fn every_kind_that_shapes_resources_makes_the_view_incomplete() {
    let denied = |plural: &str| {
        let denied = vec![format!("/{plural}")];
        let server = ApiServer::start(Behaviour { objects: shop(1), denied, ..Behaviour::default() });
        let files = documents(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: other, namespace: shop}\n",
        );
        read_with(&server, &all(), &files).unwrap().coverage
    };
    for plural in [
        "gateways",
        "servicenetworks",
        "httproutes",
        "endpointslices",
        "targetgrouppolicies",
        "iamauthpolicies",
        "vpcassociationpolicies",
        "accesslogpolicies",
        "serviceexports",
        "serviceimports",
    ] {
        let coverage = denied(plural);
        assert!(!coverage.is_complete(), "{plural}");
        assert_eq!(coverage.unseen().iter().map(|spec| spec.plural).collect::<Vec<_>>(), [plural]);
    }
    for plural in ["referencegrants", "statefulsets", "daemonsets", "deployments", "namespaces"] {
        assert!(denied(plural).is_complete(), "{plural} gives advice only");
    }
    // Namespaces decide something where a listener asks for their labels.
    let mut objects = shop(1);
    let gateway = objects.iter_mut().find(|object| object["kind"] == "Gateway").unwrap();
    let selector = json!({"from": "Selector", "selector": {"matchLabels": {"team": "a"}}});
    gateway["spec"]["listeners"][0]["allowedRoutes"] = json!({"namespaces": selector});
    let denied = vec!["/namespaces".to_owned()];
    let server = ApiServer::start(Behaviour { objects, denied, ..Behaviour::default() });
    assert!(!read_with(&server, &all(), &[]).unwrap().coverage.is_complete());
}

#[test]
fn a_controller_that_can_not_be_seen_is_told() {
    let mut objects = shop(1);
    objects.push(controller(&json!([])));
    let with = |ends: &[&str]| {
        let denied = ends.iter().map(|end| (*end).to_owned()).collect();
        ApiServer::start(Behaviour { objects: objects.clone(), denied, ..Behaviour::default() })
    };
    let told = |live: &LiveCluster| {
        let findings = live.coverage.findings();
        findings.iter().any(|finding| finding.code.0 == 2015 && finding.message.contains("whether the controller runs"))
    };
    for selection in [all(), only("shop")] {
        let live = read_with(&with(&["/deployments"]), &selection, &[]).unwrap();
        assert!(live.coverage.controller_unseen && told(&live), "{selection:?}");
        // Denied in all namespaces, it is still found where it is installed.
        let live = read_with(&with(&["/v1/deployments"]), &selection, &[]).unwrap();
        assert!(!live.coverage.controller_unseen && !told(&live), "{selection:?}");
        assert_eq!(live.controllers.len(), 1, "{selection:?}");
    }
    let server = with(&["/deployments"]);
    let kubeconfig = server.kubeconfig(&json!({}));
    let output = latticectl(&["config", "--cluster", "--kubeconfig", path(&kubeconfig)], &[]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("whether the controller runs"), "{output:?}");
}

/// The grants of a printed role: plurals for all namespaces, `namespace/plural` for one.
fn granted(arguments: &[&str]) -> BTreeSet<String> {
    use serde::Deserialize as _;
    let output = latticectl(&[&["rbac"], arguments].concat(), &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    let mut granted = BTreeSet::new();
    for document in serde_yaml::Deserializer::from_str(&text) {
        let role = Value::deserialize(document).unwrap();
        for rule in role["rules"].as_array().unwrap() {
            assert_eq!(rule["verbs"], json!(["list"]), "{text}");
            for plural in rule["resources"].as_array().unwrap() {
                let plural = plural.as_str().unwrap();
                let namespace = role["metadata"]["namespace"].as_str();
                granted.insert(namespace.map_or_else(|| plural.to_owned(), |name| format!("{name}/{plural}")));
            }
        }
    }
    granted
}

/// The lists that were asked for, as grants.
fn listed(server: &ApiServer) -> BTreeSet<String> {
    let mut listed = BTreeSet::new();
    for seen in server.seen() {
        let path = seen.target.split('?').next().unwrap().to_owned();
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        let rest = match parts.as_slice() {
            ["api", _, rest @ ..] | ["apis", _, _, rest @ ..] => rest,
            _ => continue,
        };
        match rest {
            ["namespaces", namespace, plural] => listed.insert(format!("{namespace}/{plural}")),
            [plural] => listed.insert((*plural).to_owned()),
            _ => continue,
        };
    }
    listed
}

#[test]
fn the_printed_role_is_exactly_what_is_read() {
    let whole = granted(&[]);
    assert!(!whole.contains("secrets") && !whole.contains("configmaps") && !whole.contains("pods"));
    let mut objects = shop(1);
    objects.extend([namespace("shop"), controller(&json!([]))]);
    let server =
        ApiServer::start(Behaviour { objects: objects.clone(), granted: Some(whole.clone()), ..Behaviour::default() });
    let live = read_with(&server, &all(), &[]).unwrap();
    assert_eq!(live.coverage.findings(), []);
    assert_eq!(listed(&server), whole, "what is granted is read, and nothing else");

    let narrow = granted(&["--for-namespace", "shop"]);
    assert!(narrow.contains("aws-application-networking-system/deployments"), "{narrow:?}");
    let server = ApiServer::start(Behaviour { objects, granted: Some(narrow.clone()), ..Behaviour::default() });
    let live = read_with(&server, &only("shop"), &[]).unwrap();
    assert_eq!(live.coverage.findings(), []);
    assert_eq!(live.controllers.len(), 1);
    let asked = listed(&server);
    assert!(asked.is_superset(&narrow), "granted and never read: {:?}", narrow.difference(&asked));
    // Two kinds are asked for in all namespaces first, because that would show more.
    let more: Vec<&String> = asked.difference(&narrow).collect();
    assert_eq!(more, ["deployments", "gateways"]);
}

#[test]
fn a_pods_service_account_is_enough() {
    let server = ApiServer::start(Behaviour {
        objects: shop(2),
        tls_for: Some("localhost"),
        token: Some("projected"),
        ..Behaviour::default()
    });
    let folder = server.folder().join("serviceaccount");
    std::fs::create_dir(&folder).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    write("ca.crt", server.certificate());
    write("namespace", "shop");
    write("token", "projected\n");
    let port = server.port().to_string();
    let variables = [
        ("KUBERNETES_SERVICE_HOST", "localhost"),
        ("KUBERNETES_SERVICE_PORT", port.as_str()),
        ("LATTICECTL_SERVICE_ACCOUNT", path(&folder)),
    ];
    let output = latticectl(&["plan", "--cluster", "-o", "snapshot"], &variables);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("route-0001-shop"), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(server.seen_of("httproutes")[0].contains("/namespaces/shop/"), "the pod's own namespace");

    write("token", "stale");
    let output = latticectl(&["plan", "--cluster"], &variables);
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("(this pod's service account) does not accept the credentials (401"), "{text}");

    std::fs::remove_file(folder.join("token")).unwrap();
    let output = latticectl(&["plan", "--cluster"], &variables);
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("the pod's service account can't be used") && text.contains("token"), "{text}");
}

#[test]
fn the_library_reads_through_the_same_account() {
    // A kubeconfig that is named wins over the pod's.
    let server = serve(shop(1));
    let access = Access { kubeconfig: Some(server.kubeconfig(&json!({}))), context: Some("other".to_owned()) };
    let live = run(async { read(&connect(&access).await?, &Selection::default(), &[], PATIENCE).await }).unwrap();
    assert_eq!(names(&live, "HTTPRoute").len(), 0, "the context `other` names no namespace, so it is `default`");
}
