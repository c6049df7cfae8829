//! What a run may do without being asked again.

use std::collections::BTreeSet;
use std::str::FromStr;

use crate::diff::{self, ChangeSet, Class, Operation};
use crate::model::Account;

/// Classes of change that are allowed. Creating and changing in place always are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed(BTreeSet<Class>);

impl Default for Allowed {
    fn default() -> Self {
        Self(BTreeSet::from([Class::Create, Class::Update]))
    }
}

impl Allowed {
    /// Everything.
    pub fn all() -> Self {
        Self(Class::ALL.into_iter().collect())
    }

    /// Those of `--allow`, beside what always is.
    pub fn new(classes: impl IntoIterator<Item = Class>) -> Self {
        let mut allowed = Self::default();
        allowed.0.extend(classes);
        allowed
    }

    /// Adds classes.
    pub fn extend(&mut self, classes: impl IntoIterator<Item = Class>) {
        self.0.extend(classes);
    }

    /// Whether a class is allowed.
    pub fn permits(&self, class: Class) -> bool {
        self.0.contains(&class)
    }

    /// The classes of a set of changes that nobody allowed.
    pub fn missing(&self, changes: &ChangeSet) -> BTreeSet<Class> {
        changes.classes().difference(&self.0).copied().collect()
    }
}

/// `--allow CLASS,...` or `--allow all`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllowArgument {
    /// Everything.
    All,
    /// One class.
    Class(Class),
}

impl FromStr for AllowArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "all" { Ok(Self::All) } else { Class::from_str(text).map(Self::Class) }
    }
}

/// `--max-deletes N` or `--max-deletes P%`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaxDeletes {
    /// So many resources.
    Count(usize),
    /// So much of what is ours, in percent.
    Percent(usize),
}

impl FromStr for MaxDeletes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = |_| format!("`{text}` is neither a number nor a percentage");
        match text.strip_suffix('%') {
            Some(percent) => {
                let percent: usize = percent.parse().map_err(wrong)?;
                if percent > 100 { Err(format!("`{text}` is over 100%")) } else { Ok(Self::Percent(percent)) }
            }
            None => text.parse().map(Self::Count).map_err(wrong),
        }
    }
}

impl MaxDeletes {
    fn ours(before: &Account, managed_by: &str) -> usize {
        let owned = |tags: &crate::model::TagMap| tags.get(diff::MANAGED_BY).map(String::as_str) == Some(managed_by);
        diff::entries(before).values().filter(|entry| owned(entry.tags)).count()
    }

    /// How many resources may go from an account.
    pub fn limit(self, before: &Account, managed_by: &str) -> usize {
        match self {
            Self::Count(count) => count,
            Self::Percent(percent) => Self::ours(before, managed_by) * percent / 100,
        }
    }

    /// Why a set of changes deletes too much, if it does. What is made anew counts too.
    pub fn exceeded(self, changes: &ChangeSet, before: &Account, managed_by: &str) -> Option<String> {
        let deleted = changes.deletions();
        let (limit, ours) = (self.limit(before, managed_by), Self::ours(before, managed_by));
        let replaced = changes.count(Operation::Replace);
        (deleted > limit).then(|| {
            format!("{deleted} resources would be deleted ({replaced} of them made anew), and --max-deletes allows {limit} of {ours}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_read() {
        assert_eq!("7".parse(), Ok(MaxDeletes::Count(7)));
        assert_eq!("25%".parse(), Ok(MaxDeletes::Percent(25)));
        assert!("101%".parse::<MaxDeletes>().is_err() && "x".parse::<MaxDeletes>().is_err());
    }

    #[test]
    fn classes_are_read() {
        assert_eq!("all".parse(), Ok(AllowArgument::All));
        assert_eq!("traffic-shift".parse(), Ok(AllowArgument::Class(Class::TrafficShift)));
        assert!("everything".parse::<AllowArgument>().is_err());
    }
}
