//! Clients as a messenger knows them, and where its messages stand here.

use crate::{
    Conn, Error,
    columns::{maybe_at, ms},
    conn::{later, on},
};
use desk::{ChannelId, ClientId, ConversationId, Seq, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

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
    known: Json<Vec<Known>>,
    last_message: Option<String>,
    last_at: Option<i64>,
    parameters: Json<BTreeMap<String, String>>,
    profile_at: Option<i64>,
}

impl Conn<'_> {
    /// A client on a page or number.
    pub async fn channel_client(
        &mut self,
        channel: ChannelId,
        client: ClientId,
    ) -> Result<Option<ChannelClient>, Error> {
        let row: Option<Row> = on!(self, conn => sqlx::query_as(
            "select known, last_message, last_at, parameters, profile_at from channel_client \
             where channel_id = $1 and client_id = $2").bind(channel.0).bind(client.0).fetch_optional(conn).await)?;
        row.map(|row| {
            Ok(ChannelClient {
                known: row.known.0,
                last_message: row.last_message,
                last_at: maybe_at(row.last_at)?,
                parameters: row.parameters.0,
                profile_at: maybe_at(row.profile_at)?,
            })
        })
        .transpose()
    }

    /// Stores a client on a page or number, new or changed.
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
             parameters = excluded.parameters, profile_at = excluded.profile_at",
            channel.0,
            client.0,
            Json(&it.known),
            it.last_message.clone(),
            it.last_at.map(ms),
            Json(&it.parameters),
            it.profile_at.map(ms),
        )
    }

    /// A message of a messenger stands here.
    pub async fn outside_message(
        &mut self,
        channel: ChannelId,
        message: &str,
        (conversation, seq): (ConversationId, Seq),
    ) -> Result<(), Error> {
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

    /// The client has another name, if none was known.
    pub async fn client_is_called(&mut self, client: ClientId, name: &str) -> Result<(), Error> {
        if let Some(mut it) = self.client_for_change(client).await?
            && it.name.is_none()
        {
            it.name = Some(name.to_owned());
            self.save_client(&it).await?;
        }
        Ok(())
    }
}
