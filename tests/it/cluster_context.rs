//! What a live cluster tells of account, region, cluster and VPC, and what is said where it can't be true.

use latticectl::settings::{Environment, Flags, Origin, Settings};
use serde_json::{Value, json};

use crate::api_server::{ApiServer, Behaviour};
use crate::cluster::{controller, latticectl, path, shop};

/// `config --show-origin --cluster` of a cluster with these controllers: its lines and its findings.
fn config(controllers: Vec<Value>, arguments: &[&str], variables: &[(&str, &str)]) -> (Vec<String>, String) {
    let mut objects = shop(1);
    objects.extend(controllers);
    let server = ApiServer::start(Behaviour { objects, ..Behaviour::default() });
    let kubeconfig = server.kubeconfig(&json!({}));
    let always = ["config", "--show-origin", "--cluster", "--kubeconfig", path(&kubeconfig)];
    let output = latticectl(&[&always, arguments].concat(), variables);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    (lines, squeezed(&String::from_utf8(output.stderr).unwrap()))
}

/// Findings are wrapped for people, at blanks and hyphens: without any, they can be looked for.
fn squeezed(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace() && *letter != '│').collect()
}

fn named(name: &str, environment: &Value) -> Value {
    let mut deployment = controller(environment);
    deployment["metadata"]["name"] = json!(name);
    deployment
}

#[test]
fn an_override_holds_as_soon_as_the_default_network_is_known() {
    let none = |_: &str| None;
    let environment = Environment { variable: &none, working_folder: "/nonexistent".into() };
    let flags = Flags { service_network_override: Some(true), ..Flags::default() };
    let mut settings = Settings::resolve(&flags, &environment).unwrap();
    assert!(!settings.context.service_network_override, "no default network yet");
    settings.learn("default-service-network", "mesh", Origin::Account);
    assert!(settings.context.service_network_override);

    let environment = json!([{"name": "DEFAULT_SERVICE_NETWORK", "value": "mesh"}]);
    let mut objects = shop(1);
    objects.push(controller(&environment));
    let server = ApiServer::start(Behaviour { objects, ..Behaviour::default() });
    let kubeconfig = server.kubeconfig(&json!({}));
    let arguments = ["config", "-o", "json", "--cluster", "--kubeconfig", path(&kubeconfig)];
    let output = latticectl(&arguments, &[("ENABLE_SERVICE_NETWORK_OVERRIDE", "true")]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["context"]["serviceNetworkOverride"], json!(true), "{document}");
}

#[test]
fn values_that_can_not_be_are_not_taken_from_the_controller() {
    let environment = json!([
        {"name": "AWS_ACCOUNT_ID", "value": "12"}, {"name": "CLUSTER_VPC_ID", "value": "nonsense vpc"},
        {"name": "REGION", "value": "eu west"}, {"name": "CLUSTER_NAME", "value": "a/b c"},
    ]);
    let (lines, findings) = config(vec![controller(&environment)], &[], &[]);
    assert!(lines.contains(&"account 123456789012 cluster (the kubeconfig's cluster)".to_owned()), "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("vpc-id vpc-00000000000000000 placeholder")), "{lines:?}");
    assert!(lines.contains(&"region us-west-2 cluster (the kubeconfig's cluster)".to_owned()), "{lines:?}");
    for (value, variable) in
        [("12", "AWS_ACCOUNT_ID"), ("nonsense vpc", "CLUSTER_VPC_ID"), ("eu west", "REGION"), ("a/b c", "CLUSTER_NAME")]
    {
        let origin = format!("({variable} of Deployment aws-application-networking-system/gw)");
        assert!(findings.contains(&squeezed(&format!("`{value}` is no value for"))), "{findings}");
        assert!(findings.contains(&squeezed(&origin)), "{findings}");
    }
}

#[test]
fn values_that_are_kept_elsewhere_are_named() {
    let elsewhere = |name: &str| json!({"name": name, "valueFrom": {"configMapKeyRef": {"name": "x", "key": "y"}}});
    let environment = json!([elsewhere("CLUSTER_NAME"), elsewhere("CLUSTER_VPC_ID")]);
    let (_, findings) = config(vec![controller(&environment)], &["--vpc-id", "vpc-0123456789abcdef0"], &[]);
    let told = "CLUSTER_NAME of Deployment aws-application-networking-system/gw comes from a ConfigMap, a Secret or a \
                field, which is not read: cluster-name is taken to be \"shop\" (from cluster (the kubeconfig's cluster))";
    assert!(findings.contains(&squeezed(told)), "{findings}");
    assert!(!findings.contains(&squeezed("CLUSTER_VPC_ID")), "the user has said it: {findings}");

    let mut deployment = controller(&json!([{"name": "CLUSTER_NAME", "value": "shop"}]));
    let container = &mut deployment["spec"]["template"]["spec"]["containers"][0];
    container["envFrom"] = json!([{"configMapRef": {"name": "all"}}]);
    let (_, findings) = config(vec![deployment], &[], &[]);
    assert!(findings.contains(&squeezed("DEFAULT_SERVICE_NETWORK of Deployment")), "{findings}");
    assert!(findings.contains(&squeezed("envFrom")) && !findings.contains(&squeezed("CLUSTER_NAME of")), "{findings}");
}

#[test]
fn two_controllers_that_disagree_are_told() {
    let of = |name: &str, cluster: &str| named(name, &json!([{"name": "CLUSTER_NAME", "value": cluster}]));
    let (lines, findings) = config(vec![of("gw-a", "one"), of("gw-b", "two")], &[], &[]);
    assert!(lines.iter().any(|line| line.starts_with("cluster-name one ")), "{lines:?}");
    assert!(
        findings.contains(&squeezed(
            "two controllers run in this cluster: CLUSTER_NAME is \"one\" in Deployment \
             aws-application-networking-system/gw-a, which is taken, and \"two\" in Deployment \
             aws-application-networking-system/gw-b"
        )),
        "{findings}"
    );
    let (_, findings) = config(vec![of("gw-a", "one"), of("gw-b", "one")], &[], &[]);
    assert!(!findings.contains(&squeezed("two controllers")), "{findings}");
    let mut idle = of("gw-b", "two");
    idle["status"]["readyReplicas"] = json!(0);
    idle["spec"]["replicas"] = json!(0);
    let (_, findings) = config(vec![of("gw-a", "one"), idle], &[], &[]);
    assert!(!findings.contains(&squeezed("two controllers")), "{findings}");
}

#[test]
fn a_variable_that_contradicts_the_kubeconfig_is_told() {
    let variables = [("AWS_REGION", "eu-north-1"), ("AWS_ACCOUNT_ID", "999999999999")];
    let (lines, findings) = config(Vec::new(), &[], &variables);
    assert!(lines.contains(&"region eu-north-1 variable AWS_REGION".to_owned()), "{lines:?}");
    for told in [
        "region is \"eu-north-1\" (from variable AWS_REGION), but the kubeconfig's cluster says \"us-west-2\"",
        "account is \"999999999999\" (from variable AWS_ACCOUNT_ID), but the kubeconfig's cluster says \"123456789012\"",
    ] {
        assert!(findings.contains(&squeezed(told)), "{findings}");
    }
    let (_, findings) = config(Vec::new(), &[], &[("AWS_REGION", "us-west-2")]);
    assert_eq!(findings, "");
}
