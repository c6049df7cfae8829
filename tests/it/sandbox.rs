//! The sandbox through the AWS SDK.

use aws_sdk_vpclattice::Client;
use aws_sdk_vpclattice::config::{BehaviorVersion, Credentials, Region};
use latticectl::sandbox::{Sandbox, SandboxHandle, SandboxOptions};

fn client(sandbox: &SandboxHandle) -> Client {
    let config = aws_sdk_vpclattice::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-west-2"))
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "tests"))
        .endpoint_url(sandbox.url())
        .build();
    Client::from_conf(config)
}

#[tokio::test]
async fn the_sdk_makes_and_reads_a_service() {
    let sandbox = Sandbox::start(SandboxOptions::default()).unwrap();
    let client = client(&sandbox);
    let network = client.create_service_network().name("store").send().await.unwrap();
    let made = client.create_service().name("api-default").tags("team", "shop").send().await.unwrap();
    assert_eq!(made.status().unwrap().as_str(), "CREATE_IN_PROGRESS");
    let id = made.id().unwrap();
    let first = client.get_service().service_identifier(id).send().await.unwrap();
    assert_eq!(first.status().unwrap().as_str(), "CREATE_IN_PROGRESS");
    let second = client.get_service().service_identifier(made.arn().unwrap()).send().await.unwrap();
    assert_eq!(second.status().unwrap().as_str(), "ACTIVE");
    let association = client
        .create_service_network_service_association()
        .service_identifier(id)
        .service_network_identifier(network.id().unwrap())
        .send()
        .await
        .unwrap();
    assert!(association.id().unwrap().starts_with("snsa-"));
    let refused = client.delete_service().service_identifier(id).send().await.unwrap_err().into_service_error();
    assert!(refused.is_conflict_exception(), "{refused:?}");
    let account = sandbox.engine().account();
    assert_eq!(account.services["svc:api-default"].tags["team"], "shop");
    assert_eq!(sandbox.engine().violations(), Vec::<String>::new());
    sandbox.stop();
}
