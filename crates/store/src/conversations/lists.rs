//! Conversations as lists, counts and deadlines need them. Reading only, but for the one mark after a restart.

use super::{
    Shown, ShownRow,
    colleagues::{AS_GUEST, AS_INVITED},
    shown_select,
};
use crate::{
    Conn, Error,
    columns::{at, count, maybe_at, ms, word},
    conn::on,
    known::Memory,
    persons::SAME_PERSON,
};
use desk::{
    ChannelId, ClientId, ConversationId, Entry, GroupId, OperatorId, Seq, Timestamp, WidgetId,
    capacity::Load,
    conversation::{Colleagues, Glance},
    event::Target,
};
use sqlx::{AssertSqlSafe, FromRow, types::Json};
use uuid::Uuid;

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
    /// It gave rise to a ban.
    pub banned: bool,
}

/// A running conversation, in brief: what the board in memory is built from.
#[derive(Clone, Debug)]
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
    /// Who has it, if anybody.
    pub operator: Option<OperatorId>,
    /// Who is in it, or asked into it, beside that operator.
    pub colleagues: Colleagues,
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
    /// The active conversations an operator is in, in the order he or she came into them.
    Mine(OperatorId),
    /// The active conversations an operator is invited into and not in yet, in the order of their ids.
    Invited(OperatorId),
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

const TARGETED_AT_ME: &str = "(c.target_operator = $1 or c.target_group in \
    (select m.group_id from membership m where m.operator_id = $1))";

/// When operator `$1` came into a conversation. The row's own `accepted_at` is that of whoever has it, since when he or she
/// has it: a hand-over changes it for everybody.
const CAME_AT: &str = "coalesce((select max(e.at) from event e where e.conversation_id = c.id and e.author_id = $1 \
    and e.kind in ('accepted', 'joined')), c.accepted_at)";

/// A page of a list: at most `$4` that operator `$1` may see, after the place (`$2`, `$3`).
fn page(state: &'static str, all: bool, after: bool) -> String {
    let (beyond, order) = if state == "waiting" { (">", "asc") } else { ("<", "desc") };
    // Every parameter is named in each text: PostgreSQL wants to know the type of those that are bound.
    let place = |of: &str| match after {
        true => format!("({of}.queued_at, {of}.id) {beyond} ($2, $3)"),
        false => "($2 = 0 and $3 is not null)".to_owned(),
    };
    let sorted = |of: &str| format!("order by {of}.queued_at {order}, {of}.id {order}");
    let whose = match state {
        _ if all => "$1 is not null".to_owned(),
        "waiting" => TARGETED_AT_ME.to_owned(),
        "active" => format!("(c.id in {} or c.id in {AS_INVITED})", served()),
        "ended" => {
            return format!("{} where c.id in {} {} limit $4", shown_select(), ended(&place, &sorted), sorted("c"));
        }
        _ => "$1 is null".to_owned(),
    };
    format!("{} where c.state = '{state}' and {whose} and {} {} limit $4", shown_select(), place("c"), sorted("c"))
}

/// Years of ended ones: a page of those the operator had and a page of those he or she was a guest of are looked up.
/// What stands left of `cross join` is read first, which SQLite would not do by itself.
fn ended(place: &impl Fn(&str) -> String, sorted: &impl Fn(&str) -> String) -> String {
    format!(
        "(select o.id from (select a.id from conversation a where a.state = 'ended' and a.operator_id = $1 and {} {} \
         limit $4) o union all select g.id from (select b.id from colleague k cross join conversation b \
         where k.operator_id = $1 and k.part = 'guest' and b.id = k.conversation_id and b.state = 'ended' and {} {} \
         limit $4) g)",
        place("a"),
        sorted("a"),
        place("b"),
        sorted("b")
    )
}

/// The active conversations that operator `$1` is in. A union, so that each half has its index.
fn served() -> String {
    format!(
        "(select a.id from conversation a where a.state = 'active' and a.operator_id = $1 \
         union all select b.id from conversation b where b.state = 'active' and b.id in {AS_GUEST})"
    )
}

impl Running {
    /// Whether this operator talks with the client: has the conversation, or is its guest.
    #[must_use]
    pub fn is_served_by(&self, operator: OperatorId) -> bool {
        self.operator == Some(operator) || self.colleagues.guests.contains(&operator)
    }

    /// Who talks with the client.
    pub fn served_by(&self) -> impl Iterator<Item = OperatorId> {
        self.operator.into_iter().chain(self.colleagues.guests.iter().copied())
    }
}

