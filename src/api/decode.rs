//! From documents to typed objects: known kinds are checked, defaulted and decoded.

use std::collections::HashMap;

use rayon::prelude::*;

use super::collect::{self, Typed};
use super::kind::{self, Id, Kind, Recognised};
use super::report::{Report, anchor};
use super::{Manifests, Metadata, check, cross, de, metadata, native, schema, workload};
use crate::diag::{Diagnostic, Diagnostics, ObjectRef, Scope, Sources, Span};
use crate::load::{Document, Entry, Node, Origin, Value, push_key};

/// What manifests leave open and a cluster would decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeOptions {
    /// The namespace of namespaced objects that name none.
    pub default_namespace: String,
    /// The family of a Service that names none: `IPv4` or `IPv6`.
    pub ip_family: IpFamily,
}

impl Default for DecodeOptions {
    fn default() -> Self {
        Self { default_namespace: "default".to_owned(), ip_family: IpFamily::V4 }
    }
}

/// An address family as Kubernetes names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IpFamily {
    /// `IPv4`.
    #[default]
    V4,
    /// `IPv6`.
    V6,
}

impl IpFamily {
    /// The word that a Service's `ipFamilies` holds.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V4 => "IPv4",
            Self::V6 => "IPv6",
        }
    }
}

/// What lies beside the manifests of a chart.
const HELM: &str = "Helm chart file";

/// Below this many documents the threads cost more than they bring.
const WORTH_THREADS: usize = 200;

/// Checks, defaults and decodes all documents. Where one object is there twice the last counts; a file's
/// takes the place of the cluster's without a word.
pub fn decode(
    sources: Sources,
    documents: Vec<Document>,
    options: &DecodeOptions,
    diagnostics: &mut Diagnostics,
) -> Manifests {
    let examine = |document: Document| examine(document, &sources, options);
    let outcomes: Vec<Outcome> = if documents.len() > WORTH_THREADS {
        documents.into_par_iter().with_min_len(32).map(examine).collect()
    } else {
        documents.into_iter().map(examine).collect()
    };
    let mut manifests = Manifests::default();
    let nothing = outcomes.is_empty();
    let accepted = gather(outcomes, &mut manifests, diagnostics);
    let accepted = one_of_each(accepted, &sources, diagnostics);
    for (order, object) in accepted.into_iter().enumerate() {
        collect::push(&mut manifests, object, order);
    }
    foreign_kinds(&manifests, diagnostics);
    let broken = diagnostics.iter().any(|finding| matches!(finding.code.0, 1 | 7));
    if nothing && !broken {
        diagnostics.push(
            Diagnostic::error(8, Scope::Run, "no object found in the input")
                .with_help("name files or folders that hold manifests, or `-` for standard input"),
        );
    }
    manifests.sources = sources;
    manifests
}

/// What became of one document.
struct Outcome {
    findings: Vec<Diagnostic>,
    fate: Fate,
}

enum Fate {
    Accepted(Box<Accepted>),
    Refused(Option<ObjectRef>),
    /// A kind of a group that is no more: refused, and counted among those that play no part.
    Gone(ObjectRef, String),
    /// A kind that plays no part.
    Foreign(String),
    /// A document that is no object.
    Dropped,
}

/// An object that passed all checks.
pub(super) struct Accepted {
    pub kind: &'static Kind,
    pub metadata: Metadata,
    pub typed: Typed,
    pub node: Node,
    pub origin: Origin,
}

/// Sorts outcomes by what becomes of them; the order stays.
fn gather(outcomes: Vec<Outcome>, manifests: &mut Manifests, diagnostics: &mut Diagnostics) -> Vec<Accepted> {
    let mut accepted = Vec::with_capacity(outcomes.len());
    for outcome in outcomes {
        diagnostics.extend(outcome.findings);
        match outcome.fate {
            Fate::Accepted(object) => accepted.push(*object),
            Fate::Refused(object) => manifests.refused.extend(object),
            Fate::Gone(object, kind) => {
                manifests.refused.push(object);
                *manifests.ignored_kinds.entry(kind).or_default() += 1;
            }
            Fate::Foreign(kind) => *manifests.ignored_kinds.entry(kind).or_default() += 1,
            Fate::Dropped => {}
        }
    }
    accepted
}

