//! Conversations: loaded for a change, saved with it, listed for screens.

use crate::{
    Conn, Error,
    columns::{at, count, maybe_at, ms, word},
    conn::on,
};
use desk::{
    ClientId, Conversation, ConversationId, Entry, GroupId, OperatorId, Seq, Stage, TagId, Timestamp, WidgetId,
    capacity::Load,
    conversation::{ClientLine, Glance},
    event::{EndCause, Target},
    receipts::{Receipts, Seen},
};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, FromRow, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What the server knows of a client's browser without asking. Kept with the conversation it opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Origin {
    /// A BCP 47 tag.
    pub language: Option<String>,
    /// A display name ("Chrome 142").
    pub browser: Option<String>,
    /// A display name ("Windows 11").
    pub os: Option<String>,
    /// `desktop`, `mobile` or `tablet`.
    pub device: Option<String>,
    /// The page the client came in from.
    pub page_url: Option<String>,
    /// Its title.
    pub page_title: Option<String>,
    /// Where the client came from to that page.
    pub referrer: Option<String>,
}

/// A conversation with all that a row of a list shows of it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The conversation.
    pub conversation: Conversation,
    /// The client's name, phone number and e-mail address.
    pub client: (Option<String>, Option<String>, Option<String>),
    /// What is known of the browser.
    pub origin: Origin,
    /// Its tags.
    pub tags: Vec<TagId>,
    /// Its parameters.
    pub parameters: BTreeMap<String, String>,
    /// The ended conversation this one continues.
    pub continues: Option<ConversationId>,
}

/// A conversation of a client, in brief.
#[derive(Clone, Debug)]
pub struct Past {
    /// Its id.
    pub id: ConversationId,
    /// The way in.
    pub entry: Entry,
    /// `waiting`, `active` or `ended`.
    pub state: String,
    /// When it began.
    pub queued_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Who talked.
    pub operator: Option<OperatorId>,
    /// What the operator picked.
    pub result: Option<desk::ResultId>,
    /// How the client's first message begins.
    pub first_words: Option<String>,
}

/// A running conversation, in brief: what the board in memory is built from.
#[derive(Clone, Copy, Debug)]
pub struct Running {
    /// Its id.
    pub id: ConversationId,
    /// Whose it is.
    pub client: ClientId,
    /// The number of its last event.
    pub last_seq: Seq,
    /// Its target.
    pub target: Target,
    /// The group it falls back to.
    pub group: GroupId,
    /// Who talks, if anybody.
    pub operator: Option<OperatorId>,
    /// Its place in line.
    pub queued_at: Timestamp,
    /// Higher is served sooner.
    pub priority: i32,
}

/// Which conversations to list. Newest first by (`queued_at`, id), except waiting ones: in the queue's order.
#[derive(Clone, Debug)]
pub enum Listed {
    /// The waiting queue of an operator: for the groups given, or for the operator.
    Queue(OperatorId),
    /// The active conversations of an operator, in the order they were accepted.
    Mine(OperatorId),
    /// All in a state that an operator may see: own queue or own talks; everything where `all`.
    State {
        /// `waiting`, `active` or `ended`.
        state: &'static str,
        /// Who asks.
        operator: OperatorId,
        /// Whether he or she sees everything.
        all: bool,
        /// Only after this one (`queued_at`, id) in the list's order.
        after: Option<(i64, Uuid)>,
        /// How many at most.
        limit: i64,
    },
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    client_id: Uuid,
    entry: String,
    widget_id: Option<String>,
    group_id: Uuid,
    state: String,
    target_group: Option<Uuid>,
    target_operator: Option<Uuid>,
    operator_id: Option<Uuid>,
    queued_at: i64,
    priority: i64,
    accept_by: Option<i64>,
    accepted_at: Option<i64>,
    first_accepted_at: Option<i64>,
    ended_at: Option<i64>,
    end_cause: Option<String>,
    result_id: Option<Uuid>,
    client_away_since: Option<i64>,
    client_left_at: Option<i64>,
    client_delivered: i64,
    client_read: i64,
    operator_delivered: i64,
    operator_read: i64,
    glance: Json<Glance>,
    last_seq: i64,
}

const COLUMNS: &str = "c.id, c.client_id, c.entry, c.widget_id, c.group_id, c.state, c.target_group, c.target_operator, \
    c.operator_id, c.queued_at, c.priority, c.accept_by, c.accepted_at, c.first_accepted_at, c.ended_at, c.end_cause, \
    c.result_id, c.client_away_since, c.client_left_at, c.client_delivered, c.client_read, c.operator_delivered, \
    c.operator_read, c.glance, c.last_seq";

