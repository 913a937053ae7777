//! A conversation is stored: whole when it starts, and with what a change made of it.

use super::{Origin, cause_word};
use crate::{Conn, Error, columns::ms, conn::later, events::author_columns};
use desk::{
    Conversation, ConversationId, Event, EventId, Stage, TagId, Timestamp,
    conversation::ClientLine,
    event::{BODY_VERSION, Target},
};
use sqlx::types::Json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What of a conversation's stage and line stands in columns of its own.
struct Columns {
    state: &'static str,
    operator: Option<Uuid>,
    accept_by: Option<i64>,
    accepted_at: Option<i64>,
    ended_at: Option<i64>,
    end_cause: Option<&'static str>,
    result: Option<Uuid>,
    target_group: Option<Uuid>,
    target_operator: Option<Uuid>,
    away_since: Option<i64>,
    left_at: Option<i64>,
}

impl Columns {
    fn of(conversation: &Conversation) -> Self {
        let (target_group, target_operator) = match conversation.target {
            Target::Group(group) => (Some(group.0), None),
            Target::Operator(operator) => (None, Some(operator.0)),
        };
        let (away_since, left_at) = match conversation.line {
            ClientLine::Connected => (None, None),
            ClientLine::Away { since, told_at } => (Some(ms(since)), told_at.map(ms)),
        };
        let blank = Self {
            state: "waiting",
            operator: None,
            accept_by: None,
            accepted_at: None,
            ended_at: None,
            end_cause: None,
            result: None,
            target_group,
            target_operator,
            away_since,
            left_at,
        };
        match conversation.stage {
            Stage::Waiting { accept_by } => Self { accept_by: accept_by.map(ms), ..blank },
            Stage::Active { operator, since } => {
                Self { state: "active", operator: Some(operator.0), accepted_at: Some(ms(since)), ..blank }
            }
            Stage::Ended { at, cause, operator, result } => Self {
                state: "ended",
                operator: operator.map(|o| o.0),
                ended_at: Some(ms(at)),
                end_cause: Some(cause_word(cause)),
                result: result.map(|r| r.0),
                ..blank
            },
        }
    }
}

const SAVE: &str = "update conversation set group_id = $2, state = $3, target_group = $4, target_operator = $5, \
    operator_id = $6, priority = $7, accept_by = $8, accepted_at = $9, first_accepted_at = $10, ended_at = $11, \
    end_cause = $12, result_id = $13, client_away_since = $14, client_left_at = $15, client_delivered = $16, \
    client_read = $17, operator_delivered = $18, operator_read = $19, glance = $20, last_seq = $21, due_at = $22, \
    colleagues = $23, circle = $24 where id = $1";

/// The same with the event it came to, as one statement.
const SAVE_WITH_EVENT: &str = "with saved as (update conversation set group_id = $2, state = $3, target_group = $4, \
    target_operator = $5, operator_id = $6, priority = $7, accept_by = $8, accepted_at = $9, first_accepted_at = $10, \
    ended_at = $11, end_cause = $12, result_id = $13, client_away_since = $14, client_left_at = $15, \
    client_delivered = $16, client_read = $17, operator_delivered = $18, operator_read = $19, glance = $20, \
    last_seq = $21, due_at = $22, colleagues = $23, circle = $24 where id = $1) \
    insert into event (id, conversation_id, seq, kind, version, author_kind, author_id, at, body) \
    values ($25, $1, $21, $26, $27, $28, $29, $30, $31)";

/// The same on SQLite, by way of a view (`views`).
const SAVE_WITH_EVENT_SQLITE: &str = "insert into step values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
    $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)";

/// Where only the talk went on: no index but that of what is due has to be looked at.
const SAVE_TALK: &str = "update conversation set client_away_since = $2, client_left_at = $3, client_delivered = $4, \
    client_read = $5, operator_delivered = $6, operator_read = $7, glance = $8, last_seq = $9, due_at = $10 where id = $1";

/// The same with the event it came to.
const TALK_SQLITE: &str = "insert into talk values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
    $16, $17)";

/// Says one of the wide statements, with values beyond the conversation's own.
macro_rules! save {
    ($conn:expr, $sql:expr, $conversation:expr, $due_at:expr $(, $more:expr)* $(,)?) => {{
        let (conversation, c, receipts) = ($conversation, Columns::of($conversation), $conversation.receipts);
        later!(
            $conn,
            $sql,
            conversation.id.0,
            conversation.group.0,
            c.state,
            c.target_group,
            c.target_operator,
            c.operator,
            i64::from(conversation.priority),
            c.accept_by,
            c.accepted_at,
            conversation.first_accepted_at.map(ms),
            c.ended_at,
            c.end_cause,
            c.result,
            c.away_since,
            c.left_at,
            receipts.client.delivered,
            receipts.client.read,
            receipts.operator.delivered,
            receipts.operator.read,
            Json(&conversation.glance),
            conversation.last_seq,
            $due_at.map(ms),
            Json(&conversation.colleagues),
            Json(&conversation.circle)
            $(, $more)*
        )
    }};
}

