//! Every recorded case of the controller: the account, the statuses, the refused documents and the codes of
//! findings, compared in process.
//!
//! `testdata/conformance/<case>/`: `in.yaml` in the context of `context.json` and the account of
//! `before.json` gives what `expected.json` says; `about.txt` names the codes that must be reported.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use latticectl::api::{self, DecodeOptions, PREFIX};
use latticectl::diag::{Diagnostics, Severity};
use latticectl::load::{self, Input, Limits};
use latticectl::model::Account;
use latticectl::settings::Context;
use latticectl::translate::{self, Plan, TranslateOptions};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Recordings that hold only the first document of their input: the file starts with a JSON document, the
/// recorder read it as a JSON stream, and everything behind the first `---` never reached the controller (the
/// codes in `about.txt` are of the whole file). Account and statuses can't be compared; that they differ is.
pub(super) const CUT_RECORDINGS: [&str; 6] = [
    "accesslogpolicy-destinations",
    "backends-same-service-two-ports",
    "hostnames-certificate-second-listener",
    "rules-priority-unreadable",
    "tlsroute-two-hostnames-two-listeners",
    "tlsroute-two-rules",
];

const SECTIONS: [&str; 8] = [
    "serviceNetworks",
    "services",
    "listeners",
    "rules",
    "targetGroups",
    "serviceNetworkServiceAssociations",
    "serviceNetworkVpcAssociations",
    "accessLogSubscriptions",
];

/// Members that labels say already or that a plan can't know.
const NOISE: [&str; 16] = [
    "id",
    "arn",
    "status",
    "failureCode",
    "failureMessage",
    "createdBy",
    "createdAt",
    "lastUpdatedAt",
    "dnsEntry",
    "idleTimeoutSeconds",
    "isDefault",
    "serviceId",
    "listenerId",
    "serviceNetworkId",
    "vpcId",
    "resourceId",
];

pub(super) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/conformance")
}

pub(super) fn cases() -> Vec<String> {
    let entries = std::fs::read_dir(folder()).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert!(names.len() >= 177, "cases are missing");
    names
}

pub(super) fn read_json(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

pub(super) fn context_of(value: &Value) -> Context {
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let default_service_network = value["defaultServiceNetwork"].as_str().map(str::to_owned);
    let wants_override = value["serviceNetworkOverride"].as_bool().unwrap_or(false);
    Context {
        account: text("account"),
        region: text("region"),
        cluster_name: text("clusterName"),
        vpc_id: text("vpcId"),
        service_network_override: wants_override && default_service_network.is_some(),
        default_service_network,
    }
}

struct Case {
    name: String,
    expected: Value,
    plan: Plan,
    diagnostics: Diagnostics,
    about: String,
}

pub(super) fn translated(manifests: &str, context: &Context, before: Option<Account>) -> (Plan, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let input = [Input::Text { name: "in.yaml".to_owned(), text: manifests.to_owned() }];
    let (sources, documents) = load::read(&input, &Limits::default(), &mut diagnostics).unwrap();
    let manifests = api::decode(sources, documents, &DecodeOptions::default(), &mut diagnostics);
    let options = TranslateOptions::default();
    let plan = translate::translate(&manifests, context, &options, before, &mut diagnostics);
    diagnostics.sort();
    (plan, diagnostics)
}

fn run(name: &str) -> Case {
    let case = folder().join(name);
    let context = context_of(&read_json(&case.join("context.json")));
    let before: Account = serde_json::from_value(read_json(&case.join("before.json"))).unwrap();
    let text = std::fs::read_to_string(case.join("in.yaml")).unwrap();
    let (plan, diagnostics) = translated(&text, &context, Some(before));
    let about = std::fs::read_to_string(case.join("about.txt")).unwrap();
    Case { name: name.to_owned(), expected: read_json(&case.join("expected.json")), plan, diagnostics, about }
}

/// A target group by what it is for.
fn group_label(group: &Value) -> String {
    let tag = |key: &str| group["tags"][format!("{PREFIX}{key}")].as_str().unwrap_or_default().to_owned();
    let kind = tag("SourceTypeKey");
    if kind.is_empty() {
        return format!("tg:{}", group["name"].as_str().unwrap_or("?"));
    }
    let config = |key: &str| match &group["config"][key] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => "-".to_owned(),
    };
    let route = if kind == "ServiceExport" {
        String::new()
    } else {
        format!("{}/{}>", tag("RouteNamespace"), tag("RouteName"))
    };
    format!(
        "tg:{}/{kind}/{route}{}/{}:{}/{}/{}/{}",
        tag("ClusterName"),
        tag("ServiceNamespace"),
        tag("ServiceName"),
        config("port"),
        config("protocol"),
        config("protocolVersion"),
        config("ipAddressType")
    )
}