#[derive(FromRow)]
struct ShownRow {
    #[sqlx(flatten)]
    row: Row,
    client_name: Option<String>,
    client_phone: Option<String>,
    client_email: Option<String>,
    origin: Json<Origin>,
    tags: Json<Vec<TagId>>,
    parameters: Json<BTreeMap<String, String>>,
    continues_id: Option<Uuid>,
}

fn shown_select() -> String {
    format!(
        "select {COLUMNS}, k.name as client_name, k.phone as client_phone, k.email as client_email, c.origin, c.tags, \
         c.parameters, c.continues_id from conversation c join client k on k.id = c.client_id"
    )
}

const TARGETED_AT_ME: &str = "(c.target_operator = $1 or c.target_group in \
    (select m.group_id from membership m where m.operator_id = $1))";

impl Row {
    fn into_conversation(self) -> Result<Conversation, Error> {
        let operator = self.operator_id.map(OperatorId);
        let missing = |what| Error::corrupt("conversation", format!("{} has no {what}", self.id));
        let stage = match self.state.as_str() {
            "waiting" => Stage::Waiting { accept_by: maybe_at(self.accept_by)? },
            "active" => Stage::Active {
                operator: operator.ok_or_else(|| missing("operator"))?,
                since: at(self.accepted_at.ok_or_else(|| missing("accepted_at"))?)?,
            },
            "ended" => Stage::Ended {
                at: at(self.ended_at.ok_or_else(|| missing("ended_at"))?)?,
                cause: word("end cause", self.end_cause.as_deref().unwrap_or_default(), parse_cause)?,
                operator,
                result: self.result_id.map(desk::ResultId),
            },
            other => return Err(Error::corrupt("state", other)),
        };
        let target = match (self.target_group, self.target_operator) {
            (Some(group), None) => Target::Group(GroupId(group)),
            (None, Some(operator)) => Target::Operator(OperatorId(operator)),
            _ => return Err(missing("single target")),
        };
        let line = match self.client_away_since {
            Some(since) => ClientLine::Away { since: at(since)?, told_at: maybe_at(self.client_left_at)? },
            None => ClientLine::Connected,
        };
        Ok(Conversation {
            id: ConversationId(self.id),
            client: ClientId(self.client_id),
            entry: word("entry", &self.entry, Entry::parse)?,
            widget: self.widget_id.map(WidgetId),
            stage,
            target,
            group: GroupId(self.group_id),
            queued_at: at(self.queued_at)?,
            priority: i32::try_from(self.priority).map_err(|why| Error::corrupt("priority", why))?,
            first_accepted_at: maybe_at(self.first_accepted_at)?,
            line,
            receipts: Receipts {
                client: Seen { delivered: self.client_delivered, read: self.client_read },
                operator: Seen { delivered: self.operator_delivered, read: self.operator_read },
            },
            glance: self.glance.0,
            last_seq: self.last_seq,
        })
    }
}

impl ShownRow {
    fn into_shown(self) -> Result<Shown, Error> {
        Ok(Shown {
            conversation: self.row.into_conversation()?,
            client: (self.client_name, self.client_phone, self.client_email),
            origin: self.origin.0,
            tags: self.tags.0,
            parameters: self.parameters.0,
            continues: self.continues_id.map(ConversationId),
        })
    }
}

const fn cause_word(cause: EndCause) -> &'static str {
    match cause {
        EndCause::Operator => "operator",
        EndCause::Client => "client",
        EndCause::ClientGone => "client_gone",
    }
}

fn parse_cause(word: &str) -> Option<EndCause> {
    [EndCause::Operator, EndCause::Client, EndCause::ClientGone].into_iter().find(|cause| cause_word(*cause) == word)
}

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

