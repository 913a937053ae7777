//! What single people may do: their role says, unless it was said otherwise of them.

use crate::operator::Role;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something that may be allowed or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS, utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Look at a waiting client before accepting.
    Preview,
    /// Send a client to another group or operator, and hand a talk over.
    Redirect,
    /// Ban a client.
    Ban,
    /// See the conversations of others.
    SeeAll,
    /// Take lists of conversations away in a file.
    Export,
    /// Change the templates that everybody uses.
    Templates,
    /// Change tags and results.
    Texts,
    /// Change users.
    Users,
    /// Change groups, their hours and their routing.
    Groups,
    /// Change widgets and what the company signs with.
    Widgets,
    /// Change the company's settings, mail and webhooks.
    Settings,
    /// Read the audit log.
    Audit,
}

impl Permission {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 12] = [
        Self::Preview,
        Self::Redirect,
        Self::Ban,
        Self::SeeAll,
        Self::Export,
        Self::Templates,
        Self::Texts,
        Self::Users,
        Self::Groups,
        Self::Widgets,
        Self::Settings,
        Self::Audit,
    ];

    /// The word used in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::Redirect => "redirect",
            Self::Ban => "ban",
            Self::SeeAll => "see_all",
            Self::Export => "export",
            Self::Templates => "templates",
            Self::Texts => "texts",
            Self::Users => "users",
            Self::Groups => "groups",
            Self::Widgets => "widgets",
            Self::Settings => "settings",
            Self::Audit => "audit",
        }
    }

    /// The permission of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.as_str() == word)
    }

    /// The role from which on it is allowed, unless it was said otherwise.
    #[must_use]
    pub const fn from_role(self) -> Role {
        match self {
            Self::Preview | Self::Redirect => Role::Operator,
            Self::Ban | Self::SeeAll | Self::Export | Self::Templates => Role::Supervisor,
            Self::Texts | Self::Users | Self::Groups | Self::Widgets | Self::Settings | Self::Audit => {
                Role::Administrator
            }
        }
    }

    const fn bit(self) -> u16 {
        1 << self as u16
    }
}

/// What was said of one person otherwise than the role says: true allows, false does not.
pub type Overrides = BTreeMap<Permission, bool>;

/// All that somebody may do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    bits: u16,
    gives_everything: bool,
}

impl Rights {
    /// Of a role, and of what was said otherwise.
    #[must_use]
    pub fn of(role: Role, overrides: &Overrides) -> Self {
        let allowed = |it: &Permission| overrides.get(it).copied().unwrap_or(role >= it.from_role());
        let bits = Permission::ALL.iter().filter(|it| allowed(it)).fold(0, |bits, it| bits | it.bit());
        let gives_everything = role == Role::Administrator && bits & Permission::Users.bit() != 0;
        Self { bits, gives_everything }
    }

    /// Whether this is allowed.
    #[must_use]
    pub const fn may(self, permission: Permission) -> bool {
        self.bits & permission.bit() != 0
    }

    /// Whether one of these is allowed.
    #[must_use]
    pub fn may_any(self, permissions: &[Permission]) -> bool {
        permissions.iter().any(|it| self.may(*it))
    }

    /// What is allowed.
    pub fn all(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |it| self.may(*it))
    }

    /// Whether every permission can be given to everybody, oneself included: an administrator who may change users. One of
    /// them must always be left.
    #[must_use]
    pub const fn gives_everything(self) -> bool {
        self.gives_everything
    }

    /// Whether nothing is allowed that is not allowed there.
    #[must_use]
    pub const fn is_within(self, other: Self) -> bool {
        self.bits & !other.bits == 0
    }

    /// Whether somebody of these rights may make, change or sign out one of those: nobody gives more than he or she has, and
    /// nobody takes over who may do more.
    #[must_use]
    pub const fn reaches(self, other: Self) -> bool {
        self.gives_everything || self.may(Permission::Users) && !other.gives_everything && other.is_within(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rights(role: Role, overrides: &[(Permission, bool)]) -> Rights {
        Rights::of(role, &overrides.iter().copied().collect())
    }

    #[test]
    fn a_role_is_the_default_and_what_is_said_of_the_person_wins() {
        let plain = rights(Role::Operator, &[]);
        assert_eq!(plain.all().collect::<Vec<_>>(), [Permission::Preview, Permission::Redirect]);
        let other = rights(Role::Operator, &[(Permission::Redirect, false), (Permission::Export, true)]);
        assert_eq!(other.all().collect::<Vec<_>>(), [Permission::Preview, Permission::Export]);
        assert!(rights(Role::Administrator, &[]).all().eq(Permission::ALL));
        assert!(!rights(Role::Supervisor, &[]).may_any(&[Permission::Users, Permission::Audit]));
    }

    #[test]
    fn every_word_means_its_permission_and_no_two_share_a_place() {
        let mut bits = 0;
        for one in Permission::ALL {
            assert_eq!(Permission::parse(one.as_str()), Some(one));
            assert_eq!(serde_json::to_value(one).unwrap(), one.as_str());
            assert_eq!(bits & one.bit(), 0);
            bits |= one.bit();
        }
    }

    #[test]
    fn who_may_change_users_gives_no_more_than_he_or_she_has() {
        let helper = rights(Role::Supervisor, &[(Permission::Users, true)]);
        assert!(helper.reaches(rights(Role::Supervisor, &[])));
        assert!(!helper.reaches(rights(Role::Operator, &[(Permission::Audit, true)])));
        // Its powers withdrawn, it still could give them back to itself.
        let withdrawn: Vec<_> = Permission::ALL.into_iter().map(|it| (it, it == Permission::Users)).collect();
        assert!(!helper.reaches(rights(Role::Administrator, &withdrawn)));
        assert!(!rights(Role::Supervisor, &[]).reaches(rights(Role::Operator, &[])));
    }

    proptest! {
        #[test]
        fn an_administrator_who_may_change_users_reaches_everybody_and_is_reached_by_such_alone(
            a in people(), b in people()
        ) {
            prop_assert!(!a.gives_everything() || a.reaches(b));
            prop_assert!(!a.reaches(b) || a.gives_everything() || !b.gives_everything());
            prop_assert!(!a.reaches(b) || a.gives_everything() || b.all().all(|it| a.may(it)));
        }
    }

    fn people() -> impl Strategy<Value = Rights> {
        let roles = [Role::Operator, Role::Supervisor, Role::Administrator];
        let said = proptest::collection::btree_map(0..Permission::ALL.len(), any::<bool>(), 0..6);
        (0..roles.len(), said).prop_map(move |(role, said)| {
            let overrides = said.into_iter().map(|(n, on)| (Permission::ALL[n], on)).collect();
            Rights::of(roles[role], &overrides)
        })
    }
}