/// An equal account gives an equal value, whatever the labels of its groups and the order of its lists.
pub(super) fn canonical(account: &Value) -> Value {
    let empty = Map::new();
    let section = |name: &str| account[name].as_object().unwrap_or(&empty).clone();
    let mut groups: Vec<(String, String, String)> = section("targetGroups")
        .iter()
        .map(|(label, group)| {
            (group_label(group), json!([group["targets"], group["config"]]).to_string(), label.clone())
        })
        .collect();
    groups.sort();
    let (mut names, mut seen) = (BTreeMap::new(), BTreeMap::<String, usize>::new());
    for (label, _, old) in groups {
        let count = seen.entry(label.clone()).or_insert(0);
        *count += 1;
        names.insert(old, if *count == 1 { label } else { format!("{label}#{count}") });
    }
    let mut out = Map::new();
    for name in SECTIONS {
        let mut things = Map::new();
        for (label, thing) in section(name) {
            let label = if name == "targetGroups" { names[&label].clone() } else { label };
            if !label.ends_with("/rule:default") {
                things.insert(label, canonical_thing(name, &thing, &names));
            }
        }
        out.insert(name.to_owned(), Value::Object(things));
    }
    Value::Object(out)
}

fn sorted(list: &mut Value) {
    if let Some(items) = list.as_array_mut() {
        items.sort_by_key(ToString::to_string);
    }
}

fn canonical_thing(section: &str, thing: &Value, names: &BTreeMap<String, String>) -> Value {
    let empty = |value: &Value| value.is_null() || value == &json!([]) || value == "";
    let mut thing: Map<String, Value> = thing
        .as_object()
        .unwrap()
        .iter()
        .filter(|(key, value)| !NOISE.contains(&key.as_str()) && !empty(value))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    thing.entry("tags").or_insert_with(|| json!({}));
    if section == "rules" {
        thing.remove("name");
    }
    if let Some(headers) = thing.get_mut("match").and_then(|found| found.pointer_mut("/httpMatch/headerMatches")) {
        sorted(headers);
    }
    for key in ["action", "defaultAction"] {
        let Some(groups) = thing.get_mut(key).and_then(|action| action.pointer_mut("/forward/targetGroups")) else {
            continue;
        };
        for group in groups.as_array_mut().unwrap() {
            let identifier = group["targetGroupIdentifier"].as_str().unwrap().to_owned();
            group["targetGroupIdentifier"] = json!(names.get(&identifier).unwrap_or(&identifier));
        }
        sorted(groups);
    }
    if section == "targetGroups" {
        let ours = thing["tags"].get(format!("{PREFIX}SourceTypeKey")).is_some();
        let name = thing["name"].as_str().unwrap_or_default().to_owned();
        let letters = name.rsplit('-').next().unwrap_or_default();
        let random = letters.len() == 10 && letters.bytes().all(|byte| byte.is_ascii_lowercase());
        if ours && (random || letters == "*") {
            thing.insert("name".to_owned(), json!(format!("{}*", &name[..name.len() - letters.len()])));
        }
        let targets = thing.entry("targets").or_insert_with(|| json!([]));
        for target in targets.as_array_mut().unwrap() {
            *target = json!({ "id": target["id"], "port": target["port"] });
        }
        sorted(targets);
    }
    if let Some(ids) = thing.get_mut("securityGroupIds") {
        sorted(ids);
    }
    Value::Object(thing)
}