fn foreign_kinds(manifests: &Manifests, diagnostics: &mut Diagnostics) {
    for (kind, count) in &manifests.ignored_kinds {
        let message = match count {
            1 if kind == HELM => format!("1 {HELM} plays no part"),
            _ if kind == HELM => format!("{count} {HELM}s play no part"),
            1 => format!("1 object of kind {kind} plays no part"),
            _ => format!("{count} objects of kind {kind} play no part"),
        };
        let note = Diagnostic::note(3, Scope::Field, message);
        diagnostics
            .push(note.with_help("the controller reads Gateway API, its own kinds, Services and EndpointSlices"));
    }
}

/// LAT0006. As with `kubectl apply` the last of several objects of one name counts, and it keeps the
/// first one's place, since it was created then. What a file lays over the cluster keeps its age.
fn one_of_each(objects: Vec<Accepted>, sources: &Sources, diagnostics: &mut Diagnostics) -> Vec<Accepted> {
    let mut kept: Vec<Accepted> = Vec::with_capacity(objects.len());
    let mut places: HashMap<(Id, String, String), usize> = HashMap::with_capacity(objects.len());
    for mut object in objects {
        let key = (object.kind.id, object.metadata.namespace.clone(), object.metadata.name.clone());
        let Some(&place) = places.get(&key) else {
            places.insert(key, kept.len());
            kept.push(object);
            continue;
        };
        let earlier = &kept[place];
        if earlier.origin != Origin::Cluster {
            diagnostics.push(twice(&object, earlier, sources));
        } else if object.metadata.creation_timestamp.is_none() {
            object.metadata.creation_timestamp = earlier.metadata.creation_timestamp;
        }
        kept[place] = object;
    }
    kept
}

fn twice(later: &Accepted, earlier: &Accepted, sources: &Sources) -> Diagnostic {
    let place = match earlier.origin {
        Origin::File(file) => sources.get(file).map(|source| {
            let line = source.line_column(earlier.node.locate("metadata.name").start).line;
            format!("{}:{line}", source.name)
        }),
        Origin::Cluster => None,
    };
    let mut report = Report::new(reference(later.kind, &later.metadata), &later.origin);
    let message = match place {
        Some(place) => format!("this object stands in the input twice: first at {place}; the last one counts"),
        None => "this object stands in the input twice; the last one counts".to_owned(),
    };
    let finding = Diagnostic::error(6, Scope::Route, message).with_help("keep one of the two, or rename one");
    report.add(finding, "metadata.name", later.node.locate("metadata.name"));
    report.findings.remove(0)
}

fn reference(kind: &Kind, metadata: &Metadata) -> ObjectRef {
    let namespace = Some(&metadata.namespace).filter(|namespace| !namespace.is_empty()).cloned();
    ObjectRef { kind: kind.name.to_owned(), namespace, name: metadata.name.clone() }
}

/// Checks one document from its `apiVersion` to its last field.
fn examine(mut document: Document, sources: &Sources, options: &DecodeOptions) -> Outcome {
    separate(&mut document.remarks);
    let identity = Identity::of(&document.node);
    let mut report = Report::new(identity.reference(None, options), &document.origin);
    if let Some(fate) = incomplete(&document, &identity, sources, &mut report) {
        return Outcome { findings: report.findings, fate };
    }
    let kind = match kind::recognise(&identity.version, &identity.kind) {
        Recognised::Known(kind) => kind,
        Recognised::WrongVersion(kind) => {
            let reference = identity.reference(Some(kind), options);
            let mut report = Report::new(reference.clone(), &document.origin);
            wrong_version(&document.node, &identity, kind, &mut report);
            let fate = if identity.version.contains(".x-k8s.io/") {
                Fate::Gone(reference, format!("{} ({})", identity.kind, identity.version))
            } else {
                Fate::Refused(Some(reference))
            };
            return Outcome { findings: report.findings, fate };
        }
        Recognised::Misspelt(kind) => {
            misspelt(&document.node, &identity, kind, &mut report);
            let reference = report.object().clone();
            return Outcome { findings: report.findings, fate: Fate::Refused(Some(reference)) };
        }
        Recognised::Foreign => {
            // What is written twice is a mistake in any kind; YAML 1.1 words matter only where they are read.
            let remarks = document.remarks.into_iter().filter(|remark| matches!(remark.code.0, 11 | 12));
            let object = identity.reference(None, options);
            let findings = remarks.map(|remark| remark.with_object(object.clone())).collect();
            return Outcome { findings, fate: Fate::Foreign(identity.kind) };
        }
    };
    examine_known(document, kind, &identity, options)
}