/// Says one of the narrow ones.
macro_rules! save_talk {
    ($conn:expr, $sql:expr, $conversation:expr, $due_at:expr $(, $more:expr)* $(,)?) => {{
        let (conversation, c, receipts) = ($conversation, Columns::of($conversation), $conversation.receipts);
        later!(
            $conn,
            $sql,
            conversation.id.0,
            c.away_since,
            c.left_at,
            receipts.client.delivered,
            receipts.client.read,
            receipts.operator.delivered,
            receipts.operator.read,
            Json(&conversation.glance),
            conversation.last_seq,
            $due_at.map(ms)
            $(, $more)*
        )
    }};
}

impl Conn<'_> {
    /// Stores a conversation that has just started.
    pub async fn insert_conversation(
        &mut self,
        conversation: &Conversation,
        origin: &Origin,
        parameters: &BTreeMap<String, String>,
        continues: Option<ConversationId>,
        due_at: Option<Timestamp>,
    ) -> Result<(), Error> {
        self.wrote(conversation);
        let c = Columns::of(conversation);
        later!(
            self,
            "insert into conversation (id, client_id, entry, widget_id, group_id, state, target_group, target_operator, \
             queued_at, priority, client_away_since, client_delivered, client_read, operator_delivered, operator_read, \
             glance, last_seq, due_at, tags, parameters, origin, continues_id, accept_by, circle, channel_id) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 0, 0, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)",
            conversation.id.0,
            conversation.client.0,
            conversation.entry.as_str(),
            conversation.widget.as_ref().map(|w| w.0.clone()),
            conversation.group.0,
            c.state,
            c.target_group,
            c.target_operator,
            ms(conversation.queued_at),
            i64::from(conversation.priority),
            c.away_since,
            Json(&conversation.glance),
            conversation.last_seq,
            due_at.map(ms),
            Json(Vec::<TagId>::new()),
            Json(parameters),
            Json(origin),
            continues.map(|c| c.0),
            c.accept_by,
            Json(&conversation.circle),
            conversation.channel.map(|c| c.0),
        )
    }

    /// Stores what a change made of a conversation, with when time alone will change it next.
    pub async fn save_conversation(
        &mut self,
        conversation: &Conversation,
        due_at: Option<Timestamp>,
    ) -> Result<(), Error> {
        let only_talked = self.only_talked(conversation);
        self.wrote(conversation);
        if only_talked {
            return save_talk!(self, SAVE_TALK, conversation, due_at);
        }
        self.is_found_as(conversation).await?;
        save!(self, SAVE, conversation, due_at)
    }

    /// The same with the one event it came to, the last of its log: as one statement.
    pub async fn save_with_event(
        &mut self,
        conversation: &Conversation,
        due_at: Option<Timestamp>,
        id: EventId,
        event: &Event,
    ) -> Result<(), Error> {
        debug_assert_eq!(event.seq, conversation.last_seq, "the event is the last of its log");
        let only_talked = self.only_talked(conversation);
        self.wrote(conversation);
        let (by, by_id) = author_columns(event.author);
        let (kind, version, at, body) =
            (event.body.kind(), i64::from(BODY_VERSION), ms(event.at), event.body.to_stored());
        if only_talked {
            return save_talk!(self, TALK_SQLITE, conversation, due_at, id.0, kind, version, by, by_id, at, Json(body));
        }
        self.is_found_as(conversation).await?;
        let sql = if let Self::Sqlite(_) = self { SAVE_WITH_EVENT_SQLITE } else { SAVE_WITH_EVENT };
        save!(self, sql, conversation, due_at, id.0, kind, version, by, by_id, at, Json(body))
    }

    /// What is over is indexed soon; what runs is looked through anyway.
    async fn is_found_as(&mut self, conversation: &Conversation) -> Result<(), Error> {
        if conversation.is_ended() { self.index_is_due(conversation.id, conversation.last_seq).await } else { Ok(()) }
    }

    /// Whether a conversation differs from how it stands in nothing but what is said in it: what lists are sorted and
    /// found by is not touched then. Known on SQLite only; PostgreSQL finds out by itself what has changed.
    fn only_talked(&mut self, conversation: &Conversation) -> bool {
        let Some(memory) = self.memory() else { return false };
        memory.peek(conversation.id).is_some_and(|stands| {
            stands.group == conversation.group
                && stands.stage == conversation.stage
                && stands.target == conversation.target
                && stands.priority == conversation.priority
                && stands.first_accepted_at == conversation.first_accepted_at
                && stands.circle == conversation.circle
                && stands.colleagues == conversation.colleagues
        })
    }

    /// Sets a conversation's parameters.
    pub async fn set_parameters(
        &mut self,
        id: ConversationId,
        parameters: &BTreeMap<String, String>,
    ) -> Result<(), Error> {
        later!(self, "update conversation set parameters = $2 where id = $1", id.0, Json(parameters))
    }

    /// Sets a conversation's tags.
    pub async fn set_tags(&mut self, id: ConversationId, tags: &[TagId]) -> Result<(), Error> {
        later!(self, "update conversation set tags = $2 where id = $1", id.0, Json(tags))
    }
}
