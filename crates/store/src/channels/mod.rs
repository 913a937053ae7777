//! Pages and numbers of outside messengers: what they are, and how it goes with them.

mod clients;
mod hooks;
mod media;
mod outgoing;
mod tries;

pub use clients::{ChannelClient, Known};
pub use hooks::{Deliveries, Hook, Sifted};
pub use media::{Medium, Source};
pub(crate) use outgoing::why_word;
pub use outgoing::{Outgoing, Part, PartState, Told};
pub use tries::Try;

use crate::{
    Conn, Error,
    columns::{at, count, maybe_at, ms, word},
    conn::{later, on},
};
use desk::{ChannelId, Entry, GroupId, OperatorId, Timestamp, delivery::FailedWhy, routing::Rule};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, types::Json};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// A page or number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// Which messenger.
    pub kind: Entry,
    /// The name operators see.
    pub name: String,
    /// What the messenger calls it.
    pub account: String,
    /// The group its clients wait for, or fall back to.
    pub group: GroupId,
    /// The operator they are directed to, if it is one.
    pub operator: Option<OperatorId>,
    /// Whom clients are directed to before that, in order.
    pub routing: Vec<Rule>,
    /// The settings that may be shown, by key.
    pub settings: BTreeMap<String, String>,
    /// The secret ones, by key: JSON, sealed.
    pub sealed: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was removed.
    pub removed_at: Option<Timestamp>,
}

/// How it goes with a page or number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChannelState {
    /// When it last told us something that was signed rightly.
    pub heard_at: Option<Timestamp>,
    /// When it last told us something whose signature was wrong, if nothing right came since.
    pub wrong_signature_at: Option<Timestamp>,
    /// What the messenger says is wrong.
    pub trouble: Option<ChannelTrouble>,
    /// How much waits to be sent.
    pub waiting: u32,
    /// How much of what came in could not be taken in yet.
    pub stuck: u32,
}

/// What a messenger says is wrong with a page or number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelTrouble {
    /// Why nothing gets through.
    pub why: FailedWhy,
    /// What it says.
    pub said: String,
    /// Since when.
    pub at: Timestamp,
    /// It was found by looking how the page or number is set up, and is over when that is found fine.
    #[serde(default)]
    pub by_look: bool,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    kind: String,
    name: String,
    account: String,
    group_id: Uuid,
    operator_id: Option<Uuid>,
    routing: Json<Vec<Rule>>,
    settings: Json<BTreeMap<String, String>>,
    sealed: String,
    created_at: i64,
    removed_at: Option<i64>,
}

impl TryFrom<Row> for Channel {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: ChannelId(row.id),
            kind: word("kind of a channel", &row.kind, Entry::parse)?,
            name: row.name,
            account: row.account,
            group: GroupId(row.group_id),
            operator: row.operator_id.map(OperatorId),
            routing: row.routing.0,
            settings: row.settings.0,
            sealed: row.sealed,
            created_at: at(row.created_at)?,
            removed_at: maybe_at(row.removed_at)?,
        })
    }
}