fn examine_known(document: Document, kind: &'static Kind, identity: &Identity, options: &DecodeOptions) -> Outcome {
    let reference = identity.reference(Some(kind), options);
    let mut report = Report::new(reference.clone(), &document.origin);
    let Document { origin, mut node, remarks } = document;
    let remarks = remarks.into_iter().filter(|remark| matches!(remark.code.0, 11 | 12) || !kind.is_workload());
    report.findings.extend(remarks.map(|remark| remark.with_object(reference.clone())));
    if kind.is_custom() {
        top_level(&mut node, kind, &mut report);
    }
    let metadata = metadata::read(&mut node, kind, options, &mut report);
    if kind.is_custom() {
        custom(&mut node, kind, &mut report);
    }
    match kind.id {
        Id::Service => native::service(&mut node, options, &mut report),
        Id::EndpointSlice => native::endpoint_slice(&mut node, &mut report),
        _ => {}
    }
    if report.refused {
        return Outcome { findings: report.findings, fate: Fate::Refused(Some(reference)) };
    }
    match typed(&node, kind) {
        Ok(typed) => {
            let accepted = Accepted { kind, metadata, typed, node, origin };
            Outcome { findings: report.findings, fate: Fate::Accepted(Box::new(accepted)) }
        }
        Err(error) => {
            report.refuse("", anchor(&node, node.span), error.to_string(), "compare the object with its kind's schema");
            Outcome { findings: report.findings, fate: Fate::Refused(Some(reference)) }
        }
    }
}

/// `apiVersion`, `kind` and the name, as far as they are there.
struct Identity {
    version: String,
    kind: String,
    name: String,
    namespace: Option<String>,
}

impl Identity {
    fn of(node: &Node) -> Self {
        let text = |node: Option<&Node>| match node.map(|node| &node.value) {
            Some(Value::String(text)) => text.to_string(),
            // A number in the place of a name still says whose finding it is.
            Some(Value::Integer(number)) => number.to_string(),
            Some(Value::Bool(value)) => value.to_string(),
            _ => String::new(),
        };
        let metadata = node.get("metadata");
        Self {
            version: text(node.get("apiVersion")),
            kind: text(node.get("kind")),
            name: text(metadata.and_then(|metadata| metadata.get("name"))),
            namespace: Some(text(metadata.and_then(|metadata| metadata.get("namespace"))))
                .filter(|text| !text.is_empty()),
        }
    }

    /// How findings name the object; of a known kind with the namespace that it is in.
    fn reference(&self, kind: Option<&Kind>, options: &DecodeOptions) -> ObjectRef {
        let namespace = match kind {
            Some(kind) if kind.namespaced => {
                Some(self.namespace.clone().unwrap_or_else(|| options.default_namespace.clone()))
            }
            Some(_) => None,
            None => self.namespace.clone(),
        };
        let name = if self.kind.is_empty() { "object" } else { &self.kind };
        ObjectRef { kind: name.to_owned(), namespace, name: self.name.clone() }
    }
}

