//! Who works at Lumen, and in which groups.

use crate::drawn::{self, Shirt};
use desk::{Permission, Role, Status};

/// Whoever looks at the demo is Klára, an administrator who also talks with clients.
pub const KLARA: &str = "klara@lumen.example";

/// Everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named by its name")]
pub enum Who {
    Klara,
    Petr,
    Alena,
    Jakub,
    Martina,
    David,
    Lenka,
    Tereza,
    Radek,
}

/// The groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    Support,
    Billing,
    Complaints,
    Solar,
    Sales,
    English,
}
use Queue::{Billing, Complaints, English, Sales, Solar, Support};

/// Somebody who works there.
pub(super) struct Person {
    pub name: &'static str,
    /// What clients see instead.
    pub public_name: Option<&'static str>,
    /// The colour of the shirt on the photo, if there is one.
    pub photo: Option<Shirt>,
    pub email: &'static str,
    pub role: Role,
    /// What is said of him or her otherwise than the role says.
    pub allowed: &'static [(Permission, bool)],
    pub serves: &'static [Queue],
    pub limit: Option<u32>,
    /// When he or she was last heard of, in seconds ago; `None`: at the desk now.
    pub gone_for: Option<i64>,
    pub status: Status,
}

const HOUR: i64 = 3_600;

const fn person(name: &'static str, email: &'static str, serves: &'static [Queue]) -> Person {
    let (role, status) = (Role::Operator, Status::Available);
    let (public_name, photo, allowed, limit, gone_for) = (None, None, &[], None, None);
    Person { name, public_name, photo, email, role, allowed, serves, limit, gone_for, status }
}

/// In the order of [`Who`].
pub(super) const PEOPLE: [Person; 9] = [
    Person {
        role: Role::Administrator,
        photo: Some(Shirt::Green),
        ..person("Klára Nováková", KLARA, &[Support, Billing, Solar])
    },
    Person {
        limit: Some(1),
        public_name: Some("Petr z vyúčtování"),
        photo: Some(Shirt::Red),
        ..person("Petr Šimek", "petr@lumen.example", &[Billing, Complaints])
    },
    Person { role: Role::Supervisor, ..person("Alena Veselá", "alena@lumen.example", &[Support, Billing]) },
    Person { limit: Some(3), gone_for: Some(HOUR / 7), ..person("Jakub Říha", "jakub@lumen.example", &[Complaints]) },
    Person { limit: Some(4), status: Status::Away, ..person("Martina Pokorná", "martina@lumen.example", &[Billing]) },
    Person {
        allowed: &[(Permission::Export, true), (Permission::Widgets, true)],
        ..person("David Urban", "david@lumen.example", &[Solar, English])
    },
    Person { limit: Some(0), gone_for: Some(20 * HOUR), ..person("Lenka Marková", "lenka@lumen.example", &[Support]) },
    Person { gone_for: Some(72 * HOUR), ..person("Tereza Holubová", "tereza@lumen.example", &[Sales]) },
    Person {
        role: Role::Administrator,
        gone_for: Some(2 * HOUR),
        ..person("Radek Bartoš", "radek@lumen.example", &[Support])
    },
];

/// In the order of [`Queue`].
pub(super) const GROUPS: [&str; 6] =
    ["Podpora CZ", "Vyúčtování", "Reklamace", "Fotovoltaika", "Obchod", "English desk"];

impl Who {
    /// The e-mail address to sign in with.
    #[must_use]
    pub const fn email(self) -> &'static str {
        PEOPLE[self as usize].email
    }
}

/// The photos that clients see, as PNG, with the e-mail addresses of whose they are.
///
/// # Errors
/// Never, but the encoder says so.
pub fn photos() -> anyhow::Result<Vec<(&'static str, Vec<u8>)>> {
    let taken = PEOPLE.iter().filter_map(|person| Some((person.email, person.photo?)));
    taken.map(|(email, shirt)| Ok((email, drawn::portrait(shirt)?))).collect()
}

/// Whether who signs in so is at the desk, rather than gone since long.
#[must_use]
pub fn is_at_the_desk(email: &str) -> bool {
    PEOPLE.iter().any(|person| person.email == email && person.gone_for.is_none())
}