/// What is compared of statuses: per kind and name, conditions as `status/reason`, parents and listeners.
fn compared(statuses: impl Iterator<Item = (String, Value)>) -> Value {
    let conditions = |items: &Value| -> Value {
        let items = items.as_array().map_or(&[][..], Vec::as_slice);
        let text = |item: &Value, key: &str| item[key].as_str().unwrap_or_default().to_owned();
        items
            .iter()
            .map(|item| (text(item, "type"), json!(format!("{}/{}", text(item, "status"), text(item, "reason")))))
            .collect::<Map<String, Value>>()
            .into()
    };
    let mut out = Map::new();
    for (object, status) in statuses {
        let mut kept = Map::new();
        let list = |key: &str| status[key].as_array().map_or(&[][..], Vec::as_slice);
        let parents: Vec<Value> = list("parents")
            .iter()
            .map(|parent| json!({ "parentRef": parent["parentRef"], "conditions": conditions(&parent["conditions"]) }))
            .collect();
        if !parents.is_empty() {
            kept.insert("parents".to_owned(), json!(parents));
        }
        if !list("conditions").is_empty() {
            kept.insert("conditions".to_owned(), conditions(&status["conditions"]));
        }
        let listeners: Map<String, Value> = list("listeners")
            .iter()
            .map(|listener| {
                let kinds = listener["supportedKinds"].as_array().map_or(&[][..], Vec::as_slice);
                let kinds: Vec<&Value> = kinds.iter().map(|kind| kind.get("kind").unwrap_or(kind)).collect();
                let attached = listener["attachedRoutes"].as_u64().unwrap_or(0);
                let seen = json!({ "attachedRoutes": attached, "supportedKinds": kinds, "conditions": conditions(&listener["conditions"]) });
                (listener["name"].as_str().unwrap_or_default().to_owned(), seen)
            })
            .collect();
        if status.get("listeners").is_some() {
            kept.insert("listeners".to_owned(), listeners.into());
        }
        if !kept.is_empty() {
            out.insert(object, kept.into());
        }
    }
    out.into()
}

pub(super) fn differences(got: &Value, want: &Value, path: &str, out: &mut Vec<String>) {
    match (got, want) {
        (Value::Object(one), Value::Object(other)) => {
            for key in one.keys().chain(other.keys()).collect::<BTreeSet<_>>() {
                let here = format!("{path}.{key}");
                match (one.get(key), other.get(key)) {
                    (Some(got), Some(want)) => differences(got, want, &here, out),
                    (Some(got), None) => out.push(format!("too much {here}: {got}")),
                    (None, want) => out.push(format!("missing {here}: {}", want.unwrap_or(&Value::Null))),
                }
            }
        }
        _ if got != want => out.push(format!("differs {path}: got {got}, want {want}")),
        _ => {}
    }
}

impl Case {
    fn varies(&self) -> bool {
        self.expected.get("varies").is_some_and(|varies| !varies.is_null())
    }

    fn plan_differences(&self) -> Vec<String> {
        let mut out = Vec::new();
        if !self.varies() {
            let got = serde_json::to_value(&self.plan.after).unwrap();
            differences(&canonical(&got), &canonical(&self.expected["plan"]), "plan", &mut out);
        }
        out
    }

    fn status_differences(&self) -> Vec<String> {
        let mut out = Vec::new();
        if !self.varies() {
            let named = |kind: &str, object: &str| format!("{kind} {object}");
            let got = self.plan.statuses.iter().map(|item| {
                let object = &item.object;
                let name = object.namespace.iter().fold(String::new(), |text, namespace| format!("{text}{namespace}/"));
                (named(&object.kind, &format!("{name}{}", object.name)), item.status.clone())
            });
            let want = self.expected["status"].as_array().unwrap().iter().map(|item| {
                (named(item["kind"].as_str().unwrap(), item["object"].as_str().unwrap()), item["status"].clone())
            });
            differences(&compared(got), &compared(want), "status", &mut out);
        }
        out
    }

