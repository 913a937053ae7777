//! Clients as a messenger knows them, and where its messages stand here.

use crate::{
    Conn, Error,
    columns::{maybe_at, ms},
    conn::{later, on},
    persons::SAME_PERSON,
};
use desk::{ChannelId, ClientId, ConversationId, Seq, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, FromRow, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A longer name of a message, in bytes, is none: no messenger gives one, and an index of PostgreSQL takes at most 2,700.
const LONGEST_NAME: usize = 1_000;

/// Whether a message may be looked up by this name.
pub(super) const fn is_name(message: &str) -> bool {
    message.len() <= LONGEST_NAME
}

/// In what way a client is reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// In what way.
    pub kind: String,
    /// Under which name or number.
    pub value: String,
}

/// A client on a page or number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelClient {
    /// How he or she is reached, the surest first.
    pub known: Vec<Known>,
    /// The messenger's id of the client's last message.
    pub last_message: Option<String>,
    /// When that was sent.
    pub last_at: Option<Timestamp>,
    /// Parameters of the next conversation.
    pub parameters: BTreeMap<String, String>,
    /// When the messenger was last asked who this is.
    pub profile_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct Row {
    channel_id: Uuid,
    client_id: Uuid,
    known: Json<Vec<Known>>,
    last_message: Option<String>,
    last_at: Option<i64>,
    parameters: Json<BTreeMap<String, String>>,
    profile_at: Option<i64>,
}

const COLUMNS: &str = "channel_id, client_id, known, last_message, last_at, parameters, profile_at";

impl Row {
    fn into_client(self) -> Result<(ChannelId, ClientId, ChannelClient), Error> {
        let client = ChannelClient {
            known: self.known.0,
            last_message: self.last_message,
            last_at: maybe_at(self.last_at)?,
            parameters: self.parameters.0,
            profile_at: maybe_at(self.profile_at)?,
        };
        Ok((ChannelId(self.channel_id), ClientId(self.client_id), client))
    }
}

impl Conn<'_> {
    /// A client on a page or number.
    pub async fn channel_client(
        &mut self,
        channel: ChannelId,
        client: ClientId,
    ) -> Result<Option<ChannelClient>, Error> {
        let sql = format!("select {COLUMNS} from channel_client where channel_id = $1 and client_id = $2");
        let row: Option<Row> = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
            .bind(channel.0).bind(client.0).fetch_optional(conn).await)?;
        Ok(row.map(Row::into_client).transpose()?.map(|(_, _, client)| client))
    }

    /// A person on all pages and numbers.
    pub async fn channel_clients_of_person(
        &mut self,
        client: ClientId,
    ) -> Result<Vec<(ChannelId, ClientId, ChannelClient)>, Error> {
        let sql = format!(
            "select {COLUMNS} from channel_client where client_id in {SAME_PERSON} order by channel_id, client_id"
        );
        let rows: Vec<Row> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(client.0).fetch_all(conn).await)?;
        rows.into_iter().map(Row::into_client).collect()
    }

    /// Stores a client on a page or number, new or changed. That the messenger was asked who it is stays, even if that was
    /// not known when the client was read: see [`Conn::profile_asked`].
    pub async fn save_channel_client(
        &mut self,
        channel: ChannelId,
        client: ClientId,
        it: &ChannelClient,
    ) -> Result<(), Error> {
        later!(
            self,
            "insert into channel_client (channel_id, client_id, known, last_message, last_at, parameters, profile_at) \
             values ($1, $2, $3, $4, $5, $6, $7) on conflict (channel_id, client_id) do update set \
             known = excluded.known, last_message = excluded.last_message, last_at = excluded.last_at, \
             parameters = excluded.parameters, profile_at = case when \
             excluded.profile_at is null or channel_client.profile_at > excluded.profile_at then channel_client.profile_at \
             else excluded.profile_at end",
            channel.0,
            client.0,
            Json(&it.known),
            it.last_message.clone(),
            it.last_at.map(ms),
            Json(&it.parameters),
            it.profile_at.map(ms),
        )
    }

    /// The messenger was asked who this is. Changes nothing else: the client may be saying something meanwhile.
    pub async fn profile_asked(&mut self, channel: ChannelId, client: ClientId, at: Timestamp) -> Result<(), Error> {
        later!(
            self,
            "update channel_client set profile_at = $3 where channel_id = $1 and client_id = $2",
            channel.0,
            client.0,
            ms(at),
        )
    }

    /// A message of a messenger stands here; one with an endless name cannot be spoken of later.
    pub async fn outside_message(
        &mut self,
        channel: ChannelId,
        message: &str,
        (conversation, seq): (ConversationId, Seq),
    ) -> Result<(), Error> {
        if !is_name(message) {
            return Ok(());
        }
        later!(
            self,
            "insert into outside_message (channel_id, message, conversation_id, seq) values ($1, $2, $3, $4) \
             on conflict (channel_id, message) do nothing",
            channel.0,
            message.to_owned(),
            conversation.0,
            seq,
        )
    }

    /// Where a message of a messenger stands here.
    pub async fn where_outside(
        &mut self,
        channel: ChannelId,
        message: &str,
    ) -> Result<Option<(ConversationId, Seq)>, Error> {
        let row: Option<(Uuid, i64)> = on!(self, conn => sqlx::query_as(
            "select conversation_id, seq from outside_message where channel_id = $1 and message = $2")
            .bind(channel.0).bind(message).fetch_optional(conn).await)?;
        Ok(row.map(|(conversation, seq)| (ConversationId(conversation), seq)))
    }

    /// What the messenger calls a message.
    pub async fn outside_name(&mut self, conversation: ConversationId, seq: Seq) -> Result<Option<String>, Error> {
        let row: Option<(String,)> = on!(self, conn => sqlx::query_as(
            "select message from outside_message where conversation_id = $1 and seq = $2 order by message limit 1")
            .bind(conversation.0).bind(seq).fetch_optional(conn).await)?;
        Ok(row.map(|(message,)| message))
    }
}
