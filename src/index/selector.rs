//! Label selectors as `LabelSelectorAsSelector` reads them.

use std::collections::BTreeMap;

use crate::api::{LabelSelector, LabelSelectorRequirement};

/// Whether the labels fit; an error where Kubernetes refuses to read the selector.
pub fn selects(selector: &LabelSelector, labels: &BTreeMap<String, String>) -> Result<bool, String> {
    let mut fits = selector.match_labels.iter().all(|(key, value)| labels.get(key) == Some(value));
    for requirement in &selector.match_expressions {
        fits &= holds(requirement, labels)?;
    }
    Ok(fits)
}

fn holds(requirement: &LabelSelectorRequirement, labels: &BTreeMap<String, String>) -> Result<bool, String> {
    let label = labels.get(&requirement.key);
    let (operator, values) = (requirement.operator.as_str(), &requirement.values);
    match operator {
        "In" | "NotIn" if values.is_empty() => Err(format!("operator {operator} needs at least one value")),
        "Exists" | "DoesNotExist" if !values.is_empty() => Err(format!("operator {operator} takes no values")),
        "In" => Ok(label.is_some_and(|label| values.contains(label))),
        "NotIn" => Ok(label.is_none_or(|label| !values.contains(label))),
        "Exists" => Ok(label.is_some()),
        "DoesNotExist" => Ok(label.is_none()),
        other => Err(format!("{other:?} is no operator of a label selector")),
    }
}
