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

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(key: &str, operator: &str, values: &[&str]) -> Result<bool, String> {
        let labels = BTreeMap::from([("stage".to_owned(), "dev".to_owned())]);
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        let requirement = LabelSelectorRequirement { key: key.to_owned(), operator: operator.to_owned(), values };
        selects(&LabelSelector { match_expressions: vec![requirement], ..LabelSelector::default() }, &labels)
    }

    #[test]
    fn requirements_hold_as_in_kubernetes() {
        assert_eq!(fits("stage", "In", &["dev", "test"]), Ok(true));
        assert_eq!(fits("stage", "In", &["prod"]), Ok(false));
        assert_eq!(fits("team", "NotIn", &["a"]), Ok(true));
        assert_eq!(fits("stage", "NotIn", &["dev"]), Ok(false));
        assert_eq!(fits("stage", "Exists", &[]), Ok(true));
        assert_eq!(fits("team", "DoesNotExist", &[]), Ok(true));
        assert!(fits("stage", "In", &[]).is_err());
        assert!(fits("stage", "Exists", &["x"]).is_err());
        assert!(fits("stage", "Like", &["x"]).is_err());
    }

    #[test]
    fn an_empty_selector_selects_everything() {
        assert_eq!(selects(&LabelSelector::default(), &BTreeMap::new()), Ok(true));
    }
}
