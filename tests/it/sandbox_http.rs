//! The sandbox's HTTP interface to the letter: where members travel, headers, faults, the admin path, origins.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use latticectl::sandbox::{
    Behaviour, Fault, FaultKind, Lag, Pace, Sandbox, SandboxHandle, SandboxOptions, check_operation,
};
use serde_json::{Value, json};

/// One answer.
pub struct Answer {
    pub status: u16,
    /// Headers in lower case, one a line.
    pub headers: String,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// One request on a connection of its own; status 0 where the connection just closed.
pub fn ask(url: &str, head: &str, headers: &str, body: &str) -> Answer {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let length = body.len();
    let _ = write!(
        stream,
        "{head} HTTP/1.1\r\nhost: sandbox\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
    );
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    let (headers, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    Answer { status, headers: headers.to_lowercase(), body: body.to_owned() }
}

/// A request that is signed for a service.
pub fn signed(url: &str, service: &str, head: &str, body: &str) -> Answer {
    let scope = format!("A/20260101/us-west-2/{service}/aws4_request");
    ask(url, head, &format!("authorization: AWS4-HMAC-SHA256 Credential={scope}, x\r\n"), body)
}

fn lattice(url: &str, head: &str, body: &Value) -> Answer {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    signed(url, "vpc-lattice", head, &body)
}

fn tagged(url: &str) -> usize {
    let scope = "authorization: AWS4-HMAC-SHA256 Credential=A/20260101/us-west-2/tagging/aws4_request, x\r\n";
    let headers = format!("{scope}x-amz-target: ResourceGroupsTaggingAPI_20170126.GetResources\r\n");
    ask(url, "POST /", &headers, "{}").json()["ResourceTagMappingList"].as_array().unwrap().len()
}

fn sandbox(behaviour: Behaviour) -> (SandboxHandle, String) {
    let sandbox = Sandbox::start(SandboxOptions { behaviour, ..SandboxOptions::default() }).unwrap();
    let url = sandbox.url();
    (sandbox, url)
}

fn at_once() -> Behaviour {
    Behaviour { pace: Pace::Polls(0), drain: Pace::Polls(0), ..Behaviour::default() }
}

#[test]
fn members_count_only_where_they_travel() {
    let (_sandbox, url) = sandbox(at_once());
    let refused = lattice(&url, "POST /services?name=sneaky", &json!({}));
    assert_eq!(refused.status, 400, "a body member in the query: {}", refused.body);
    let make = |name: &str| lattice(&url, "POST /servicenetworks", &json!({"name": name})).json()["id"].clone();
    let (one, two) = (make("net-one"), make("net-two"));
    let (one, two) = (one.as_str().unwrap(), two.as_str().unwrap());
    let got = lattice(&url, &format!("GET /servicenetworks/{one}?serviceNetworkIdentifier={two}"), &Value::Null);
    assert_eq!(got.json()["id"], one, "the path says which");
    let got = lattice(
        &url,
        &format!("PATCH /servicenetworks/{one}"),
        &json!({"serviceNetworkIdentifier": two, "authType": "NONE"}),
    );
    assert_eq!(got.json()["id"], one);
    let all = lattice(&url, "GET /servicenetworks", &json!({"maxResults": 1})).json();
    assert_eq!(all["items"].as_array().unwrap().len(), 2, "maxResults is of the query: {all}");
    let first = lattice(&url, "GET /servicenetworks?maxResults=1", &Value::Null).json();
    assert_eq!(first["items"].as_array().unwrap().len(), 1);
    let strange = lattice(
        &url,
        "POST /servicenetworkserviceassociations",
        &json!({"serviceIdentifier": "garbage/svc-01234567890123456", "serviceNetworkIdentifier": one}),
    );
    assert!(matches!(strange.status, 400 | 404), "{}", strange.body);
}

#[test]
fn only_what_the_service_knows_makes_a_call_another_one() {
    let (sandbox, url) = sandbox(at_once());
    let create = |more: Value| {
        let mut body = json!({"name": "store", "clientToken": "t"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        lattice(&url, "POST /servicenetworks", &body)
    };
    let first = create(json!({}));
    for more in [json!({"tags": {}}), json!({"nonsense": 1}), json!({"sharingConfig": null})] {
        let again = create(more.clone());
        assert_eq!((again.status, &again.body), (201, &first.body), "{more}");
    }
    assert_eq!(create(json!({"authType": "AWS_IAM"})).status, 409);

    let network = first.json()["id"].clone();
    let options = json!({"privateDnsPreference": "ALL_DOMAINS", "foo": 1});
    let body = json!({
        "serviceNetworkIdentifier": network, "vpcIdentifier": "vpc-0a1b2c3d4e5f60718", "dnsOptions": options,
    });
    let made = lattice(&url, "POST /servicenetworkvpcassociations", &body).json();
    assert_eq!(made["dnsOptions"], json!({"privateDnsPreference": "ALL_DOMAINS"}), "{made}");
    assert_eq!(sandbox.engine().violations(), Vec::<String>::new());
}

#[test]
fn filters_by_arn_mean_the_whole_arn() {
    let (_sandbox, url) = sandbox(at_once());
    let network = lattice(&url, "POST /servicenetworks", &json!({"name": "store"})).json();
    let service = lattice(&url, "POST /services", &json!({"name": "web"})).json();
    let (arn, id) = (network["arn"].as_str().unwrap(), service["id"].as_str().unwrap());
    let pair = json!({"serviceIdentifier": id, "serviceNetworkIdentifier": arn});
    assert_eq!(lattice(&url, "POST /servicenetworkserviceassociations", &pair).status, 200);
    let logs = json!({"resourceIdentifier": id, "destinationArn": "arn:aws:s3:::logs-of-lattice"});
    assert_eq!(lattice(&url, "POST /accesslogsubscriptions", &logs).status, 201);
    let count = |path: &str, name: &str, value: &str| {
        let value = value.replace(':', "%3A").replace('/', "%2F");
        let found = lattice(&url, &format!("GET {path}?{name}={value}"), &Value::Null).json();
        found["items"].as_array().unwrap_or_else(|| panic!("{found}")).len()
    };
    let elsewhere = |arn: &str| arn.replace("us-west-2", "eu-west-1");
    let list = "/servicenetworkserviceassociations";
    assert_eq!(count(list, "serviceNetworkIdentifier", arn), 1);
    assert_eq!(count(list, "serviceNetworkIdentifier", &elsewhere(arn)), 0);
    let arn = service["arn"].as_str().unwrap();
    assert_eq!(count(list, "serviceIdentifier", arn), 1);
    assert_eq!(count(list, "serviceIdentifier", &elsewhere(arn)), 0);
    assert_eq!(count("/accesslogsubscriptions", "resourceIdentifier", arn), 1);
    assert_eq!(count("/accesslogsubscriptions", "resourceIdentifier", id), 1);
    assert_eq!(count("/accesslogsubscriptions", "resourceIdentifier", &elsewhere(arn)), 0);
}

#[test]
fn auth_policies_have_no_line_breaks() {
    let (_sandbox, url) = sandbox(at_once());
    let id = lattice(&url, "POST /services", &json!({"name": "web"})).json()["id"].as_str().unwrap().to_owned();
    let put = |text: &str| lattice(&url, &format!("PUT /authpolicy/{id}"), &json!({"policy": text}));
    let statement = r#"{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}"#;
    assert_eq!(put(&format!("{{\"Statement\":[{statement}]}}")).status, 200);
    let refused = put(&format!("{{\n\"Statement\":[{statement}]}}"));
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json()["fieldList"][0]["name"], "policy", "{}", refused.body);
}

#[test]
fn time_passes_for_every_service() {
    let (sandbox, url) = sandbox(Behaviour { pace: Pace::Millis(150), ..Behaviour::default() });
    let made = lattice(&url, "POST /services", &json!({"name": "web", "tags": {"a": "b"}})).json();
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(sandbox.engine().account().services["svc:web"].identity.status.as_deref(), Some("ACTIVE"));
    assert_eq!(tagged(&url), 1);
    let id = made["id"].as_str().unwrap();
    assert_eq!(lattice(&url, &format!("DELETE /services/{id}"), &Value::Null).status, 200);
    assert!(sandbox.engine().account().services.is_empty(), "what only waits to be gone is in no account");
    assert_eq!(tagged(&url), 1, "it is still there, though");
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(tagged(&url), 0, "nobody asked Lattice in between");
    assert!(sandbox.engine().dump().services.is_empty());
}

#[test]
fn the_tagging_service_learns_late_and_holds_no_more_than_it_must() {
    let (sandbox, url) = sandbox(Behaviour { tag_lag: Lag::Millis(400), ..at_once() });
    let network = lattice(&url, "POST /servicenetworks", &json!({"name": "store", "tags": {"a": "b"}})).json();
    assert_eq!(tagged(&url), 0);
    std::thread::sleep(Duration::from_millis(450));
    assert_eq!(tagged(&url), 1);
    let engine = sandbox.engine();
    engine.set_behaviour(|behaviour| behaviour.tag_lag = Lag::Millis(1_000_000));
    for number in 0..2500 {
        let tags = json!({"resourceArn": network["arn"], "tags": {"n": number.to_string()}});
        engine.call("TagResource", tags).unwrap();
    }
    assert_eq!(engine.dump().tag_journal.len(), 2000, "the oldest are shown early");
    engine.set_behaviour(|behaviour| behaviour.tag_lag = Lag::Frozen);
    for number in 0..50 {
        let made = engine.call("CreateServiceNetwork", json!({"name": format!("n-{number}"), "tags": {"a": "b"}}));
        let id = made.unwrap()["id"].clone();
        engine.call("DeleteServiceNetwork", json!({"serviceNetworkIdentifier": id})).unwrap();
    }
    assert!(engine.dump().tag_journal.len() <= 2000, "what comes and goes unseen leaves nothing");
    for number in 0..1100 {
        let input = json!({"name": "again", "clientToken": format!("t-{number}")});
        let id = engine.call("CreateServiceNetwork", input).unwrap()["id"].clone();
        engine.call("DeleteServiceNetwork", json!({"serviceNetworkIdentifier": id})).unwrap();
    }
    assert_eq!(engine.dump().client_tokens.len(), 1024);
    // Tagging with nothing makes no formerly tagged resource.
    engine.set_behaviour(|behaviour| behaviour.tag_lag = Lag::None);
    let plain = engine.call("CreateServiceNetwork", json!({"name": "plain"})).unwrap();
    engine.call("TagResource", json!({"resourceArn": plain["arn"], "tags": {}})).unwrap();
    assert_eq!(tagged(&url), 1);
}

#[test]
fn faults_answer_as_the_service_would() {
    let (sandbox, url) = sandbox(at_once());
    let fault = |text: &str| assert_eq!(ask(&url, "POST /_sandbox/faults", "", text).status, 200, "{text}");
    let list = || lattice(&url, "GET /services", &Value::Null);
    fault("ListServices=throttle:7*1");
    let answer = list();
    assert_eq!((answer.status, answer.header("retry-after")), (429, Some("7")), "{}", answer.headers);
    assert_eq!(answer.header("x-amzn-errortype"), Some("throttlingexception"));
    fault("ListServices=throttle*1");
    assert_eq!(list().header("retry-after"), None);
    fault("ListServices=not-found*1");
    let answer = list();
    assert_eq!((answer.status, answer.json()["resourceType"].as_str()), (404, Some("RESOURCE")));
    fault("ListServices=quota*1");
    let answer = list();
    assert_eq!((answer.status, answer.json()["serviceCode"].as_str()), (402, Some("vpc-lattice")));
    fault("ListServices=unavailable*1");
    assert_eq!(list().status, 503);
    fault("ListServices=drop-before*1");
    assert_eq!(list().status, 0);
    fault("ListServices=delay:300ms*1");
    let start = Instant::now();
    assert_eq!(list().status, 200);
    assert!(start.elapsed() >= Duration::from_millis(300));

    let config = json!({"port": 80, "protocol": "HTTP", "vpcIdentifier": "vpc-0a1b2c3d4e5f60718"});
    let group = lattice(&url, "POST /targetgroups", &json!({"name": "web", "type": "IP", "config": config})).json();
    let group = group["id"].as_str().unwrap().to_owned();
    fault("RegisterTargets=fail-item:Boom*1");
    let targets = json!({"targets": [{"id": "10.0.0.1"}, {"id": "10.0.0.2"}]});
    let answer = lattice(&url, &format!("POST /targetgroups/{group}/registertargets"), &targets);
    let body = answer.json();
    assert_eq!(answer.status, 200, "{body}");
    assert_eq!(body["unsuccessful"][0]["failureCode"], "Boom", "{body}");
    assert_eq!(body["unsuccessful"][0]["id"], "10.0.0.1", "{body}");
    assert_eq!(body["successful"], json!([{"id": "10.0.0.2", "port": 80}]));

    let checks = json!({"healthCheck": {"enabled": false}});
    assert_eq!(lattice(&url, &format!("PATCH /targetgroups/{group}"), &checks).status, 200);
    let service = lattice(&url, "POST /services", &json!({"name": "web"})).json()["id"].as_str().unwrap().to_owned();
    let action = json!({"forward": {"targetGroups": [{"targetGroupIdentifier": group, "weight": 1}]}});
    let listener = json!({"name": "http", "protocol": "HTTP", "defaultAction": action});
    assert_eq!(lattice(&url, &format!("POST /services/{service}/listeners"), &listener).status, 201);
    let targets = lattice(&url, &format!("POST /targetgroups/{group}/listtargets"), &Value::Null).json();
    assert_eq!(targets["items"][0]["status"], "UNAVAILABLE", "{targets}");
    assert_eq!(targets["items"][0]["reasonCode"], "HealthCheckDisabled");
    assert_eq!(sandbox.engine().violations(), Vec::<String>::new());
}

#[test]
fn faults_and_rates_of_nothing_are_refused() {
    let (_sandbox, url) = sandbox(at_once());
    assert!(check_operation("CreateRule").is_ok() && check_operation("*").is_ok());
    for wrong in ["CreateRul=throttle", "CreateRule=internal*0", r#"{"operation": "Nope", "kind": "internal"}"#] {
        let answer = ask(&url, "POST /_sandbox/faults", "", wrong);
        assert_eq!(answer.status, 400, "{wrong}: {}", answer.body);
    }
    let behaviour = |text: &str| ask(&url, "PATCH /_sandbox/behaviour", "", text).status;
    for wrong in [
        r#"{"rates": {"Nope": {"perSecond": 1, "burst": 1}}}"#,
        r#"{"rates": {"ListServices": {"perSecond": 0, "burst": 1}}}"#,
        r#"{"rates": {"ListServices": {"perSecond": -5, "burst": 1}}}"#,
        r#"{"rates": {"ListServices": {"perSecond": 1, "burst": 0.5}}}"#,
        r#"{"nonsense": 1}"#,
        "[]",
    ] {
        assert_eq!(behaviour(wrong), 400, "{wrong}");
    }
    assert_eq!(lattice(&url, "GET /services", &Value::Null).status, 200);
}

#[test]
fn the_admin_path_reads_and_replaces_everything() {
    let (sandbox, url) = sandbox(at_once());
    let get = |path: &str| ask(&url, &format!("GET /_sandbox{path}"), "", "").json();
    let send = |head: &str, body: &str| ask(&url, head, "", body).status;
    lattice(&url, "POST /services", &json!({"name": "web", "clientToken": "t"}));
    assert_eq!(get("")["account"], "123456789012");
    let (account, state) = (get("/account"), get("/state"));
    assert!(account["services"]["svc:web"]["id"].as_str().unwrap().starts_with("svc-"), "{account}");
    assert_eq!(state["services"].as_object().unwrap().len(), 1);

    assert_eq!(send("POST /_sandbox/reset", ""), 200);
    assert_eq!(get("/account")["services"], json!({}));
    assert_eq!(get("/log")["calls"], 0);
    assert_eq!(send("PUT /_sandbox/state", &state.to_string()), 200);
    assert_eq!(get("/state"), state, "ids, tokens and all");
    assert_eq!(send("POST /_sandbox/reset", ""), 200);
    assert_eq!(send("PUT /_sandbox/account", &account.to_string()), 200);
    assert_eq!(get("/account"), account);
    assert_eq!(send("PUT /_sandbox/account", r#"{"services": 3}"#), 400);
    assert_eq!(get("/account"), account, "nothing changes where something is wrong");

    assert_eq!(send("PATCH /_sandbox/behaviour", r#"{"pageSize": 1, "latencyMs": 1}"#), 200);
    let behaviour = get("/behaviour");
    assert_eq!((&behaviour["pageSize"], &behaviour["latencyMs"]), (&json!(1), &json!(1)));
    assert_eq!(behaviour["pace"], json!({"polls": 0}), "the rest stays");
    assert_eq!(
        lattice(&url, "GET /services?maxResults=100", &Value::Null).json()["items"].as_array().unwrap().len(),
        1
    );
    assert_eq!(get("/log")["operations"]["vpc-lattice:ListServices"]["calls"], 1);
    assert_eq!(send("DELETE /_sandbox/log", ""), 200);
    assert_eq!(get("/log")["calls"], 0);
    sandbox.engine().fault(Fault::new("ListServices", FaultKind::Internal));
    assert_eq!(send("DELETE /_sandbox/faults", ""), 200);
    assert_eq!(get("/behaviour")["faults"], json!([]));
}

#[test]
fn pages_of_other_origins_may_not_ask() {
    let (_sandbox, url) = sandbox(at_once());
    for head in ["POST /_sandbox/reset", "GET /_sandbox/state", "POST /services?X-Amz-Credential=A/1/r/vpc-lattice/x"] {
        let foreign = ask(&url, head, "origin: http://evil.example\r\n", "{}");
        assert_eq!(foreign.status, 403, "{head}: {}", foreign.body);
        for odd in ["null", "http://127.0.0.1.evil.example", "http://localhost.evil.example"] {
            assert_eq!(ask(&url, head, &format!("origin: {odd}\r\n"), "{}").status, 403, "{head} {odd}");
        }
    }
    for own in ["http://localhost:3000", "http://127.0.0.1:8080", "http://[::1]:80"] {
        assert_eq!(ask(&url, "GET /_sandbox", &format!("origin: {own}\r\n"), "").status, 200, "{own}");
    }
}

#[test]
fn certificates_and_vpcs_are_listed_as_their_services_list_them() {
    let (_sandbox, url) = sandbox(at_once());
    let arn = |n: u8| format!("arn:aws:acm:us-west-2:123456789012:certificate/0a1b2c3d-0000-0000-0000-00000000000{n}");
    let certificates = json!([
        {"CertificateArn": arn(1), "DomainName": "a.example.com", "KeyAlgorithm": "EC_prime256v1"},
        {"CertificateArn": arn(2), "DomainName": "b.example.com"},
    ]);
    assert_eq!(ask(&url, "PUT /_sandbox/certificates", "", &certificates.to_string()).status, 200);
    let list = |body: &str| {
        let scope = "authorization: AWS4-HMAC-SHA256 Credential=A/1/us-west-2/acm/aws4_request, x\r\n";
        let headers = format!("{scope}x-amz-target: CertificateManager.ListCertificates\r\n");
        let found = ask(&url, "POST /", &headers, body).json();
        let names = found["CertificateSummaryList"].as_array().unwrap().iter();
        names.map(|one| one["DomainName"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(list("{}"), ["b.example.com"], "other keys must be asked for");
    assert_eq!(list(r#"{"Includes": {"keyTypes": ["EC_prime256v1"]}}"#), ["a.example.com"]);
    assert_eq!(list(r#"{"Includes": {"keyTypes": ["EC_prime256v1", "RSA_2048"]}}"#).len(), 2);

    let vpcs: serde_json::Map<String, Value> =
        (0..7).map(|n| (format!("vpc-0123456{n}"), json!({"cidrBlocks": [format!("10.{n}.0.0/16")]}))).collect();
    assert_eq!(ask(&url, "PUT /_sandbox/network", "", &json!({"vpcs": vpcs}).to_string()).status, 200);
    let first = signed(&url, "ec2", "POST /", "Action=DescribeVpcs&MaxResults=5").body;
    assert_eq!(first.matches("<vpcId>").count(), 5, "{first}");
    let token = first.split_once("<nextToken>").unwrap().1.split_once('<').unwrap().0.to_owned();
    let rest = signed(&url, "ec2", "POST /", &format!("Action=DescribeVpcs&MaxResults=5&NextToken={token}")).body;
    assert_eq!((rest.matches("<vpcId>").count(), rest.contains("nextToken")), (2, false), "{rest}");
    assert_eq!(signed(&url, "ec2", "POST /", "Action=DescribeVpcs&MaxResults=4").status, 400);
    assert_eq!(signed(&url, "ec2", "POST /", "Action=DescribeVpcs&NextToken=junk").status, 400);
}

#[test]
fn neighbours_refuse_what_their_services_refuse() {
    let (_sandbox, url) = sandbox(at_once());
    let json_call = |service: &str, operation: &str, body: &str| {
        let scope = format!("authorization: AWS4-HMAC-SHA256 Credential=A/1/us-west-2/{service}/aws4_request, x\r\n");
        ask(&url, "POST /", &format!("{scope}x-amz-target: X.{operation}\r\n"), body)
    };
    for (service, operation, body) in [
        ("tagging", "GetResources", r#"{"ResourcesPerPage": "x"}"#),
        ("tagging", "GetResources", r#"{"ResourcesPerPage": -1}"#),
        ("tagging", "GetResources", r#"{"ResourceTypeFilters": [""]}"#),
        ("tagging", "GetResources", r#"{"TagFilters": [{}]}"#),
        ("acm", "ListCertificates", r#"{"MaxItems": 0}"#),
        ("acm", "ListCertificates", r#"{"MaxItems": "x"}"#),
    ] {
        assert_eq!(json_call(service, operation, body).status, 400, "{operation} {body}");
    }
    for (form, code) in [
        ("Action=DescribeVpcs&VpcId.1=junk", "InvalidVpcID.Malformed"),
        ("Action=DescribeSecurityGroups&GroupId.1=junk", "InvalidGroupId.Malformed"),
    ] {
        let answer = signed(&url, "ec2", "POST /", form);
        assert!(answer.status == 400 && answer.body.contains(code), "{form}: {}", answer.body);
    }
}