impl Conn<'_> {
    /// All pages and numbers by name, removed ones too.
    pub async fn channels(&mut self) -> Result<Vec<Channel>, Error> {
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "select id, kind, name, account, group_id, operator_id, routing, settings, sealed, created_at, removed_at \
             from channel order by name, id").fetch_all(conn).await)?;
        rows.into_iter().map(Channel::try_from).collect()
    }

    /// Stores one, new or changed. False: another one has this page or number.
    pub async fn save_channel(&mut self, channel: &Channel) -> Result<bool, Error> {
        let taken: Option<(Uuid,)> = on!(self, conn => sqlx::query_as(
            "select id from channel where kind = $1 and account = $2 and removed_at is null and id <> $3")
            .bind(channel.kind.as_str()).bind(&channel.account).bind(channel.id.0).fetch_optional(conn).await)?;
        if taken.is_some() && channel.removed_at.is_none() {
            return Ok(false);
        }
        on!(self, conn => sqlx::query(
            "insert into channel (id, kind, name, account, group_id, operator_id, routing, settings, sealed, created_at, \
             removed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
             on conflict (id) do update set name = excluded.name, account = excluded.account, \
             group_id = excluded.group_id, operator_id = excluded.operator_id, routing = excluded.routing, \
             settings = excluded.settings, sealed = excluded.sealed, removed_at = excluded.removed_at")
            .bind(channel.id.0).bind(channel.kind.as_str()).bind(&channel.name).bind(&channel.account)
            .bind(channel.group.0).bind(channel.operator.map(|it| it.0)).bind(Json(&channel.routing))
            .bind(Json(&channel.settings)).bind(&channel.sealed).bind(ms(channel.created_at))
            .bind(channel.removed_at.map(ms)).execute(conn).await.map(|_| ()))?;
        Ok(true)
    }

    /// A page or number told us something; rightly signed or not.
    pub async fn channel_heard(&mut self, id: ChannelId, genuine: bool, now: Timestamp) -> Result<(), Error> {
        if genuine {
            return later!(
                self,
                "insert into channel_state (channel_id, heard_at) values ($1, $2) on conflict (channel_id) do update \
                 set heard_at = excluded.heard_at, wrong_signature_at = null",
                id.0,
                ms(now),
            );
        }
        later!(
            self,
            "insert into channel_state (channel_id, wrong_signature_at) values ($1, $2) on conflict (channel_id) \
             do update set wrong_signature_at = excluded.wrong_signature_at",
            id.0,
            ms(now),
        )
    }

    /// The messenger says that something is wrong with a page or number, or not any more.
    pub async fn channel_in_trouble(&mut self, id: ChannelId, trouble: Option<&ChannelTrouble>) -> Result<(), Error> {
        later!(
            self,
            "insert into channel_state (channel_id, trouble) values ($1, $2) on conflict (channel_id) \
             do update set trouble = excluded.trouble",
            id.0,
            trouble.map(|it| Json(it.clone())),
        )
    }

    /// What was sent through a page or number was taken: nothing is wrong with it, unless it is that the messenger does not tell us
    /// what happens there.
    pub async fn channel_is_fine(&mut self, id: ChannelId) -> Result<(), Error> {
        later!(
            self,
            "update channel_state set trouble = null where channel_id = $1 and trouble ->> 'why' <> 'subscription'",
            id.0,
        )
    }

    /// How it goes with all pages and numbers of which anything is known.
    pub async fn channel_states(&mut self) -> Result<HashMap<ChannelId, ChannelState>, Error> {
        type Stored = (Uuid, Option<i64>, Option<i64>, Option<Json<ChannelTrouble>>);
        let mut states = HashMap::new();
        let rows: Vec<Stored> = on!(self, conn => sqlx::query_as(
            "select channel_id, heard_at, wrong_signature_at, trouble from channel_state").fetch_all(conn).await)?;
        for (id, heard, wrong, trouble) in rows {
            let (heard_at, wrong_signature_at) = (maybe_at(heard)?, maybe_at(wrong)?);
            let state =
                ChannelState { heard_at, wrong_signature_at, trouble: trouble.map(|it| it.0), waiting: 0, stuck: 0 };
            states.insert(ChannelId(id), state);
        }
        let waiting: Vec<(Uuid, i64)> = on!(self, conn => sqlx::query_as(
            "select channel_id, count(*) from outgoing where due_at is not null group by channel_id")
            .fetch_all(conn).await)?;
        for (id, n) in waiting {
            states.entry(ChannelId(id)).or_default().waiting = count("count", n)?;
        }
        let stuck: Vec<(Uuid, i64)> = on!(self, conn => sqlx::query_as(
            "select channel_id, count(*) from hook where due_at is not null and attempts > 1 group by channel_id")
            .fetch_all(conn).await)?;
        for (id, n) in stuck {
            states.entry(ChannelId(id)).or_default().stuck = count("count", n)?;
        }
        Ok(states)
    }
}
