//! One kind, page by page.

use std::collections::BTreeSet;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::kinds::KindSpec;
use super::page;
use super::request::{Api, Refusal};
use crate::load::Node;

/// How often a list is started anew when the server no longer knows its continue token. The last try
/// asks for everything at once, which no compaction can interrupt.
const RESTARTS: u32 = 3;

/// Lists a kind in all namespaces or in one.
pub(super) async fn list(
    api: &Api<'_>,
    spec: &'static KindSpec,
    version: &str,
    namespace: Option<&str>,
    selector: Option<&str>,
) -> Result<Vec<Node>, Refusal> {
    let path = spec.path(version, namespace);
    let mut restarts = 0;
    loop {
        let limit = (restarts < RESTARTS).then_some(api.patience().page_size);
        match pages(api, spec, &path, limit, selector).await {
            Err(Refusal::Expired) if restarts < RESTARTS => restarts += 1,
            Err(Refusal::Expired) => {
                return Err(Refusal::Fatal(super::ClusterError::Failed {
                    place: api.place().to_owned(),
                    what: spec.resource(),
                    attempts: restarts + 1,
                    reason: "410 the list expired again and again while it was read".to_owned(),
                }));
            }
            other => return other,
        }
    }
}

async fn pages(
    api: &Api<'_>,
    spec: &'static KindSpec,
    path: &str,
    limit: Option<u32>,
    selector: Option<&str>,
) -> Result<Vec<Node>, Refusal> {
    let (mut items, mut next, mut seen) = (Vec::new(), None::<String>, BTreeSet::new());
    loop {
        let mut query = Vec::new();
        query.extend(limit.map(|limit| format!("limit={limit}")));
        query.extend(selector.map(|text| format!("labelSelector={}", utf8_percent_encode(text, NON_ALPHANUMERIC))));
        query.extend(next.as_deref().map(|token| format!("continue={}", utf8_percent_encode(token, NON_ALPHANUMERIC))));
        let target = if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) };
        let page = api.get(&target, &spec.resource(), |body| page::parse(body, spec.shape)).await?;
        if items.is_empty() {
            items = page.items;
        } else {
            items.extend(page.items);
        }
        match page.next {
            None => return Ok(items),
            Some(token) if !seen.insert(token.clone()) => {
                return Err(Refusal::Fatal(super::ClusterError::Failed {
                    place: api.place().to_owned(),
                    what: spec.resource(),
                    attempts: 1,
                    reason: "the answers go round in a circle: a continue token came a second time".to_owned(),
                }));
            }
            token => next = token,
        }
    }
}
