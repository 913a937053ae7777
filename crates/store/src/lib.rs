//! SQL for SQLite and PostgreSQL: one text for both. The only crate that names sqlx.
//!
//! `Store::read` lends a connection for looking, `Store::write` one transaction for changing; both give a [`Conn`], and
//! every statement is a method of it, grouped by file. SQLite has one write connection with group commit (`lane`),
//! PostgreSQL a transaction per write.

mod access_links;
mod audit;
mod away;
pub mod backup;
mod bans;
mod batch;
mod channels;
mod checkpoint;
mod client_photos;
mod clients;
mod columns;
mod conn;
mod conversations;
mod deliveries;
mod drafts;
mod erasure;
mod error;
mod events;
mod files;
mod gather;
mod hours;
mod identify;
mod known;
mod lane;
mod mail;
mod migrate;
mod offline;
mod openid;
mod operators;
mod persons;
mod photos;
mod routing;
mod sealed;
pub mod search;
mod second_factors;
mod settings;
mod sign_ins;
mod store;
mod templates;
mod together;
mod tokens;
mod views;
mod ways_in;
mod webhooks;
mod widgets;

pub use access_links::{AccessLink, LinkKind};
pub use audit::{AuditChange, AuditEntry, AuditFilter};
pub use away::{AwayPeriod, AwayReason};
pub use bans::{BanFilter, Banned};
pub use channels::{
    Channel, ChannelClient, ChannelState, ChannelTrouble, Deliveries, Hook, Known, Medium, Outgoing, Part, PartState,
    Sifted, Source, Told, Try,
};
pub use clients::{Client, PageView};
pub use conn::Conn;
pub use conversations::{Agreed, Identified, Listed, Origin, Past, Running, Shown};
pub use deliveries::{Answer, Delivery, DeliveryCounts};
pub use drafts::Draft;
pub use erasure::{Erasable, Overdue};
pub use error::Error;
pub use events::{Recorded, StoredEvent};
pub use files::StoredFile;
pub use identify::IdentifySecret;
pub use mail::{Failure, Mail, MailCounts, MailServer, MailState, NewMail, Security};
pub use offline::OfflineWanted;
pub use openid::{Newcomers, OpenId, OpenIdLink};
pub use operators::{Group, Operator, OperatorNow};
pub use persons::{Alike, Candidate, Identity, Merge};
pub use sealed::SealedIn;
pub use second_factors::SecondFactor;
pub use settings::{Company, Retention, SignInRules};
pub use sign_ins::{Owed, Place, SignIn, Through};
pub use store::{Read, Store, Write};
pub use templates::Template;
pub use together::SqliteConn;
pub use tokens::KeptToken;
pub use ways_in::{ResultRow, Tag, Widget};
pub use webhooks::{PausedWhy, Webhook};
pub use widgets::{ConsentVersion, Logo};
