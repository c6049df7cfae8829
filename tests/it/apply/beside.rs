//! `apply` in a cluster whose controller runs.

use serde::Deserialize as _;
use serde_json::{Value, json};

use super::shop::*;
use crate::api_server::{ApiServer, Behaviour};

/// The objects of some manifests, as an API server keeps them.
fn objects(text: &str) -> Vec<Value> {
    let documents = serde_yaml::Deserializer::from_str(text).map(|one| Value::deserialize(one).unwrap());
    let kept = documents.filter(Value::is_object).map(|mut object| {
        for (name, value) in
            [("uid", json!("u")), ("resourceVersion", json!("5")), ("creationTimestamp", json!("2026-01-01T00:00:00Z"))]
        {
            object["metadata"][name] = value;
        }
        object
    });
    kept.collect()
}

#[test]
fn a_running_controller_refuses_unless_told() {
    let shop = Shop::new();
    let mut objects = objects(&[CLASS, NETWORK, GATEWAY, &app("web", "10.0.0.1")].concat());
    let container = json!({
        "name": "manager", "env": [],
        "image": "public.ecr.aws/aws-application-networking-k8s/aws-gateway-controller:v2.1.3",
    });
    objects.push(json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": "gw", "namespace": "aws-application-networking-system", "uid": "u", "resourceVersion": "5",
            "creationTimestamp": "2026-01-01T00:00:00Z"},
        "spec": {"replicas": 1, "template": {"spec": {"containers": [container]}}},
        "status": {"readyReplicas": 1},
    }));
    let server = ApiServer::start(Behaviour { objects, ..Behaviour::default() });
    let kubeconfig = server.kubeconfig(&json!({}));
    let kubeconfig = kubeconfig.to_str().unwrap();
    let arguments = ["apply", "--cluster", "-A", "--kubeconfig", kubeconfig, "--keep-going"];
    let apply = |more: &[&str]| shop.cli.run(&[&arguments[..], &APPROVED[..], more].concat());
    let refused = apply(&["-o", "json"]);
    assert_eq!((refused.code, shop.bench.writes()), (3, 0), "{}{}", refused.stdout, refused.stderr);
    assert!(refused.stderr.contains("--beside-controller"), "{}", refused.stderr);
    assert!(json_of(&refused)["refused"][0].as_str().unwrap().contains("aws-application-networking-system/gw"));
    // A plan of it knows that too.
    let plan = shop.path("change.plan");
    let diff = ["diff", "--cluster", "-A", "--kubeconfig", kubeconfig, "--out", &plan];
    assert_eq!(shop.cli.run(&diff).code, 2);
    let refused = shop.approved("apply", &plan, &["--keep-going"]);
    assert_eq!((refused.code, shop.bench.writes()), (3, 0), "{}{}", refused.stdout, refused.stderr);
    assert!(refused.stderr.contains("--beside-controller"), "{}", refused.stderr);
    let done = apply(&["--beside-controller"]);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    assert_eq!(shop.labels("services"), ["svc:web-default"]);
}

#[test]
fn pruning_spares_what_a_part_of_the_cluster_can_not_show() {
    let shop = Shop::new();
    let elsewhere = format!("{}{}", backend("cart", "10.0.0.1"), export("cart")).replace("default", "elsewhere");
    shop.apply(&shop.file("elsewhere.yaml", &[CLASS, NETWORK, GATEWAY, &elsewhere].concat()), &[]);
    let group = shop.labels("targetGroups").pop().unwrap();
    let objects = objects(&[CLASS, NETWORK, GATEWAY, &app("web", "10.0.0.9")].concat());
    let server = ApiServer::start(Behaviour { objects, ..Behaviour::default() });
    let kubeconfig = server.kubeconfig(&json!({}));
    let arguments = ["apply", "--cluster", "--kubeconfig", kubeconfig.to_str().unwrap(), "--keep-going", "--prune"];
    let prune = |more: &[&str]| shop.cli.run(&[&arguments[..], &APPROVED[..], &["--allow", "all"], more].concat());
    let part = prune(&["-n", "default", "--beside-controller"]);
    assert_eq!(shop.labels("services"), ["svc:web-default"], "{}{}", part.stdout, part.stderr);
    assert!(shop.labels("targetGroups").contains(&group), "{}{}", part.stdout, part.stderr);
    let all = prune(&["-A", "--beside-controller"]);
    assert!(!shop.labels("targetGroups").contains(&group), "{}{}", all.stdout, all.stderr);
}