impl Conn<'_> {
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
                let sql = format!("{select} where c.id in {} order by {CAME_AT}, c.id", served());
                on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(operator.0).fetch_all(conn).await)?
            }
            Listed::Invited(operator) => {
                let sql = format!(
                    "{select} where c.id in {AS_INVITED} and c.state = 'active' and c.operator_id <> $1 \
                     and c.id not in {AS_GUEST} order by c.id"
                );
                on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(operator.0).fetch_all(conn).await)?
            }
            Listed::State { state, operator, all, after, limit } => {
                let sql = page(state, all, after.is_some());
                let key = after.unwrap_or((0, Uuid::nil()));
                on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
                    .bind(operator.0).bind(key.0).bind(key.1).bind(limit).fetch_all(conn).await)?
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
            colleagues: Json<Colleagues>,
            queued_at: i64,
            priority: i64,
        }
        let rows: Vec<Brief> = on!(self, conn => sqlx::query_as(
            "select id, client_id, last_seq, target_group, target_operator, group_id, operator_id, colleagues, queued_at, \
             priority from conversation where state in ('waiting', 'active')").fetch_all(conn).await)?;
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
                    colleagues: b.colleagues.0,
                    queued_at: at(b.queued_at)?,
                    priority: i32::try_from(b.priority).map_err(|why| Error::corrupt("priority", why))?,
                })
            })
            .collect()
    }

    /// What an operator serves now, counted from the conversations themselves.
    pub async fn load_of(&mut self, operator: OperatorId) -> Result<Load, Error> {
        let sql = format!("select c.entry from conversation c where c.id in {}", served());
        let entries: Vec<(String,)> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(operator.0).fetch_all(conn).await)?;
        let entries: Vec<Entry> =
            entries.iter().map(|(entry,)| word("entry", entry, Entry::parse)).collect::<Result<_, _>>()?;
        Ok(Load::of(entries))
    }

    /// The conversations that an operator is in, or that wait for him or her by name, or that he or she is invited into
    /// by name.
    pub async fn conversations_of_operator(&mut self, operator: OperatorId) -> Result<Vec<ConversationId>, Error> {
        let ids: Vec<(Uuid,)> = on!(self, conn => sqlx::query_as(
            "select id from conversation where (state = 'active' and operator_id = $1) \
             or (state = 'waiting' and target_operator = $1) or (state = 'active' and id in \
             (select k.conversation_id from colleague k where k.operator_id = $1)) order by id")
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
        self.memory().into_iter().for_each(Memory::forget);
        let live = Entry::ALL.into_iter().filter(|entry| entry.client_is_live()).map(Entry::as_str);
        let live: Vec<String> = live.map(|word| format!("'{word}'")).collect();
        let sql = format!(
            "update conversation set client_away_since = $1, due_at = $1 where state in ('waiting', 'active') \
             and entry in ({})",
            live.join(", ")
        );
        let rows = on!(self, conn => sqlx::query(AssertSqlSafe(sql))
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

    /// The client's last conversation through a page or number of an outside messenger, running or not.
    pub async fn last_through_channel(
        &mut self,
        client: ClientId,
        channel: ChannelId,
    ) -> Result<Option<ConversationId>, Error> {
        let id: Option<(Uuid,)> = on!(self, conn => sqlx::query_as(
            "select id from conversation where client_id = $1 and channel_id = $2 order by queued_at desc, id desc limit 1")
            .bind(client.0).bind(channel.0).fetch_optional(conn).await)?;
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
            banned: bool,
        }
        let sql = format!(
            "select id, entry, state, queued_at, ended_at, operator_id, result_id, glance, \
             exists (select 1 from ban b where b.conversation_id = conversation.id) as banned from conversation \
             where client_id in {SAME_PERSON} and id <> $2 order by queued_at desc, id desc limit $3"
        );
        let rows: Vec<Brief> = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
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
                    banned: b.banned,
                })
            })
            .collect()
    }

    /// How many conversations a client has had.
    pub async fn conversations_of_client(&mut self, client: ClientId) -> Result<i64, Error> {
        let sql = format!("select count(*) from conversation where client_id in {SAME_PERSON}");
        let (n,): (i64,) = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
            .bind(client.0).fetch_one(conn).await)?;
        Ok(n)
    }

    /// The operators who have talked with a client.
    pub async fn operators_who_know(&mut self, client: ClientId) -> Result<Vec<OperatorId>, Error> {
        let sql = format!(
            "select distinct e.author_id from event e join conversation c on c.id = e.conversation_id \
             where c.client_id in {SAME_PERSON} and e.kind in ('accepted', 'joined') and e.author_id is not null"
        );
        let ids: Vec<(Uuid,)> = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
            .bind(client.0).fetch_all(conn).await)?;
        Ok(ids.into_iter().map(|(id,)| OperatorId(id)).collect())
    }

    /// Whether a client has a running conversation that an operator is in, or has in the queue.
    pub async fn serves_client(&mut self, operator: OperatorId, client: ClientId) -> Result<bool, Error> {
        let sql = format!(
            "select count(*) from conversation c where c.client_id in \
             (select o.id from client i join client o on o.person_id = i.person_id where i.id = $2) and \
             (c.id in {} or (c.state = 'waiting' and {TARGETED_AT_ME}))",
            served()
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
