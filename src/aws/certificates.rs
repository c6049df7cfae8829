//! ACM: the certificates of the region.

use aws_sdk_acm::types::{CertificateSummary, Filters, KeyAlgorithm};
use aws_smithy_types::DateTime;

use super::client::Core;
use super::convert::filled;
use super::{AwsError, AwsErrorKind, Result};
use crate::model::Certificate;

/// Without naming them all, ACM lists RSA keys of up to 2048 bits alone.
const KEY_TYPES: [KeyAlgorithm; 7] = [
    KeyAlgorithm::Rsa1024,
    KeyAlgorithm::Rsa2048,
    KeyAlgorithm::Rsa3072,
    KeyAlgorithm::Rsa4096,
    KeyAlgorithm::EcPrime256v1,
    KeyAlgorithm::EcSecp384r1,
    KeyAlgorithm::EcSecp521r1,
];

/// All certificates, sorted by ARN; names beyond what the list shows are looked up one by one.
pub async fn list(core: &Core) -> Result<Vec<Certificate>> {
    let mut summaries: Vec<CertificateSummary> = Vec::new();
    let mut token: Option<String> = None;
    loop {
        let filters = Filters::builder().set_key_types(Some(KEY_TYPES.to_vec())).build();
        let request = core
            .acm
            .list_certificates()
            .includes(filters)
            // ACM gives up to a thousand a page; ours are 100 unless told.
            .max_items(if core.page_size == 100 { 1000 } else { core.page_size })
            .set_next_token(token.clone());
        let page = core.call("ListCertificates", || request.clone().send()).await?;
        summaries.extend(page.certificate_summary_list.unwrap_or_default());
        let next = filled(page.next_token);
        if next.is_none() {
            break;
        }
        if next == token {
            let message = "the service gave the same page twice";
            return Err(AwsError::new("ListCertificates", AwsErrorKind::Other, message));
        }
        token = next;
    }
    let mut certificates = Vec::with_capacity(summaries.len());
    for summary in summaries {
        let more = summary.has_additional_subject_alternative_names == Some(true);
        let mut certificate = from_summary(summary);
        if more {
            certificate.subject_alternative_names = all_names(core, &certificate.certificate_arn).await?;
        }
        certificates.push(certificate);
    }
    certificates.sort_by(|one, other| one.certificate_arn.cmp(&other.certificate_arn));
    Ok(certificates)
}

fn from_summary(summary: CertificateSummary) -> Certificate {
    Certificate {
        certificate_arn: summary.certificate_arn.unwrap_or_default(),
        domain_name: summary.domain_name.unwrap_or_default(),
        status: summary.status.map(|it| it.as_str().to_owned()),
        key_algorithm: summary.key_algorithm.map(|it| it.as_str().to_owned()),
        subject_alternative_names: summary.subject_alternative_name_summaries.unwrap_or_default(),
        issued_at: seconds(summary.issued_at),
        imported_at: seconds(summary.imported_at),
        created_at: seconds(summary.created_at),
        not_after: seconds(summary.not_after),
    }
}

async fn all_names(core: &Core, arn: &str) -> Result<Vec<String>> {
    let request = core.acm.describe_certificate().certificate_arn(arn);
    let got = core.call("DescribeCertificate", || request.clone().send()).await?;
    Ok(got.certificate.and_then(|it| it.subject_alternative_names).unwrap_or_default())
}

fn seconds(value: Option<DateTime>) -> Option<serde_json::Number> {
    value.map(|at| at.secs().into())
}
