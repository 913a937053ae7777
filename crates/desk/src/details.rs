//! A client's name, phone number and e-mail address: which are kept when two clients turn out to be one person, and what
//! parting them again gives back.

use crate::ClientId;
use serde::{Deserialize, Serialize};

/// Name, phone number and e-mail address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// The name.
    pub name: Option<String>,
    /// The phone number.
    pub phone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
}

/// A client and what was known of him or her at that moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownAs {
    /// Who.
    pub id: ClientId,
    /// Name, phone number and e-mail address.
    #[serde(flatten)]
    pub details: Details,
}

/// One of the two who are merged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The client as whom both are shown.
    #[default]
    This,
    /// The other one.
    Other,
}

/// Whose name, number and address are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Whose name.
    pub name: Whose,
    /// Whose phone number.
    pub phone: Whose,
    /// Whose e-mail address.
    pub email: Whose,
}

/// The details of the client as whom two are shown, before they were merged and as the merge left them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Before.
    pub before: Details,
    /// After.
    pub after: Details,
}

impl Details {
    /// These; what is not known of them from the other's.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        let either = |this: &Option<String>, other: &Option<String>| this.clone().or_else(|| other.clone());
        Self {
            name: either(&self.name, &other.name),
            phone: either(&self.phone, &other.phone),
            email: either(&self.email, &other.email),
        }
    }

    /// What is kept of two.
    #[must_use]
    pub fn kept(&self, other: &Self, kept: Kept) -> Self {
        let pick = |whose, this: &Option<String>, other: &Option<String>| match whose {
            Whose::This => this.clone(),
            Whose::Other => other.clone(),
        };
        Self {
            name: pick(kept.name, &self.name, &other.name),
            phone: pick(kept.phone, &self.phone, &other.phone),
            email: pick(kept.email, &self.email, &other.email),
        }
    }

    const fn fields(&mut self) -> [&mut Option<String>; 3] {
        [&mut self.name, &mut self.phone, &mut self.email]
    }

    /// Takes back what a merge changed. What somebody has corrected since stays. `later` are the merges into the same client
    /// since, oldest first: one that took over what this one had brought takes over what was there before instead.
    pub fn give_back(&mut self, mut undone: Changed, later: &mut [Changed]) {
        for n in 0..3 {
            let (brought, back) = (undone.after.fields()[n].clone(), undone.before.fields()[n].clone());
            let mut is_seen = true;
            for merge in later.iter_mut() {
                if *merge.before.fields()[n] != brought {
                    // Corrected in between.
                    is_seen = false;
                    break;
                }
                merge.before.fields()[n].clone_from(&back);
                if *merge.after.fields()[n] != brought {
                    is_seen = false;
                    break;
                }
                merge.after.fields()[n].clone_from(&back);
            }
            let now = &mut *self.fields()[n];
            if is_seen && *now == brought {
                *now = back;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

    fn named(name: &str) -> Details {
        Details { name: Some(name.into()), ..Details::default() }
    }

    #[test]
    fn each_detail_is_kept_of_whom_it_was_chosen() {
        let this = Details { phone: Some("1".into()), ..named("Jana") };
        let other = Details { email: Some("j@example.org".into()), ..named("J. N.") };
        let kept = this.kept(&other, Kept { email: Whose::Other, ..Kept::default() });
        assert_eq!(kept, Details { email: other.email, ..this });
    }

    #[test]
    fn what_is_not_known_of_one_is_taken_from_the_other() {
        let this = named("Jana");
        let other = Details { phone: Some("1".into()), ..named("J. N.") };
        assert_eq!(this.or(&other), Details { phone: Some("1".into()), ..named("Jana") });
    }

    #[test]
    fn what_was_corrected_since_stays() {
        let undone = Changed { before: named("Jana"), after: named("J. N.") };
        let mut now = named("Jana Nová");
        now.give_back(undone.clone(), &mut []);
        assert_eq!(now, named("Jana Nová"));
        let mut now = named("J. N.");
        now.give_back(undone, &mut []);
        assert_eq!(now, named("Jana"));
    }

    proptest! {
        /// Each merge keeps the name of either. Undone in whatever order, what is left is as if those had never been.
        #[test]
        fn merges_undone_in_any_order_leave_no_trace(kept in vec(any::<bool>(), 1..6), order in vec(any::<usize>(), 1..6)) {
            let others: Vec<Details> = (0..kept.len()).map(|n| named(&format!("other {n}"))).collect();
            let mut now = named("first");
            let mut merges: Vec<(usize, Changed)> = vec![];
            for (n, is_other) in kept.iter().enumerate() {
                let before = now.clone();
                let name = if *is_other { Whose::Other } else { Whose::This };
                now = now.kept(&others[n], Kept { name, ..Kept::default() });
                merges.push((n, Changed { before, after: now.clone() }));
            }
            for pick in order {
                if merges.is_empty() { break }
                let n = pick % merges.len();
                let (_, undone) = merges.remove(n);
                let mut later: Vec<Changed> = merges[n..].iter().map(|(_, merge)| merge.clone()).collect();
                now.give_back(undone, &mut later);
                for (merge, changed) in merges[n..].iter_mut().zip(later) {
                    merge.1 = changed;
                }
                let left = merges.iter().rev().find(|(n, _)| kept[*n]);
                let expected = left.map_or_else(|| named("first"), |(n, _)| others[*n].clone());
                prop_assert_eq!(&now, &expected);
            }
        }
    }
}
