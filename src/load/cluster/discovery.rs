//! What the API server serves: for each kind the best version that it offers, or that it has none.

use std::collections::BTreeMap;

use futures::future::try_join_all;
use serde::Deserialize;

use super::error::ClusterError;
use super::kinds::{KINDS, KindSpec};
use super::request::{Api, Refusal};

/// The versions to try for each kind, the best first: one where discovery told which it is, every one that
/// can be read where it is closed. Kinds that are not served are absent.
pub(super) type Served = BTreeMap<&'static str, Vec<&'static str>>;

#[derive(Deserialize)]
struct GroupList {
    groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    name: String,
    versions: Vec<GroupVersion>,
}

#[derive(Deserialize)]
struct GroupVersion {
    version: String,
}

#[derive(Deserialize)]
struct ResourceList {
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    name: String,
    #[serde(default)]
    verbs: Vec<String>,
}

/// Asks which groups, versions and resources are there: one request for the groups and one for each
/// version that some kind could be read in.
pub(super) async fn discover(api: &Api<'_>) -> Result<Served, ClusterError> {
    let groups: GroupList = match api.get("/apis", "API groups", |body| serde_json::from_slice(body)).await {
        Ok(groups) => groups,
        // Discovery may be closed to this identity: then every version is tried.
        Err(Refusal::Forbidden | Refusal::NotFound | Refusal::Expired) => {
            return Ok(KINDS.iter().map(|spec| (spec.kind, spec.versions.to_vec())).collect());
        }
        Err(Refusal::Fatal(error)) => return Err(error),
    };
    let offered = |spec: &KindSpec, version: &str| {
        groups
            .groups
            .iter()
            .any(|group| group.name == spec.group && group.versions.iter().any(|offer| offer.version == version))
    };
    let mut wanted: Vec<(&str, &str)> = KINDS
        .iter()
        .filter(|spec| !spec.group.is_empty())
        .flat_map(|spec| spec.versions.iter().map(move |version| (spec, *version)))
        .filter(|(spec, version)| offered(spec, version))
        .map(|(spec, version)| (spec.group, version))
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let resources = try_join_all(wanted.into_iter().map(async |(group, version)| {
        Ok::<_, ClusterError>(((group, version), resources(api, group, version).await?))
    }));
    let resources: BTreeMap<(&str, &str), Option<Vec<String>>> = resources.await?.into_iter().collect();
    let candidates = |spec: &'static KindSpec| {
        if spec.group.is_empty() {
            return vec![spec.versions[0]];
        }
        let mut versions = Vec::new();
        for version in spec.versions.iter().copied() {
            match resources.get(&(spec.group, version)) {
                Some(Some(names)) if names.iter().any(|name| name == spec.plural) => {
                    versions.push(version);
                    break;
                }
                // Unknown: the lists themselves will tell.
                Some(None) => versions.push(version),
                _ => {}
            }
        }
        versions
    };
    let served = KINDS.iter().map(|spec| (spec.kind, candidates(spec)));
    Ok(served.filter(|(_, versions)| !versions.is_empty()).collect())
}

/// The resources of a group's version that can be listed; `None` where that may not be asked.
async fn resources(api: &Api<'_>, group: &str, version: &str) -> Result<Option<Vec<String>>, ClusterError> {
    let path = format!("/apis/{group}/{version}");
    let parse = |body: &[u8]| serde_json::from_slice::<ResourceList>(body);
    match api.get(&path, &format!("resources of {group}/{version}"), parse).await {
        Ok(list) => {
            let listed = |resource: &Resource| resource.verbs.iter().any(|verb| verb == "list");
            Ok(Some(list.resources.into_iter().filter(listed).map(|resource| resource.name).collect()))
        }
        // A CRD that went away between the two requests.
        Err(Refusal::NotFound | Refusal::Expired) => Ok(Some(Vec::new())),
        Err(Refusal::Forbidden) => Ok(None),
        Err(Refusal::Fatal(error)) => Err(error),
    }
}
