//! Plans as text and data: no decisions are made here.

use serde_json::json;

use crate::model::{Account, FORMAT_VERSION};
use crate::translate::Plan;

/// The account as it will be, in the account form.
pub fn snapshot(plan: &Plan) -> String {
    let account = Account { format_version: Some(FORMAT_VERSION.to_owned()), ..plan.after.clone() };
    let value = serde_json::to_value(account).expect("the account form holds only what JSON can say");
    format!("{value:#}\n")
}

/// A Kubernetes `List` of the objects that have a status, with the status that the controller writes.
pub fn status(plan: &Plan) -> String {
    let items: Vec<_> = plan
        .statuses
        .iter()
        .map(|status| {
            let mut metadata = json!({"name": status.object.name});
            if let Some(namespace) = &status.object.namespace {
                metadata["namespace"] = json!(namespace);
            }
            json!({
                "apiVersion": status.api_version,
                "kind": status.object.kind,
                "metadata": metadata,
                "status": status.status,
            })
        })
        .collect();
    format!("{:#}\n", json!({"apiVersion": "v1", "kind": "List", "items": items}))
}
