//! The registry of codes against what the program says: every example does what it claims, every code that
//! the source reports is explained, and every code of the manifests is reported by some input.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use latticectl::api::{self, DecodeOptions};
use latticectl::diag::{Code, Diagnostics, explain, registry};
use latticectl::load::{self, Limits};
use latticectl::model::Account;
use latticectl::settings::Context;
use latticectl::translate::{self, Plan, Quotas, TranslateOptions};

/// What every example stands among, unless it brings an object of the same kind and name.
const FRAME: &str = r#"
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: amazon-vpc-lattice}
spec: {controllerName: application-networking.k8s.aws/gateway-api-controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: store}
spec:
  gatewayClassName: amazon-vpc-lattice
  listeners:
  - {name: http, protocol: HTTP, port: 80}
  - name: https
    protocol: HTTPS
    port: 443
    tls:
      mode: Terminate
      options: {application-networking.k8s.aws/certificate-arn: "arn:aws:acm:us-west-2:111122223333:certificate/11111111-2222-4333-8444-555555555555"}
  - {name: tls, protocol: TLS, port: 8443, tls: {mode: Passthrough}}
---
apiVersion: v1
kind: Service
metadata: {name: api}
spec: {selector: {app: api}, ports: [{port: 80}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"#;

fn context() -> Context {
    Context {
        account: "111122223333".to_owned(),
        region: "us-west-2".to_owned(),
        cluster_name: "shop".to_owned(),
        vpc_id: "vpc-0123456789abcdef0".to_owned(),
        ..Context::default()
    }
}

/// Kind and name of each document, as far as plain text tells.
fn names(text: &str) -> Vec<(String, String)> {
    let field = |document: &str, key: &str, end: &[char]| {
        let (_, rest) = document.split_once(key)?;
        Some(rest.split(end).next()?.trim().to_owned())
    };
    let of =
        |document: &str| Some((field(document, "kind: ", &['\n'])?, field(document, "name: ", &[',', '}', '\n'])?));
    text.split("\n---\n").filter_map(of).collect()
}

/// Manifests among the frame's objects, planned in an account.
pub fn plan(manifests: &str, before: Option<Account>, options: &TranslateOptions) -> (Diagnostics, Plan) {
    let own = names(manifests);
    let frame: Vec<&str> =
        FRAME.split("\n---\n").filter(|document| !names(document).iter().any(|name| own.contains(name))).collect();
    let frame = frame.join("\n---\n");
    let texts = [("in.yaml", manifests.as_bytes()), ("frame.yaml", frame.as_bytes())];
    plan_texts(texts, &context(), before, options)
}

fn plan_texts<'a>(
    texts: impl IntoIterator<Item = (&'a str, &'a [u8])>,
    context: &Context,
    before: Option<Account>,
    options: &TranslateOptions,
) -> (Diagnostics, Plan) {
    let mut diagnostics = Diagnostics::new();
    let (sources, documents) = load::read_texts(texts, &Limits::default(), &mut diagnostics);
    let manifests = api::decode(sources, documents, &DecodeOptions::default(), &mut diagnostics);
    let plan = translate::translate(&manifests, context, options, before, &mut diagnostics);
    diagnostics.sort();
    for finding in &diagnostics {
        let entry = registry::find(finding.code).unwrap_or_else(|| panic!("{} is not explained", finding.code));
        assert!(entry.severities.contains(&finding.severity), "{finding:?} is of a severity that is not explained");
        assert!(finding.object.is_none() || finding.location.is_some(), "{finding:?} has no place");
    }
    (diagnostics, plan)
}

/// The codes that a plan of these manifests reports, those about the frame's objects included.
pub fn codes_of(manifests: &str) -> BTreeSet<Code> {
    let (diagnostics, _) = plan(manifests, None, &TranslateOptions::default());
    diagnostics.iter().map(|finding| finding.code).collect()
}

#[test]
fn every_example_gives_its_finding_and_its_mended_form_does_not() {
    let mut wrong = Vec::new();
    for entry in registry::all() {
        if !entry.before.is_empty() && !codes_of(entry.before).contains(&entry.code()) {
            wrong.push(format!("{}: the example before does not give it", entry.code()));
        }
        if !entry.after.is_empty() {
            let left = codes_of(entry.after);
            if left.contains(&entry.code()) {
                wrong.push(format!("{}: the example after still gives it", entry.code()));
            }
            // A mended example is a sound manifest.
            let broken: Vec<String> =
                left.iter().filter(|code| code.0 < 12 && code.0 != 3).map(Code::to_string).collect();
            if !broken.is_empty() {
                wrong.push(format!("{}: the example after is refused: {broken:?}", entry.code()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn numbers_ascend_and_every_text_is_there() {
    let numbers: Vec<u16> = registry::all().map(|entry| entry.number).collect();
    assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
    for entry in registry::all() {
        let texts = [entry.title, entry.what, entry.why, entry.fix, entry.help, entry.source];
        assert!(texts.iter().all(|text| !text.trim().is_empty()), "{}", entry.code());
        assert!(!entry.help.ends_with('.') && !entry.help.contains('\n'), "{}: help is one phrase", entry.code());
        assert!(entry.severities.iter().collect::<BTreeSet<_>>().len() == entry.severities.len(), "{}", entry.code());
        assert!(!entry.before.is_empty() || entry.after.is_empty(), "{}", entry.code());
    }
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The numbers behind `Diagnostic::error(`, `warning(`, `note(`, `new(` and `Code(` in the source.
fn reported_by_the_source() -> BTreeMap<u16, PathBuf> {
    let mut files = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut found = BTreeMap::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for constructor in
            ["Diagnostic::error(", "Diagnostic::warning(", "Diagnostic::note(", "Diagnostic::new(", "Code("]
        {
            for (at, _) in text.match_indices(constructor) {
                let rest = text[at + constructor.len()..].trim_start();
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                if let Ok(number) = digits.parse() {
                    found.insert(number, file.clone());
                }
            }
        }
    }
    found
}

#[test]
fn every_code_in_the_source_is_explained() {
    let reported = reported_by_the_source();
    assert!(reported.len() > 60, "the search finds the constructors: {reported:?}");
    let unknown: Vec<_> = reported.iter().filter(|(number, _)| registry::find(Code(**number)).is_none()).collect();
    assert!(unknown.is_empty(), "not in the registry: {unknown:?}");
}

/// The codes of a conformance case.
fn codes_of_case(case: &Path) -> BTreeSet<Code> {
    let read = |name: &str| std::fs::read(case.join(name)).unwrap();
    let given: serde_json::Value = serde_json::from_slice(&read("context.json")).unwrap();
    let text = |name: &str| given[name].as_str().unwrap_or_default().to_owned();
    let context = Context {
        account: text("account"),
        region: text("region"),
        cluster_name: text("clusterName"),
        vpc_id: text("vpcId"),
        default_service_network: Some(text("defaultServiceNetwork")).filter(|name| !name.is_empty()),
        service_network_override: given["serviceNetworkOverride"] == true,
    };
    let before = serde_json::from_slice(&read("before.json")).unwrap();
    let input = read("in.yaml");
    let (diagnostics, _) =
        plan_texts([("in.yaml", input.as_slice())], &context, Some(before), &TranslateOptions::default());
    diagnostics.iter().map(|finding| finding.code).collect()
}

/// Inputs for what neither an example nor a conformance case can show: large ones, other quotas, a changed
/// account.
fn codes_of_made_inputs() -> BTreeSet<Code> {
    let mut found = BTreeSet::new();
    let mut add = |manifests: &str, before: Option<Account>, quotas: Quotas| {
        let (diagnostics, plan) = plan(manifests, before, &TranslateOptions { quotas });
        found.extend(diagnostics.iter().map(|finding| finding.code));
        plan.after
    };
    let route = |rules: &str| {
        let kind = "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: api}\n";
        format!("{kind}spec:\n  parentRefs: [{{name: store, sectionName: http}}]\n  rules:\n{rules}")
    };
    let rule = |path: usize| {
        format!("  - matches: [{{path: {{value: /{path}}}}}]\n    backendRefs: [{{name: api, port: 80}}]\n")
    };
    add(&route(&(0..11).map(rule).collect::<String>()), None, Quotas::default());
    let endpoint = |host: usize| format!("{{addresses: [10.0.{}.{}]}}", host / 250, host % 250 + 1);
    let slice = |name: &str, hosts: std::ops::Range<usize>| {
        format!(
            "---\napiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {{name: {name}, labels: \
             {{kubernetes.io/service-name: api}}}}\naddressType: IPv4\nports: [{{port: 8080}}]\nendpoints: [{}]\n",
            hosts.map(endpoint).collect::<Vec<_>>().join(", ")
        )
    };
    let slices = slice("api-1", 0..600) + &slice("api-2", 600..1_001);
    add(&format!("{}{slices}", route(&rule(0))), None, Quotas::default());
    add(&route(&rule(0)), None, Quotas { services: 0, ..Quotas::default() });
    let policy = |spec: &str| {
        format!(
            "---\napiVersion: application-networking.k8s.aws/v1alpha1\nkind: TargetGroupPolicy\nmetadata: {{name: \
             api}}\nspec:\n  targetRef: {{group: \"\", kind: Service, name: api}}\n  {spec}\n"
        )
    };
    let plain = add(&route(&rule(0)), None, Quotas::default());
    add(&format!("{}{}", route(&rule(0)), policy("protocol: HTTPS")), Some(plain), Quotas::default());
    let association = |groups: &str| {
        format!(
            "apiVersion: application-networking.k8s.aws/v1alpha1\nkind: VpcAssociationPolicy\nmetadata: {{name: \
             store}}\nspec:\n  targetRef: {{group: gateway.networking.k8s.io, kind: Gateway, name: store}}\n{groups}"
        )
    };
    let guarded = add(&association("  securityGroupIds: [sg-0123456789abcdef0]\n"), None, Quotas::default());
    add(&association(""), Some(guarded), Quotas::default());
    found
}

#[test]
fn every_code_of_the_manifests_is_reported_by_some_input() {
    let mut found = codes_of_made_inputs();
    for entry in registry::all().filter(|entry| !entry.before.is_empty()) {
        found.extend(codes_of(entry.before));
    }
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/conformance");
    for case in std::fs::read_dir(cases).unwrap().map(|entry| entry.unwrap().path()) {
        if case.join("in.yaml").is_file() {
            found.extend(codes_of_case(&case));
        }
    }
    // Reported where the paths hold nothing, or what can't be read.
    let elsewhere = [8, 13];
    let silent: Vec<Code> = registry::all()
        .filter(|entry| entry.number < 2_000 && !elsewhere.contains(&entry.number) && !found.contains(&entry.code()))
        .map(registry::Entry::code)
        .collect();
    assert!(silent.is_empty(), "no input gives these: {silent:?}");
    let unexplained: Vec<&Code> = found.iter().filter(|code| registry::find(**code).is_none()).collect();
    assert!(unexplained.is_empty(), "not in the registry: {unexplained:?}");
}

#[test]
fn near_misses_of_a_code_are_understood() {
    for given in ["LAT0201", "LAT201", "lat0201", "0201", "201", " Lat-0201 ", "lat 201"] {
        assert_eq!(explain::lookup(given).map(|entry| entry.number).ok(), Some(201), "{given}");
    }
    let error = explain::lookup("LAT0291").unwrap_err();
    assert_eq!(error.to_string(), "no code `LAT0291`, did you mean LAT0201?");
    let error = explain::lookup("LAT9999").unwrap_err();
    assert_eq!(error.to_string(), "no code `LAT9999`, `latticectl explain --list` shows all");
    for given in ["", "LAT", "timeouts", "99999", "2o1"] {
        assert!(explain::lookup(given).is_err(), "{given}");
    }
}

#[test]
fn explanations_look_like_this() {
    let entry = explain::lookup("216").unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/diag");
    snapbox::assert_data_eq!(
        explain::explain_text(entry, 80),
        snapbox::Data::read_from(&root.join("explain.txt"), None)
    );
    let json = format!("{:#}\n", explain::explain_json(entry));
    snapbox::assert_data_eq!(json, snapbox::Data::read_from(&root.join("explain.json.txt"), None));
    assert!(explain::explain_text(entry, 80).lines().all(|line| line.chars().count() <= 80));
}

#[test]
fn the_list_has_a_line_for_every_code() {
    let list = explain::list_text();
    for entry in registry::all() {
        assert_eq!(list.matches(&entry.code().to_string()).count(), 1);
    }
    assert_eq!(explain::list_json()["codes"].as_array().unwrap().len(), registry::all().count());
}

/// `docs/codes.md` is generated; `SNAPSHOTS=overwrite cargo test` rewrites it.
#[test]
fn the_page_of_codes_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/codes.md");
    let page = explain::codes_page();
    if std::env::var("SNAPSHOTS").is_ok_and(|action| action == "overwrite") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &page).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == page, "docs/codes.md is stale, rewrite with `SNAPSHOTS=overwrite cargo test`");
}
