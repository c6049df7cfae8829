//! A snapshot that can be shown to others: account numbers, addresses and policies are replaced, the same
//! by the same everywhere, so that what was equal stays equal and what differed still differs.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde_json::{Value, json};

use crate::model::Account;

/// The account with everything replaced that tells whose it is.
pub fn redact(account: &Account) -> Account {
    let value = serde_json::to_value(account).expect("the account form is always JSON");
    let mut found = Found::default();
    found.collect(None, &value);
    let names = Names::new(found);
    serde_json::from_value(names.replace(None, value)).expect("replacing texts keeps the account form")
}

/// What has to be replaced.
#[derive(Default)]
struct Found {
    accounts: BTreeSet<String>,
    addresses: BTreeSet<IpAddr>,
    policies: BTreeSet<String>,
}

impl Found {
    fn collect(&mut self, key: Option<&str>, value: &Value) {
        if is_policy(key) {
            self.policies.insert(value.to_string());
            return;
        }
        match value {
            Value::String(text) => {
                self.accounts.extend(account_numbers(text).map(|(_, number)| number.to_owned()));
                self.addresses.extend(text.parse::<IpAddr>());
            }
            Value::Array(items) => items.iter().for_each(|item| self.collect(None, item)),
            Value::Object(members) => {
                for (name, member) in members {
                    self.accounts.extend(account_numbers(name).map(|(_, number)| number.to_owned()));
                    self.collect(Some(named(key, name)), member);
                }
            }
            _ => {}
        }
    }
}

/// The member that a value stands under; below tags, names are the user's own.
fn named<'n>(parent: Option<&str>, name: &'n str) -> &'n str {
    if parent == Some(TAGS) { TAGS } else { name }
}

const TAGS: &str = "tags";

fn is_policy(key: Option<&str>) -> bool {
    key == Some("authPolicy")
}

/// The replacements.
struct Names {
    accounts: BTreeMap<String, String>,
    addresses: BTreeMap<IpAddr, String>,
    policies: BTreeMap<String, Value>,
}

impl Names {
    fn new(found: Found) -> Self {
        let accounts = found.accounts.into_iter().zip(1_u64..).map(|(number, n)| (number, format!("{n:012}")));
        // Addresses of the benchmark and documentation ranges: nobody's.
        let addresses = found.addresses.into_iter().zip(1_u32..).map(|(address, n)| {
            let stand_in: IpAddr = match address {
                IpAddr::V4(_) => Ipv4Addr::from_bits(u32::from_be_bytes([198, 18, 0, 0]).wrapping_add(n)).into(),
                IpAddr::V6(_) => Ipv6Addr::from_bits((0x2001_0db8_u128 << 96) + u128::from(n)).into(),
            };
            (address, stand_in.to_string())
        });
        let policies =
            found.policies.into_iter().zip(1_u64..).map(|(policy, n)| (policy, json!({ "Redacted": n.to_string() })));
        Self { accounts: accounts.collect(), addresses: addresses.collect(), policies: policies.collect() }
    }

    fn replace(&self, key: Option<&str>, value: Value) -> Value {
        if is_policy(key) {
            return self.policies.get(&value.to_string()).cloned().unwrap_or(Value::Null);
        }
        match value {
            Value::String(text) => match text.parse::<IpAddr>() {
                Ok(address) => self.addresses.get(&address).cloned().unwrap_or_default().into(),
                Err(_) => self.accounts_of(&text).into(),
            },
            Value::Array(items) => items.into_iter().map(|item| self.replace(None, item)).collect(),
            Value::Object(members) => members
                .into_iter()
                .map(|(name, member)| (self.accounts_of(&name), self.replace(Some(named(key, &name)), member)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
            other => other,
        }
    }

    fn accounts_of(&self, text: &str) -> String {
        let mut replaced = String::with_capacity(text.len());
        let mut done = 0;
        for (at, number) in account_numbers(text) {
            replaced.push_str(&text[done..at]);
            replaced.push_str(self.accounts.get(number).map_or("", String::as_str));
            done = at + number.len();
        }
        replaced.push_str(&text[done..]);
        replaced
    }
}

/// Twelve digits that stand for themselves, with their place.
fn account_numbers(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            if !bytes[start].is_ascii_alphanumeric() {
                at += 1;
                continue;
            }
            while at < bytes.len() && bytes[at].is_ascii_alphanumeric() {
                at += 1;
            }
            let word = &text[start..at];
            if word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_digit()) {
                return Some((start, word));
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_tells_whose_it_is_stays_and_what_was_equal_stays_equal() {
        let account: Account = serde_json::from_value(json!({
            "services": {"svc:a": {"name": "a", "authPolicy": {"Statement": "123456789012"},
                "tags": {"application-networking.k8s.aws/ManagedBy": "123456789012/c/vpc-1"},
                "arn": "arn:aws:vpc-lattice:eu-west-1:123456789012:service/svc-0123456789012345a"}},
            "serviceNetworks": {"sn:b": {"name": "b", "authPolicy": {"Statement": "123456789012"},
                "tags": {"k": "210987654321", "authPolicy": "none"}}},
            "targetGroups": {"tg:1": {"name": "1", "type": "IP", "targets": [{"id": "10.1.2.3", "port": 80}]},
                "tg:2": {"name": "2", "type": "IP", "targets": [{"id": "10.1.2.3"}, {"id": "fd00::1"}]}},
            "accessLogSubscriptions": {
                "als:svc:a->arn:aws:logs:eu-west-1:123456789012:log-group:x":
                    {"destinationArn": "arn:aws:logs:eu-west-1:123456789012:log-group:x", "tags": {}}},
        }))
        .unwrap();
        let redacted = redact(&account);
        let text = serde_json::to_string(&redacted).unwrap();
        for secret in ["123456789012", "210987654321", "10.1.2.3", "fd00::1", "Statement"] {
            assert!(!text.replace("svc-0123456789012345a", "").contains(secret), "{secret} in {text}");
        }
        assert_eq!(redacted.services["svc:a"].auth_policy, redacted.service_networks["sn:b"].auth_policy);
        assert_eq!(redacted.target_groups["tg:1"].targets[0].id, "198.18.0.1");
        assert_eq!(redacted.target_groups["tg:1"].targets[0].id, redacted.target_groups["tg:2"].targets[0].id);
        let (label, subscription) = redacted.access_log_subscriptions.first_key_value().unwrap();
        assert!(label.ends_with(&subscription.destination_arn), "labels and members agree: {label}");
        assert_eq!(redact(&account), redacted, "the same every time");
    }
}
