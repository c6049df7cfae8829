//! The tagging API of resource groups, with its lag.

use serde_json::{Map, Value, json};

use super::super::core::{Core, read};
use super::super::failure::Failure;
use super::super::ids;
use super::super::ops::tags_of_existing;
use super::super::paging;
use crate::model::TagMap;

/// What there is.
pub const OPERATIONS: &[&str] = &["GetResources", "TagResources", "UntagResources"];

/// Runs an operation.
pub fn call(core: &mut Core, operation: &str, input: &Map<String, Value>) -> Result<Value, Failure> {
    match operation {
        "GetResources" => get_resources(core, input),
        "TagResources" => {
            let tags: TagMap = list(input, "Tags")?.unwrap_or_default();
            if tags.is_empty() {
                return Err(invalid("Tags must not be empty"));
            }
            each(core, input, |core, arn| core.merge_tags(arn, tags.clone()))
        }
        "UntagResources" => {
            let keys: Vec<String> = list(input, "TagKeys")?.unwrap_or_default();
            if keys.is_empty() {
                return Err(invalid("TagKeys must not be empty"));
            }
            each(core, input, |core, arn| {
                core.take_tags(arn, &keys);
                Ok(())
            })
        }
        _ => Err(Failure::unknown_operation(operation)),
    }
}

fn invalid(message: &str) -> Failure {
    Failure::neighbour("InvalidParameterException", 400, message)
}

fn list<T: serde::de::DeserializeOwned>(input: &Map<String, Value>, name: &str) -> Result<Option<T>, Failure> {
    let value = input.get(name).filter(|value| !value.is_null());
    value.map(|value| read(name, value)).transpose().map_err(|failure| invalid(&failure.message))
}

/// Does something to every resource of the list; those that can't have it done are reported one by one.
fn each(
    core: &mut Core,
    input: &Map<String, Value>,
    mut work: impl FnMut(&mut Core, &str) -> Result<(), Failure>,
) -> Result<Value, Failure> {
    let arns: Vec<String> = list(input, "ResourceARNList")?.unwrap_or_default();
    if arns.is_empty() || arns.len() > 20 {
        return Err(invalid("ResourceARNList must have 1 to 20 items"));
    }
    let mut failed = Map::new();
    for arn in arns {
        let result = tags_of_existing(core, &arn, "TagResource").and_then(|arn| work(core, &arn));
        if let Err(failure) = result {
            let code = if failure.status >= 500 { "InternalServiceException" } else { "InvalidParameterException" };
            failed
                .insert(arn, json!({"StatusCode": failure.status, "ErrorCode": code, "ErrorMessage": failure.message}));
        }
    }
    core.version += 1;
    Ok(json!({"FailedResourcesMap": failed}))
}

fn get_resources(core: &mut Core, input: &Map<String, Value>) -> Result<Value, Failure> {
    core.catch_up_tags();
    let arns: Option<Vec<String>> = list(input, "ResourceARNList")?;
    let filters: Vec<TagFilter> = list(input, "TagFilters")?.unwrap_or_default();
    let types: Vec<String> = list(input, "ResourceTypeFilters")?.unwrap_or_default();
    let token = input.get("PaginationToken").and_then(Value::as_str).filter(|token| !token.is_empty());
    let arns = arns.filter(|arns| !arns.is_empty());
    if arns.as_ref().is_some_and(|arns| arns.len() > 100) {
        return Err(invalid("ResourceARNList must have at most 100 items"));
    }
    if arns.is_some() && (!filters.is_empty() || !types.is_empty() || token.is_some()) {
        return Err(invalid("ResourceARNList excludes filters and paging"));
    }
    if filters.len() > 50 || filters.iter().any(|filter| filter.values.len() > 20) {
        return Err(invalid("TagFilters takes at most 50 keys with 20 values each"));
    }
    if types.len() > 100 || types.iter().any(String::is_empty) {
        return Err(invalid("ResourceTypeFilters takes at most 100 items, none of them empty"));
    }
    let limit = match input.get("ResourcesPerPage").filter(|limit| !limit.is_null()) {
        Some(limit) => match limit.as_u64() {
            Some(limit @ 1..=100) => usize::try_from(limit).unwrap_or(100),
            _ => return Err(invalid("ResourcesPerPage must be 1 to 100")),
        },
        None => 50,
    };
    let scope = format!("GetResources\n{}\n{}", json!(types), input.get("TagFilters").unwrap_or(&Value::Null));
    let after = match token {
        Some(token) => Some(paging::key_of(&scope, token).ok_or_else(|| {
            Failure::neighbour("PaginationTokenExpiredException", 400, "the pagination token is not valid any more")
        })?),
        None => None,
    };
    let shown = core.state.tag_index.iter().filter(|(arn, tags)| {
        if let Some(arns) = &arns {
            return arns.contains(arn);
        }
        let kind = type_of(arn);
        let fits = |wanted: &String| {
            *wanted == "vpc-lattice" || wanted.strip_prefix("vpc-lattice:").is_some_and(|wanted| wanted == kind)
        };
        (types.is_empty() || types.iter().any(fits)) && filters.iter().all(|filter| filter.fits(tags))
    });
    let page = paging::cut(
        shown.map(|(arn, tags)| (arn.clone(), (arn, tags))),
        after.as_deref(),
        limit.min(core.behaviour.page_size.max(1)).max(arns.as_ref().map_or(0, Vec::len)),
        &scope,
    );
    let next = page.next.clone().unwrap_or_default();
    let items: Vec<Value> = page
        .items
        .into_iter()
        .map(|(arn, tags)| {
            let tags: Vec<Value> = tags.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect();
            json!({"ResourceARN": arn, "Tags": tags})
        })
        .collect();
    Ok(json!({"ResourceTagMappingList": items, "PaginationToken": next}))
}

/// The last word of an ARN that names a kind (`service`, `listener`, `rule`, `targetgroup`).
fn type_of(arn: &str) -> &str {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
    let id = ids::last_word(resource);
    let before = resource.strip_suffix(id).unwrap_or_default().trim_end_matches('/');
    ids::last_word(before)
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
struct TagFilter {
    key: String,
    #[serde(default)]
    values: Vec<String>,
}

impl TagFilter {
    fn fits(&self, tags: &TagMap) -> bool {
        tags.get(&self.key).is_some_and(|value| self.values.is_empty() || self.values.contains(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_from_arns() {
        let base = "arn:aws:vpc-lattice:us-west-2:123456789012:service/svc-1";
        assert_eq!(type_of(base), "service");
        assert_eq!(type_of(&format!("{base}/listener/listener-1")), "listener");
        assert_eq!(type_of(&format!("{base}/listener/listener-1/rule/rule-1")), "rule");
        assert_eq!(type_of("nothing"), "");
    }
}