/// LAT0002: a document that names no kind, no version or no object.
fn incomplete(document: &Document, identity: &Identity, sources: &Sources, report: &mut Report) -> Option<Fate> {
    let node = &document.node;
    let refused = |report: &Report| {
        let named = !identity.name.is_empty();
        Fate::Refused(named.then(|| report.object().clone()))
    };
    if !matches!(node.value, Value::Mapping(_)) {
        let message = format!("a document must be an object, not {}", check::found(&node.value));
        let finding = Diagnostic::error(2, Scope::Route, message);
        report.add(
            finding.with_help("separate objects by `---`, or put them under `items` of a List"),
            "",
            anchor(node, node.span),
        );
        return Some(Fate::Dropped);
    }
    let (no_version, no_kind) = (identity.version.is_empty(), identity.kind.is_empty());
    if no_kind && let Some(tool) = other_tool(document, sources) {
        return Some(Fate::Foreign(tool.to_owned()));
    }
    if no_version || no_kind {
        let missing = match (no_version, no_kind) {
            (true, true) => "`apiVersion` and `kind`",
            (true, false) => "`apiVersion`",
            _ => "`kind`",
        };
        let help = match kind::ALL.iter().find(|kind| kind.name == identity.kind) {
            Some(kind) => format!("add `apiVersion: {}`", kind.api_version()),
            None => "every manifest names both; leave files of other tools out (--exclude, or `exclude` in .latticectl.yaml)".to_owned(),
        };
        let finding = Diagnostic::error(2, Scope::Route, format!("this document has no {missing}"));
        report.add(finding.with_help(help), "", anchor(node, node.span));
        return Some(refused(report));
    }
    if !identity.name.is_empty() {
        return None;
    }
    let known = !matches!(kind::recognise(&identity.version, &identity.kind), Recognised::Foreign);
    let metadata = node.get("metadata");
    if !known && metadata.is_none() {
        return None;
    }
    let generated = metadata.is_some_and(|metadata| metadata.get("generateName").is_some());
    let help = if generated {
        "with `generateName` the API server would invent a name: give one, so that the plan can say which"
    } else {
        "add `metadata.name`"
    };
    let span = node.entry("metadata").map_or_else(|| anchor(node, node.span), |entry| entry.key_span);
    let finding = Diagnostic::error(2, Scope::Route, format!("this {} has no `metadata.name`", identity.kind));
    report.add(finding.with_help(help), "metadata.name", span);
    Some(if known { Fate::Dropped } else { Fate::Foreign(identity.kind.clone()) })
}

/// Files of Helm and Kustomize that lie beside manifests and are none.
fn other_tool(document: &Document, sources: &Sources) -> Option<&'static str> {
    let Origin::File(file) = document.origin else { return None };
    let path = &sources.get(file)?.name;
    let name = path.rsplit(['/', '\\']).next()?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    match stem {
        "Chart" | "values" | "requirements" => Some(HELM),
        "kustomization" | "Kustomization" => Some("Kustomization"),
        _ if stem.starts_with("values-") || stem.starts_with("values.") => Some(HELM),
        _ => None,
    }
}

fn wrong_version(node: &Node, identity: &Identity, kind: &Kind, report: &mut Report) {
    let span = node.get("apiVersion").map_or(node.span, |version| version.span);
    let message = format!("no API server serves {} in `{}`", identity.kind, identity.version);
    let finding = Diagnostic::error(4, Scope::Route, message);
    report.add(finding.with_help(format!("write `apiVersion: {}`", kind.api_version())), "apiVersion", span);
}

/// LAT0004 for a kind that no API server knows, and that is nearly one that plays a part.
fn misspelt(node: &Node, identity: &Identity, kind: &Kind, report: &mut Report) {
    let span = node.get("kind").map_or(node.span, |kind| kind.span);
    let message = format!("no API server knows the kind {} in `{}`", identity.kind, identity.version);
    let version = kind.api_version();
    let help = if identity.version == version {
        format!("did you mean `{}`?", kind.name)
    } else {
        format!("did you mean `{}` in `{version}`?", kind.name)
    };
    report.add(Diagnostic::error(4, Scope::Route, message).with_help(help), "kind", span);
}

/// LAT0012: a second `kind` in one document is most likely a second object. What else of the two is there
/// twice follows from that, and is not told again key by key.
fn separate(remarks: &mut Vec<Diagnostic>) {
    let is_twice = |remark: &Diagnostic| remark.code.0 == 11;
    let Some(kind) = remarks.iter().find(|remark| is_twice(remark) && remark.path == "kind").cloned() else { return };
    remarks.retain(|remark| !is_twice(remark) || remark.path == "kind" || remark.path.contains(['.', '[']));
    let message = "this document begins a second object: what both say is taken from the last, so one of them is lost";
    let finding = Diagnostic::error(12, Scope::Route, message)
        .with_help("is a line `---` missing between the two?")
        .with_path("kind")
        .with_location(kind.location);
    remarks.push(finding);
}