    fn refused_differences(&self) -> Vec<String> {
        let block_of_input =
            |finding: &&latticectl::diag::Diagnostic| finding.code.0 < 100 && finding.severity == Severity::Error;
        let seen: BTreeSet<String> = self
            .diagnostics
            .iter()
            .filter(block_of_input)
            .filter_map(|finding| Some(finding.object.as_ref()?.name.clone()))
            .collect();
        let refused = self.expected["refused"].as_array().unwrap().iter();
        let names = refused.filter_map(|item| item["object"].as_str()?.rsplit('/').next());
        names.filter(|name| !seen.contains(*name)).map(|name| format!("not reported: {name}")).collect()
    }

    fn code_differences(&self) -> Vec<String> {
        let found: BTreeSet<String> = self.diagnostics.iter().map(|finding| finding.code.to_string()).collect();
        let wanted = self.about.rsplit("Codes:").next().unwrap_or_default();
        let codes = wanted.match_indices("LAT").filter_map(|(at, _)| wanted.get(at..at + 7));
        let mut out: Vec<String> =
            codes.filter(|code| !found.contains(*code)).map(|code| format!("{code} not reported")).collect();
        let failed = self.expected["failed"].as_object().unwrap();
        if !failed.is_empty() && !self.diagnostics.has_errors() {
            out.push(format!("no error although the controller fails {:?}", failed.keys().collect::<Vec<_>>()));
        }
        out
    }
}

fn hold_all(part: &str, judge: impl Fn(&Case) -> Vec<String>) {
    let mut report = String::new();
    for name in cases() {
        let case = run(&name);
        let wrong = judge(&case);
        if CUT_RECORDINGS.contains(&case.name.as_str()) && matches!(part, "plan" | "status") {
            continue;
        }
        if !wrong.is_empty() {
            let _ = writeln!(report, "--- {name}\n  {}", wrong.join("\n  "));
        }
    }
    assert!(report.is_empty(), "{part} differs:\n{report}");
}

#[test]
fn the_account_is_what_the_controller_makes() {
    hold_all("plan", Case::plan_differences);
}

#[test]
fn the_statuses_are_what_the_controller_writes() {
    hold_all("status", Case::status_differences);
}

#[test]
fn refused_documents_are_reported() {
    hold_all("refused", Case::refused_differences);
}

#[test]
fn the_codes_of_each_case_are_reported() {
    hold_all("codes", Case::code_differences);
}

#[test]
fn cut_recordings_are_still_cut() {
    for name in CUT_RECORDINGS {
        let text = std::fs::read_to_string(folder().join(name).join("in.yaml")).unwrap();
        assert!(text.starts_with('{'), "{name} no longer starts with JSON");
        assert!(!run(name).status_differences().is_empty(), "{name} can be compared now");
    }
}

/// A plan laid over the account that it made changes nothing more.
#[test]
fn a_second_plan_changes_nothing() {
    let mut report = String::new();
    for name in cases() {
        let case = folder().join(&name);
        let context = context_of(&read_json(&case.join("context.json")));
        let text = std::fs::read_to_string(case.join("in.yaml")).unwrap();
        let first = run(&name).plan;
        let (second, _) = translated(&text, &context, Some(first.after.clone()));
        let mut out = Vec::new();
        let value = |account: &Account| serde_json::to_value(account).unwrap();
        differences(&canonical(&value(&second.after)), &canonical(&value(&first.after)), "plan", &mut out);
        if !out.is_empty() {
            let _ = writeln!(report, "--- {name}\n  {}", out.join("\n  "));
        }
    }
    assert!(report.is_empty(), "not stable:\n{report}");
}

