//! Certificates, as far as a certificate for a host name is looked up.

use serde_json::{Map, Value, json};

use super::super::core::Core;
use super::super::failure::Failure;
use super::super::paging;
use crate::model::Certificate;

/// What there is.
pub const OPERATIONS: &[&str] = &["ListCertificates", "DescribeCertificate"];

/// The key types that are listed where none are asked for.
const USUAL_KEYS: [&str; 2] = ["RSA_1024", "RSA_2048"];

/// The names that a summary has room for.
const SUMMARY_NAMES: usize = 100;

/// Runs an operation.
pub fn call(core: &Core, operation: &str, input: &Map<String, Value>) -> Result<Value, Failure> {
    match operation {
        "ListCertificates" => list(core, input),
        "DescribeCertificate" => describe(core, input),
        _ => Err(Failure::unknown_operation(operation)),
    }
}

fn list(core: &Core, input: &Map<String, Value>) -> Result<Value, Failure> {
    let statuses: Vec<&str> = input
        .get("CertificateStatuses")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let types = input.get("Includes").and_then(|includes| includes.get("keyTypes")).and_then(Value::as_array);
    let types: Vec<&str> = match types {
        Some(types) => types.iter().filter_map(Value::as_str).collect(),
        None => USUAL_KEYS.to_vec(),
    };
    let scope = format!("ListCertificates\n{statuses:?}\n{types:?}");
    let after = match input.get("NextToken").and_then(Value::as_str) {
        Some(token) => Some(
            paging::key_of(&scope, token)
                .ok_or_else(|| Failure::neighbour("InvalidArgsException", 400, "the token is not valid"))?,
        ),
        None => None,
    };
    let limit = match input.get("MaxItems").filter(|limit| !limit.is_null()) {
        Some(limit) => match limit.as_u64() {
            Some(limit @ 1..=1000) => usize::try_from(limit).unwrap_or(1000),
            _ => return Err(Failure::neighbour("ValidationException", 400, "MaxItems must be 1 to 1000")),
        },
        None => 1000,
    };
    let mut shown: Vec<(String, &Certificate)> = core
        .state
        .certificates
        .iter()
        .flatten()
        .filter(|it| statuses.is_empty() || it.status.as_deref().is_none_or(|status| statuses.contains(&status)))
        .filter(|it| types.contains(&it.key_algorithm.as_deref().unwrap_or("RSA_2048")))
        .map(|it| (it.certificate_arn.clone(), it))
        .collect();
    shown.sort_by(|left, right| left.0.cmp(&right.0));
    let page = paging::cut(shown, after.as_deref(), limit.min(core.behaviour.page_size.max(1)), &scope);
    let items: Vec<Value> = page.items.into_iter().map(summary).collect();
    let mut answer = json!({"CertificateSummaryList": items});
    if let Some(next) = page.next {
        answer["NextToken"] = next.into();
    }
    Ok(answer)
}

fn summary(certificate: &Certificate) -> Value {
    let mut item = full(certificate);
    if let Some(members) = item.as_object_mut() {
        members.remove("SubjectAlternativeNames");
        members.insert(
            "HasAdditionalSubjectAlternativeNames".to_owned(),
            (certificate.subject_alternative_names.len() > SUMMARY_NAMES).into(),
        );
        let names: Vec<&String> = certificate.subject_alternative_names.iter().take(SUMMARY_NAMES).collect();
        if !names.is_empty() {
            members.insert("SubjectAlternativeNameSummaries".to_owned(), json!(names));
        }
    }
    item
}

fn full(certificate: &Certificate) -> Value {
    let mut item = serde_json::to_value(certificate).unwrap_or_default();
    if let Some(members) = item.as_object_mut() {
        members.entry("Status").or_insert_with(|| "ISSUED".into());
        members.entry("Type").or_insert_with(|| "AMAZON_ISSUED".into());
        members.entry("KeyAlgorithm").or_insert_with(|| "RSA_2048".into());
    }
    item
}

fn describe(core: &Core, input: &Map<String, Value>) -> Result<Value, Failure> {
    let arn = input.get("CertificateArn").and_then(Value::as_str).unwrap_or_default();
    let mut all = core.state.certificates.iter().flatten();
    let certificate = all.find(|it| it.certificate_arn == arn).ok_or_else(|| {
        Failure::neighbour("ResourceNotFoundException", 400, format!("Could not find certificate {arn}."))
    })?;
    Ok(json!({"Certificate": full(certificate)}))
}