impl Conn<'_> {
    /// Loads a conversation for a change and holds it until the transaction ends.
    pub async fn conversation_for_change(&mut self, id: ConversationId) -> Result<Option<Conversation>, Error> {
        let sql = format!("select {COLUMNS} from conversation c where c.id = $1{}", self.row_lock());
        let row: Option<Row> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(id.0).fetch_optional(conn).await)?;
        row.map(Row::into_conversation).transpose()
    }

    /// Stores a conversation that has just started.
    pub async fn insert_conversation(
        &mut self,
        conversation: &Conversation,
        origin: &Origin,
        parameters: &BTreeMap<String, String>,
        continues: Option<ConversationId>,
        due_at: Option<Timestamp>,
    ) -> Result<(), Error> {
        let c = Columns::of(conversation);
        on!(self, conn => sqlx::query(
            "insert into conversation (id, client_id, entry, widget_id, group_id, state, target_group, target_operator, \
             queued_at, priority, client_away_since, client_delivered, client_read, operator_delivered, operator_read, \
             glance, last_seq, due_at, tags, parameters, origin, continues_id) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 0, 0, $12, $13, $14, $15, $16, $17, $18)")
            .bind(conversation.id.0)
            .bind(conversation.client.0)
            .bind(conversation.entry.as_str())
            .bind(conversation.widget.as_ref().map(|w| w.0.clone()))
            .bind(conversation.group.0)
            .bind(c.state)
            .bind(c.target_group)
            .bind(c.target_operator)
            .bind(ms(conversation.queued_at))
            .bind(i64::from(conversation.priority))
            .bind(c.away_since)
            .bind(Json(&conversation.glance))
            .bind(conversation.last_seq)
            .bind(due_at.map(ms))
            .bind(Json(Vec::<TagId>::new()))
            .bind(Json(parameters))
            .bind(Json(origin))
            .bind(continues.map(|c| c.0))
            .execute(conn)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// Stores what a change made of a conversation, with when time alone will change it next.
    pub async fn save_conversation(
        &mut self,
        conversation: &Conversation,
        due_at: Option<Timestamp>,
    ) -> Result<(), Error> {
        let c = Columns::of(conversation);
        let receipts = conversation.receipts;
        on!(self, conn => sqlx::query(
            "update conversation set group_id = $2, state = $3, target_group = $4, target_operator = $5, operator_id = $6, \
             priority = $7, accept_by = $8, accepted_at = $9, first_accepted_at = $10, ended_at = $11, end_cause = $12, \
             result_id = $13, client_away_since = $14, client_left_at = $15, client_delivered = $16, client_read = $17, \
             operator_delivered = $18, operator_read = $19, glance = $20, last_seq = $21, due_at = $22 where id = $1")
            .bind(conversation.id.0)
            .bind(conversation.group.0)
            .bind(c.state)
            .bind(c.target_group)
            .bind(c.target_operator)
            .bind(c.operator)
            .bind(i64::from(conversation.priority))
            .bind(c.accept_by)
            .bind(c.accepted_at)
            .bind(conversation.first_accepted_at.map(ms))
            .bind(c.ended_at)
            .bind(c.end_cause)
            .bind(c.result)
            .bind(c.away_since)
            .bind(c.left_at)
            .bind(receipts.client.delivered)
            .bind(receipts.client.read)
            .bind(receipts.operator.delivered)
            .bind(receipts.operator.read)
            .bind(Json(&conversation.glance))
            .bind(conversation.last_seq)
            .bind(due_at.map(ms))
            .execute(conn)
            .await
            .map(|_| ()))?;
        Ok(())
    }

    /// Sets a conversation's tags.
    pub async fn set_tags(&mut self, id: ConversationId, tags: &[TagId]) -> Result<(), Error> {
        on!(self, conn => sqlx::query("update conversation set tags = $2 where id = $1")
            .bind(id.0).bind(Json(tags)).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// A conversation as a row of a list.
    pub async fn shown(&mut self, id: ConversationId) -> Result<Option<Shown>, Error> {
        let sql = format!("{} where c.id = $1", shown_select());
        let row: Option<ShownRow> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(id.0).fetch_optional(conn).await)?;
        row.map(ShownRow::into_shown).transpose()
    }

    /// Lists conversations.
    pub async fn list(&mut self, which: Listed) -> Result<Vec<Shown>, Error> {
        let select = shown_select();
        let rows: Vec<ShownRow> = match which {
            Listed::Queue(operator) => {
                let sql = format!(
                    "{select} where c.state = 'waiting' and {TARGETED_AT_ME} order by c.priority desc, c.queued_at, c.id"
                );
                on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(operator.0).fetch_all(conn).await)?
            }
            Listed::Mine(operator) => {
                let sql =
                    format!("{select} where c.state = 'active' and c.operator_id = $1 order by c.accepted_at, c.id");
                on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(operator.0).fetch_all(conn).await)?
            }
            Listed::State { state, operator, all, after, limit } => {
                let oldest_first = state == "waiting";
                let (beyond, order) = if oldest_first { (">", "asc") } else { ("<", "desc") };
                let mine = if state == "waiting" { TARGETED_AT_ME } else { "c.operator_id = $1" };
                let sql = format!(
                    "{select} where c.state = $2 and ($3 or {mine}) \
                     and ($4 = 0 or c.queued_at {beyond} $5 or (c.queued_at = $5 and c.id {beyond} $6)) \
                     order by c.queued_at {order}, c.id {order} limit $7"
                );
                let (from, key) = after.map_or((0_i64, (0, Uuid::nil())), |key| (1, key));
                on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
                    .bind(operator.0).bind(state).bind(all).bind(from).bind(key.0).bind(key.1).bind(limit)
                    .fetch_all(conn).await)?
            }
        };
        rows.into_iter().map(ShownRow::into_shown).collect()
    }

    /// Every running conversation, in brief.
    pub async fn running(&mut self) -> Result<Vec<Running>, Error> {
        #[derive(FromRow)]
        struct Brief {
            id: Uuid,
            client_id: Uuid,
            last_seq: i64,
            target_group: Option<Uuid>,
            target_operator: Option<Uuid>,
            group_id: Uuid,
            operator_id: Option<Uuid>,
            queued_at: i64,
            priority: i64,
        }
        let rows: Vec<Brief> = on!(self, conn => sqlx::query_as(
            "select id, client_id, last_seq, target_group, target_operator, group_id, operator_id, queued_at, priority \
             from conversation where state in ('waiting', 'active')").fetch_all(conn).await)?;
        rows.into_iter()
            .map(|b| {
                let target = match (b.target_group, b.target_operator) {
                    (_, Some(operator)) => Target::Operator(OperatorId(operator)),
                    (group, None) => Target::Group(GroupId(group.unwrap_or(b.group_id))),
                };
                Ok(Running {
                    id: ConversationId(b.id),
                    client: ClientId(b.client_id),
                    last_seq: b.last_seq,
                    target,
                    group: GroupId(b.group_id),
                    operator: b.operator_id.map(OperatorId),
                    queued_at: at(b.queued_at)?,
                    priority: i32::try_from(b.priority).map_err(|why| Error::corrupt("priority", why))?,
                })
            })
            .collect()
    }

    /// What an operator serves now, counted from the conversations themselves.
    pub async fn load_of(&mut self, operator: OperatorId) -> Result<Load, Error> {
        let entries: Vec<(String,)> = on!(self, conn => sqlx::query_as(
            "select entry from conversation where operator_id = $1 and state = 'active'")
            .bind(operator.0).fetch_all(conn).await)?;
        let entries: Vec<Entry> =
            entries.iter().map(|(entry,)| word("entry", entry, Entry::parse)).collect::<Result<_, _>>()?;
        Ok(Load::of(entries))
    }

    /// The conversations that an operator has, or that wait for him or her by name.
    pub async fn conversations_of_operator(&mut self, operator: OperatorId) -> Result<Vec<ConversationId>, Error> {
        let ids: Vec<(Uuid,)> = on!(self, conn => sqlx::query_as(
            "select id from conversation where (state = 'active' and operator_id = $1) \
             or (state = 'waiting' and target_operator = $1) order by id")
            .bind(operator.0).fetch_all(conn).await)?;
        Ok(ids.into_iter().map(|(id,)| ConversationId(id)).collect())
    }

    /// How many running conversations belong to a group.
    pub async fn running_in_group(&mut self, group: GroupId) -> Result<u32, Error> {
        let (n,): (i64,) = on!(self, conn => sqlx::query_as(
            "select count(*) from conversation where group_id = $1 and state in ('waiting', 'active')")
            .bind(group.0).fetch_one(conn).await)?;
        count("count", n)
    }

    /// The conversations that time alone changes by `now`, soonest first.
    pub async fn due(&mut self, now: Timestamp, limit: i64) -> Result<Vec<ConversationId>, Error> {
        let ids: Vec<(Uuid,)> = on!(self, conn => sqlx::query_as(
            "select id from conversation where due_at <= $1 order by due_at limit $2")
            .bind(ms(now)).bind(limit).fetch_all(conn).await)?;
        Ok(ids.into_iter().map(|(id,)| ConversationId(id)).collect())
    }

    /// When time alone changes a conversation next.
    pub async fn next_due(&mut self) -> Result<Option<Timestamp>, Error> {
        let (due,): (Option<i64>,) = on!(self, conn => sqlx::query_as(
            "select min(due_at) from conversation where due_at is not null").fetch_one(conn).await)?;
        maybe_at(due)
    }

    /// The server was away: nobody is connected, and everybody's grace begins anew.
    pub async fn everybody_is_away(&mut self, now: Timestamp) -> Result<u64, Error> {
        let rows = on!(self, conn => sqlx::query(
            "update conversation set client_away_since = $1, due_at = $1 where state in ('waiting', 'active')")
            .bind(ms(now)).execute(conn).await.map(|done| done.rows_affected()))?;
        Ok(rows)
    }

    /// The client's last conversation, running or not.
    pub async fn last_conversation(
        &mut self,
        client: ClientId,
        widget: &WidgetId,
    ) -> Result<Option<ConversationId>, Error> {
        let id: Option<(Uuid,)> = on!(self, conn => sqlx::query_as(
            "select id from conversation where client_id = $1 and widget_id = $2 order by queued_at desc, id desc limit 1")
            .bind(client.0).bind(&widget.0).fetch_optional(conn).await)?;
        Ok(id.map(|(id,)| ConversationId(id)))
    }

    /// The client's conversations but one, newest first.
    pub async fn past(&mut self, client: ClientId, but: ConversationId, limit: i64) -> Result<Vec<Past>, Error> {
        #[derive(FromRow)]
        struct Brief {
            id: Uuid,
            entry: String,
            state: String,
            queued_at: i64,
            ended_at: Option<i64>,
            operator_id: Option<Uuid>,
            result_id: Option<Uuid>,
            glance: Json<Glance>,
        }
        let rows: Vec<Brief> = on!(self, conn => sqlx::query_as(
            "select id, entry, state, queued_at, ended_at, operator_id, result_id, glance from conversation \
             where client_id = $1 and id <> $2 order by queued_at desc, id desc limit $3")
            .bind(client.0).bind(but.0).bind(limit).fetch_all(conn).await)?;
        rows.into_iter()
            .map(|b| {
                Ok(Past {
                    id: ConversationId(b.id),
                    entry: word("entry", &b.entry, Entry::parse)?,
                    state: b.state,
                    queued_at: at(b.queued_at)?,
                    ended_at: maybe_at(b.ended_at)?,
                    operator: b.operator_id.map(OperatorId),
                    result: b.result_id.map(desk::ResultId),
                    first_words: b.glance.0.first_words,
                })
            })
            .collect()
    }

    /// How many conversations a client has had.
    pub async fn conversations_of_client(&mut self, client: ClientId) -> Result<i64, Error> {
        let (n,): (i64,) = on!(self, conn => sqlx::query_as("select count(*) from conversation where client_id = $1")
            .bind(client.0).fetch_one(conn).await)?;
        Ok(n)
    }

    /// The operators who have talked with a client.
    pub async fn operators_who_know(&mut self, client: ClientId) -> Result<Vec<OperatorId>, Error> {
        let ids: Vec<(Uuid,)> = on!(self, conn => sqlx::query_as(
            "select distinct e.author_id from event e join conversation c on c.id = e.conversation_id \
             where c.client_id = $1 and e.kind = 'accepted' and e.author_id is not null")
            .bind(client.0).fetch_all(conn).await)?;
        Ok(ids.into_iter().map(|(id,)| OperatorId(id)).collect())
    }

    /// Whether a client has a running conversation that an operator has, or has in the queue.
    pub async fn serves_client(&mut self, operator: OperatorId, client: ClientId) -> Result<bool, Error> {
        let sql = format!(
            "select count(*) from conversation c where c.client_id = $2 and \
             ((c.state = 'active' and c.operator_id = $1) or (c.state = 'waiting' and {TARGETED_AT_ME}))"
        );
        let (n,): (i64,) = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(operator.0).bind(client.0).fetch_one(conn).await)?;
        Ok(n > 0)
    }

    /// When a group's clients were first accepted lately, newest first.
    pub async fn recent_accepts(
        &mut self,
        group: GroupId,
        since: Timestamp,
        limit: i64,
    ) -> Result<Vec<Timestamp>, Error> {
        let rows: Vec<(i64,)> = on!(self, conn => sqlx::query_as(
            "select first_accepted_at from conversation where group_id = $1 and first_accepted_at >= $2 \
             order by first_accepted_at desc limit $3")
            .bind(group.0).bind(ms(since)).bind(limit).fetch_all(conn).await)?;
        rows.into_iter().map(|(accepted,)| at(accepted)).collect()
    }
}