/// Every resource that a plan adds says where it comes from.
#[test]
fn new_resources_have_a_source() {
    for name in cases() {
        let Plan { before, after, provenance, assumptions, .. } = run(&name).plan;
        let before = serde_json::to_value(before.unwrap()).unwrap();
        let after = serde_json::to_value(after).unwrap();
        for section in SECTIONS {
            for label in after[section].as_object().unwrap().keys() {
                let known = before[section].get(label).is_some()
                    || provenance.contains_key(label)
                    || assumptions.contains_key(label);
                assert!(known, "{name}: {label} comes from nowhere");
            }
        }
    }
}

/// Without an account everything still translates, and equally twice.
#[test]
fn plans_without_an_account_are_deterministic() {
    for name in cases() {
        let case = folder().join(&name);
        let context = context_of(&read_json(&case.join("context.json")));
        let text = std::fs::read_to_string(case.join("in.yaml")).unwrap();
        let (one, findings) = translated(&text, &context, None);
        let (other, again) = translated(&text, &context, None);
        assert_eq!(format!("{one:?}"), format!("{other:?}"), "{name}");
        assert_eq!(format!("{findings:?}"), format!("{again:?}"), "{name}");
        assert!(one.before.is_none());
    }
}

/// Pieces of the corpus, shuffled and cut into each other: whatever they say together, it is translated
/// without a panic, and equally twice.
fn documents_of(name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(folder().join(name).join("in.yaml")).unwrap();
    text.split("\n---\n").map(str::to_owned).collect()
}

fn mutated(text: &str, from: &str, to: &str) -> String {
    text.replacen(from, to, 1)
}

const SWAPS: [(&str, &str); 14] = [
    ("port: 80", "port: 9090"),
    ("Exact", "RegularExpression"),
    ("PathPrefix", "Exact"),
    ("protocol: HTTP", "protocol: TLS"),
    ("protocol: HTTPS", "protocol: TCP"),
    ("kind: HTTPRoute", "kind: GRPCRoute"),
    ("kind: Service\n", "kind: ServiceImport\n"),
    ("name: store", "name: retail"),
    ("from: All", "from: Selector"),
    ("namespace: default", "namespace: shop"),
    ("weight: 1", "weight: 1000"),
    ("IPv4", "IPv6"),
    ("targetRef:", "targetRef:\n    namespace: elsewhere"),
    ("rules:", "hostnames: [\"*.acme.test\"]\n  rules:"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn mixed_input_never_panics_and_is_deterministic(
        picks in proptest::collection::vec((0..177_usize, 0..40_usize), 1..24),
        swaps in proptest::collection::vec((0..24_usize, 0..SWAPS.len()), 0..12),
        account in 0..177_usize,
        known in any::<bool>(),
    ) {
        let names = cases();
        let mut documents: Vec<String> = picks
            .iter()
            .map(|(case, document)| {
                let all = documents_of(&names[*case]);
                all[document % all.len()].clone()
            })
            .filter(|document| document.len() < 20_000)
            .collect();
        for (place, swap) in swaps {
            if let Some(document) = documents.get_mut(place) {
                let (from, to) = SWAPS[swap];
                *document = mutated(document, from, to);
            }
        }
        let text = documents.join("\n---\n");
        let case = folder().join(&names[account]);
        let context = context_of(&read_json(&case.join("context.json")));
        let before: Option<Account> = known.then(|| serde_json::from_value(read_json(&case.join("before.json"))).unwrap());
        let (one, findings) = translated(&text, &context, before.clone());
        let (other, again) = translated(&text, &context, before);
        prop_assert_eq!(format!("{:?}", one), format!("{:?}", other));
        prop_assert_eq!(format!("{:?}", findings), format!("{:?}", again));
        for object in &one.failed {
            prop_assert!(
                findings.iter().any(|finding| finding.severity == Severity::Error),
                "{} failed without a finding", object
            );
        }
    }
}
