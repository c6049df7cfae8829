//! What the API server serves: for each kind the best version that it offers, or that it has none.

use std::collections::BTreeMap;

use futures::future::try_join_all;
use serde::Deserialize;

use super::error::ClusterError;
use super::kinds::{KINDS, KindSpec};
use super::request::{Api, Refusal};

/// The version to read each kind in; kinds that are not served are absent.
pub(super) type Served = BTreeMap<&'static str, &'static str>;

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
        // Discovery may be closed to this identity: then the newest versions are tried.
        Err(Refusal::Forbidden | Refusal::NotFound | Refusal::Expired) => {
            return Ok(KINDS.iter().map(|spec| (spec.kind, spec.versions[0])).collect());
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
    let resources: BTreeMap<(&str, &str), Vec<String>> = resources.await?.into_iter().collect();
    let best = |spec: &'static KindSpec| {
        if spec.group.is_empty() {
            return Some(spec.versions[0]);
        }
        spec.versions.iter().copied().find(|version| {
            resources.get(&(spec.group, *version)).is_some_and(|names| names.iter().any(|name| name == spec.plural))
        })
    };
    Ok(KINDS.iter().filter_map(|spec| Some((spec.kind, best(spec)?))).collect())
}

/// The resources of a group's version that can be listed.
async fn resources(api: &Api<'_>, group: &str, version: &str) -> Result<Vec<String>, ClusterError> {
    let path = format!("/apis/{group}/{version}");
    let parse = |body: &[u8]| serde_json::from_slice::<ResourceList>(body);
    match api.get(&path, &format!("resources of {group}/{version}"), parse).await {
        Ok(list) => Ok(list
            .resources
            .into_iter()
            .filter(|resource| resource.verbs.iter().any(|verb| verb == "list"))
            .map(|resource| resource.name)
            .collect()),
        // A CRD that went away between the two requests.
        Err(Refusal::NotFound | Refusal::Expired) => Ok(Vec::new()),
        // Unknown: the lists themselves will tell.
        Err(Refusal::Forbidden) => Ok(KINDS.iter().map(|spec| spec.plural.to_owned()).collect()),
        Err(Refusal::Fatal(error)) => Err(error),
    }
}