/// Unknown fields beside `spec`.
fn top_level(node: &mut Node, kind: &Kind, report: &mut Report) {
    const FIELDS: [&str; 5] = ["apiVersion", "kind", "metadata", "spec", "status"];
    let Value::Mapping(entries) = &mut node.value else { return };
    entries.retain(|entry| {
        let known = FIELDS.contains(&&*entry.key);
        if !known {
            let inside = schema::of(kind.name).is_some_and(|spec| spec.field(&entry.key).is_some());
            let help = if inside {
                format!("`{}` belongs under `spec`: indent it", entry.key)
            } else {
                check::closest(&entry.key, FIELDS.into_iter())
                    .map_or_else(|| "remove it".to_owned(), |field| format!("did you mean `{field}`?"))
            };
            let mut path = String::new();
            push_key(&mut path, &entry.key);
            let message = format!("unknown field `{}`: it is dropped", entry.key);
            report.add(Diagnostic::error(10, Scope::Field, message).with_help(help), &path, entry.key_span);
        }
        known
    });
    // A spec that is null is none.
    entries.retain(|entry| &*entry.key != "spec" || entry.value.value != Value::Null);
}

/// `spec` of a kind that a CRD defines.
fn custom(node: &mut Node, kind: &Kind, report: &mut Report) {
    let Some(schema) = schema::of(kind.name) else { return };
    let near = node.entry("metadata").map_or(node.span, |entry| entry.key_span);
    let Value::Mapping(entries) = &mut node.value else { return };
    let Some(Entry { value, key_span, .. }) = entries.iter_mut().find(|entry| &*entry.key == "spec") else {
        if kind.needs_spec {
            report.refuse("spec", near, "`spec` is required", "add `spec`");
        }
        return;
    };
    let near = if key_span.is_none() { near } else { *key_span };
    check::check(value, schema, &mut "spec".to_owned(), near, report);
    cross::check(kind.id, node, report);
}

/// The typed view of a checked object.
fn typed(node: &Node, kind: &Kind) -> Result<Typed, de::DecodeError> {
    let empty = Node { span: Span::NONE, value: Value::Mapping(Vec::new()) };
    let spec = node.get("spec").unwrap_or(&empty);
    Ok(match kind.id {
        Id::GatewayClass => Typed::GatewayClass(de::from_node(spec)?),
        Id::Gateway => Typed::Gateway(de::from_node(spec)?),
        Id::HttpRoute => Typed::HttpRoute(de::from_node(spec)?),
        Id::GrpcRoute => Typed::GrpcRoute(de::from_node(spec)?),
        Id::TlsRoute => Typed::TlsRoute(de::from_node(spec)?),
        Id::ReferenceGrant => Typed::ReferenceGrant(de::from_node(spec)?),
        Id::TargetGroupPolicy => Typed::TargetGroupPolicy(de::from_node(spec)?),
        Id::IamAuthPolicy => Typed::IamAuthPolicy(de::from_node(spec)?),
        Id::VpcAssociationPolicy => Typed::VpcAssociationPolicy(de::from_node(spec)?),
        Id::AccessLogPolicy => Typed::AccessLogPolicy(de::from_node(spec)?),
        Id::ServiceExport => Typed::ServiceExport(de::from_node(spec)?),
        Id::ServiceImport => Typed::ServiceImport(de::from_node(spec)?),
        Id::ServiceNetwork => Typed::ServiceNetwork(de::from_node(spec)?),
        Id::Service => Typed::Service(de::from_node(spec)?),
        Id::EndpointSlice => Typed::EndpointSlice(de::from_node(node)?),
        Id::Namespace => Typed::Namespace,
        Id::Deployment | Id::StatefulSet | Id::DaemonSet | Id::Pod => Typed::Workload(workload::read(node, kind.id)),
    })
}
