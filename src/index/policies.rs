//! Policies by what they target, the oldest first.

use std::collections::HashMap;

use crate::api::{
    AccessLogPolicySpec, IamAuthPolicySpec, Object, TargetGroupPolicySpec, TargetRef, VpcAssociationPolicySpec,
};

/// A policy kind with a `targetRef`.
pub trait TargetsObject {
    /// `spec.targetRef`.
    fn target_ref(&self) -> &TargetRef;
}

macro_rules! targets {
    ($($kind:ty),*) => {
        $(impl TargetsObject for $kind {
            fn target_ref(&self) -> &TargetRef {
                &self.target_ref
            }
        })*
    };
}

targets!(TargetGroupPolicySpec, IamAuthPolicySpec, VpcAssociationPolicySpec, AccessLogPolicySpec);

/// Group, kind, namespace (the policy's own) and name of a target.
type Target<'a> = (&'a str, &'a str, &'a str, &'a str);

/// All policies of one kind by target.
#[derive(Debug)]
pub struct Policies<'a, T> {
    by_target: HashMap<Target<'a>, usize>,
    groups: Vec<Vec<&'a Object<T>>>,
}

impl<'a, T: TargetsObject> Policies<'a, T> {
    pub(super) fn new(policies: &'a [Object<T>]) -> Self {
        let mut by_target: HashMap<Target<'a>, usize> = HashMap::new();
        let mut groups: Vec<Vec<&'a Object<T>>> = Vec::new();
        for policy in policies {
            let target = policy.spec.target_ref();
            let key =
                (target.group.as_str(), target.kind.as_str(), policy.metadata.namespace.as_str(), target.name.as_str());
            let place = *by_target.entry(key).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[place].push(policy);
        }
        // The oldest wins, then the first by name; one that never was in a cluster is younger than all
        // that were.
        for group in &mut groups {
            group.sort_by_key(|policy| {
                (policy.metadata.creation_timestamp.unwrap_or(i64::MAX), policy.metadata.name.as_str())
            });
        }
        Self { by_target, groups }
    }

    /// All policies of an object, the one that counts first.
    pub fn of(&self, group: &str, kind: &str, namespace: &str, name: &str) -> &[&'a Object<T>] {
        match self.by_target.get(&(group, kind, namespace, name)) {
            Some(place) => &self.groups[*place],
            None => &[],
        }
    }

    /// The policy that counts for an object.
    pub fn winner(&self, group: &str, kind: &str, namespace: &str, name: &str) -> Option<&'a Object<T>> {
        self.of(group, kind, namespace, name).first().copied()
    }

    /// The policy that counts on the target of this one (itself, unless it is conflicted).
    pub fn winner_beside(&self, policy: &'a Object<T>) -> Option<&'a Object<T>> {
        let target = policy.spec.target_ref();
        self.winner(&target.group, &target.kind, &policy.metadata.namespace, &target.name)
    }
}
