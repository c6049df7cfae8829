//! The search for a certificate among those of ACM.

use crate::model::Certificate;

/// The ISSUED certificate that fits a hostname best: an exact name before a wildcard, then the newest.
pub fn discover<'c>(certificates: &'c [Certificate], hostname: &str) -> Option<&'c str> {
    let issued =
        || certificates.iter().filter(|certificate| is_issued(certificate) && is_listed_by_default(certificate));
    let exact = issued().filter(|certificate| fit(certificate, hostname) == Some(Fit::Exact));
    newest(exact)
        .or_else(|| newest(issued().filter(|certificate| fit(certificate, hostname) == Some(Fit::Wildcard))))
        .map(|certificate| certificate.certificate_arn.as_str())
}

/// Why none was found, where a certificate comes close: one that fits but is not issued, or a wildcard of
/// the same domain that does not cover the name.
pub fn near_miss(certificates: &[Certificate], hostname: &str) -> Option<String> {
    if let Some(certificate) = certificates.iter().find(|certificate| fit(certificate, hostname).is_some()) {
        let arn = &certificate.certificate_arn;
        if is_issued(certificate) {
            let key = certificate.key_algorithm.as_deref().unwrap_or("unknown");
            return Some(format!(
                "{arn} fits {hostname} but its key is {key}: the controller's search sees RSA_1024 and RSA_2048 only, so \
                 name it by certificate-arn"
            ));
        }
        let status = certificate.status.as_deref().unwrap_or("unknown");
        return Some(format!("{arn} fits {hostname} but its status is {status}"));
    }
    let parent = |name: &str| name.strip_prefix("*.").map(str::to_ascii_lowercase);
    let lower = hostname.to_ascii_lowercase();
    certificates.iter().flat_map(|certificate| names(certificate).map(move |name| (certificate, name))).find_map(
        |(certificate, name)| {
            let domain = parent(name)?;
            let near = lower == domain || lower.ends_with(&format!(".{domain}"));
            near.then(|| {
                format!("{} is for {name}, which covers exactly one label, not {hostname}", certificate.certificate_arn)
            })
        },
    )
}

/// Whether a certificate counts at all.
pub fn is_issued(certificate: &Certificate) -> bool {
    certificate.status.as_deref().is_none_or(|status| status == "ISSUED")
}

/// Whether ACM lists a certificate to one who asks for no key types, as the controller does.
fn is_listed_by_default(certificate: &Certificate) -> bool {
    // ACM writes `RSA-2048` in some answers.
    let key = certificate.key_algorithm.as_deref().map(|key| key.replace('-', "_"));
    key.is_none_or(|key| matches!(key.as_str(), "RSA_1024" | "RSA_2048"))
}

/// Whether a certificate names a hostname.
pub fn covers(certificate: &Certificate, hostname: &str) -> bool {
    fit(certificate, hostname).is_some()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    Exact,
    Wildcard,
}

fn names(certificate: &Certificate) -> impl Iterator<Item = &str> {
    let alternatives = &certificate.subject_alternative_names;
    let domain = Some(&certificate.domain_name).filter(|name| alternatives.is_empty() && !name.is_empty());
    alternatives.iter().chain(domain).map(String::as_str)
}

/// The first name of the certificate that fits decides.
fn fit(certificate: &Certificate, hostname: &str) -> Option<Fit> {
    names(certificate).find_map(|name| {
        if name.eq_ignore_ascii_case(hostname) {
            Some(Fit::Exact)
        } else {
            is_wildcard_of(name, hostname).then_some(Fit::Wildcard)
        }
    })
}

fn is_wildcard_of(name: &str, hostname: &str) -> bool {
    let Some(domain) = name.strip_prefix("*.").filter(|domain| !domain.is_empty() && !domain.contains('*')) else {
        return false;
    };
    let (hostname, suffix) = (hostname.to_lowercase(), format!(".{}", domain.to_lowercase()));
    hostname.strip_suffix(&suffix).is_some_and(|label| !label.is_empty() && !label.contains('.'))
}

fn newest<'c>(certificates: impl Iterator<Item = &'c Certificate>) -> Option<&'c Certificate> {
    let time = |certificate: &Certificate| {
        let stamps = [&certificate.issued_at, &certificate.imported_at, &certificate.created_at];
        stamps.into_iter().flatten().next().and_then(serde_json::Number::as_f64)
    };
    certificates.fold(None, |best, next| match best {
        None => Some(next),
        Some(best) => {
            let newer = match (time(best), time(next)) {
                (None, _) => true,
                (Some(old), Some(new)) => new > old,
                (Some(_), None) => false,
            };
            Some(if newer { next } else { best })
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(arn: &str, names: &[&str], issued_at: u64) -> Certificate {
        Certificate {
            certificate_arn: arn.to_owned(),
            domain_name: names[0].to_owned(),
            status: Some("ISSUED".to_owned()),
            subject_alternative_names: names.iter().map(|name| (*name).to_owned()).collect(),
            issued_at: Some(issued_at.into()),
            ..Certificate::default()
        }
    }

    #[test]
    fn exact_before_wildcard_then_newest() {
        let all = [
            certificate("wild", &["*.acme.test"], 9),
            certificate("old", &["api.acme.test"], 1),
            certificate("new", &["API.acme.test"], 2),
        ];
        assert_eq!(discover(&all, "api.acme.test"), Some("new"));
        assert_eq!(discover(&all, "web.acme.test"), Some("wild"));
        assert_eq!(discover(&all, "*.acme.test"), Some("wild"));
        assert_eq!(discover(&all, "acme.test"), None);
        assert_eq!(discover(&all, "a.b.acme.test"), None);
        assert!(near_miss(&all, "a.b.acme.test").unwrap().contains("one label"));
    }

    #[test]
    fn keys_that_acm_does_not_list_by_itself_are_never_found() {
        let of = |key: &str| Certificate { key_algorithm: Some(key.to_owned()), ..certificate("c", &["x.test"], 1) };
        assert_eq!(discover(&[of("EC_prime256v1")], "x.test"), None);
        assert!(near_miss(&[of("RSA_4096")], "x.test").unwrap().contains("RSA_4096"));
        assert_eq!(discover(&[of("RSA-2048")], "x.test"), Some("c"));
        assert!(covers(&of("RSA_4096"), "x.test"));
    }

    #[test]
    fn only_issued_ones_count() {
        let mut pending = certificate("p", &["x.test"], 1);
        pending.status = Some("PENDING_VALIDATION".to_owned());
        assert_eq!(discover(std::slice::from_ref(&pending), "x.test"), None);
        assert!(near_miss(&[pending], "x.test").unwrap().contains("PENDING_VALIDATION"));
    }
}
