//! Findings as SARIF 2.1.0, for code scanning.

use std::collections::BTreeSet;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::help_of;
use super::record::place;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity, Sources, registry};

/// What must be escaped in the path of a URI.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'%')
    .add(b'[')
    .add(b']')
    .add(b'\\')
    .add(b'^')
    .add(b'|');

/// The log as JSON text.
pub fn sarif(findings: &Diagnostics, sources: &Sources) -> String {
    format!("{:#}\n", sarif_log(findings, sources))
}

/// The log: one run, the rules that fired, a result per finding.
pub fn sarif_log(findings: &Diagnostics, sources: &Sources) -> Value {
    let codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect::<BTreeSet<_>>().into_iter().collect();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = findings.iter().map(|finding| result(finding, sources, &codes)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "latticectl",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: Code) -> Value {
    let Some(entry) = registry::find(code) else { return json!({ "id": code }) };
    json!({
        "id": code,
        "name": entry.title,
        "shortDescription": { "text": entry.title },
        "fullDescription": { "text": entry.what },
        "help": { "text": entry.fix },
        "defaultConfiguration": { "level": level(entry.severity()) },
    })
}

fn result(finding: &Diagnostic, sources: &Sources, codes: &[Code]) -> Value {
    let help = help_of(finding);
    let text = if help.is_empty() { finding.message.clone() } else { format!("{} (help: {help})", finding.message) };
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": codes.binary_search(&finding.code).unwrap_or_default(),
        "level": level(finding.severity),
        "message": { "text": text },
        "properties": { "scope": finding.scope },
    });
    let mut location = serde_json::Map::new();
    if let Some(place) = place(finding, sources) {
        let mut region = json!({ "startLine": place.start.line, "startColumn": place.start.column });
        if (place.end.line, place.end.column) > (place.start.line, place.start.column) {
            region["endLine"] = json!(place.end.line);
            region["endColumn"] = json!(place.end.column);
        }
        let uri = utf8_percent_encode(place.file, PATH).to_string();
        location.insert("physicalLocation".into(), json!({ "artifactLocation": { "uri": uri }, "region": region }));
    }
    if let Some(object) = &finding.object {
        let name = object.to_string();
        let full = if finding.path.is_empty() { name.clone() } else { format!("{name} {}", finding.path) };
        location.insert(
            "logicalLocations".into(),
            json!([{ "name": object.name, "kind": "resource", "fullyQualifiedName": full }]),
        );
        // One finding stays the same finding while lines above it come and go.
        result["partialFingerprints"] = json!({ "latticectl/v1": format!("{}:{full}", finding.code) });
    }
    if !location.is_empty() {
        result["locations"] = json!([location]);
    }
    result
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
