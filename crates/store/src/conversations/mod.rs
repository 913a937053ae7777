//! Conversations: loaded for a change and saved with it; `lists` shows them.

mod colleagues;
mod lists;
mod saving;

pub use lists::{Listed, Past, Running};

use crate::{
    Conn, Error,
    client_photos::PHOTO,
    columns::{at, maybe_at, word},
    conn::on,
    events::{Recorded, author},
};
use desk::{
    ChannelId, ClientId, Conversation, ConversationId, Entry, EventId, GroupId, OperatorId, Stage, TagId, WidgetId,
    conversation::{ClientLine, Colleagues, Glance},
    event::{EndCause, Target},
    offering::Circle,
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
    /// Who was signed in there, as the company's server signed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identified: Option<Identified>,
    /// What the client agreed to on entering.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<Agreed>,
}

/// A consent that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// To which version of the widget's text.
    pub version: u32,
    /// When.
    pub at: desk::Timestamp,
}

/// Who was signed in on the company's site when a conversation began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identified {
    /// What the company calls this person.
    pub subject: String,
    /// The name the company gave.
    pub name: Option<String>,
    /// The phone number the company gave.
    pub phone: Option<String>,
    /// The e-mail address the company gave.
    pub email: Option<String>,
}

/// A conversation with all that a row of a list shows of it.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The conversation.
    pub conversation: Conversation,
    /// The person the client is.
    pub person: ClientId,
    /// The client's name, phone number and e-mail address.
    pub client: (Option<String>, Option<String>, Option<String>),
    /// The key of the client's photo, if there is one.
    pub photo: Option<String>,
    /// What is known of the browser.
    pub origin: Origin,
    /// Its tags.
    pub tags: Vec<TagId>,
    /// Its parameters.
    pub parameters: BTreeMap<String, String>,
    /// The ended conversation this one continues.
    pub continues: Option<ConversationId>,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    client_id: Uuid,
    entry: String,
    widget_id: Option<String>,
    channel_id: Option<Uuid>,
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
    colleagues: Json<Colleagues>,
    circle: Json<Circle>,
    last_seq: i64,
}

const COLUMNS: &str = "c.id, c.client_id, c.entry, c.widget_id, c.channel_id, c.group_id, c.state, c.target_group, c.target_operator, \
    c.operator_id, c.queued_at, c.priority, c.accept_by, c.accepted_at, c.first_accepted_at, c.ended_at, c.end_cause, \
    c.result_id, c.client_away_since, c.client_left_at, c.client_delivered, c.client_read, c.operator_delivered, \
    c.operator_read, c.glance, c.colleagues, c.circle, c.last_seq";

#[derive(FromRow)]
pub(crate) struct ShownRow {
    #[sqlx(flatten)]
    row: Row,
    person_id: Uuid,
    client_name: Option<String>,
    client_phone: Option<String>,
    client_email: Option<String>,
    client_photo: Option<String>,
    origin: Json<Origin>,
    tags: Json<Vec<TagId>>,
    parameters: Json<BTreeMap<String, String>>,
    continues_id: Option<Uuid>,
}

#[derive(FromRow)]
struct RecordedRow {
    #[sqlx(flatten)]
    row: Row,
    recorded_in: Option<Uuid>,
    recorded_seq: Option<i64>,
    recorded_kind: Option<String>,
    recorded_by: Option<Uuid>,
}

pub(crate) fn shown_select() -> String {
    format!(
        "select {COLUMNS}, k.id as person_id, k.name as client_name, k.phone as client_phone, k.email as client_email, \
         {PHOTO} as client_photo, c.origin, c.tags, c.parameters, c.continues_id from conversation c join client o on o.id = c.client_id \
         join client k on k.id = o.person_id"
    )
}

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
            channel: self.channel_id.map(ChannelId),
            stage,
            target,
            group: GroupId(self.group_id),
            circle: self.circle.0,
            colleagues: self.colleagues.0,
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
    pub(crate) fn into_shown(self) -> Result<Shown, Error> {
        Ok(Shown {
            conversation: self.row.into_conversation()?,
            person: ClientId(self.person_id),
            client: (self.client_name, self.client_phone, self.client_email),
            photo: self.client_photo,
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
        EndCause::Ban => "ban",
        EndCause::Elsewhere => "elsewhere",
    }
}

fn parse_cause(word: &str) -> Option<EndCause> {
    let causes = [EndCause::Operator, EndCause::Client, EndCause::ClientGone, EndCause::Ban, EndCause::Elsewhere];
    causes.into_iter().find(|cause| cause_word(*cause) == word)
}

impl Conn<'_> {
    /// Loads a conversation for a change and holds it until the transaction ends.
    pub async fn conversation_for_change(&mut self, id: ConversationId) -> Result<Option<Conversation>, Error> {
        if let Some(known) = self.known_conversation(id) {
            return Ok(Some(known));
        }
        let conversation = self.load(id, self.row_lock()).await?;
        self.read(conversation.as_ref());
        Ok(conversation)
    }

    /// A conversation as it stands, to be looked at.
    pub async fn conversation(&mut self, id: ConversationId) -> Result<Option<Conversation>, Error> {
        self.load(id, "").await
    }

    async fn load(&mut self, id: ConversationId, lock: &str) -> Result<Option<Conversation>, Error> {
        let sql = format!("select {COLUMNS} from conversation c where c.id = $1{lock}");
        let row: Option<Row> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(id.0).fetch_optional(conn).await)?;
        row.map(Row::into_conversation).transpose()
    }

    /// The same, where it needs no asking: a conversation that a change on SQLite has had before.
    pub fn known_conversation(&mut self, id: ConversationId) -> Option<Conversation> {
        self.memory().and_then(|memory| memory.get(id))
    }

    fn read(&mut self, conversation: Option<&Conversation>) {
        if let (Some(memory), Some(conversation)) = (self.memory(), conversation) {
            memory.read(conversation);
        }
    }

    fn wrote(&mut self, conversation: &Conversation) {
        if let Some(memory) = self.memory() {
            memory.wrote(conversation);
        }
    }

    /// For a change, with what stands under an id already.
    pub async fn conversation_for_message(
        &mut self,
        id: ConversationId,
        message: EventId,
    ) -> Result<Option<(Conversation, Option<Recorded>)>, Error> {
        if let Self::Postgres(_) = self {
            // One after the other: what somebody else stored while the row was waited for must be seen.
            let Some(conversation) = self.conversation_for_change(id).await? else { return Ok(None) };
            return Ok(Some((conversation, self.recorded(message).await?)));
        }
        let sql = format!(
            "select {COLUMNS}, e.conversation_id as recorded_in, e.seq as recorded_seq, e.author_kind as recorded_kind, \
             e.author_id as recorded_by from conversation c left join event e on e.id = $2 where c.id = $1"
        );
        let row: Option<RecordedRow> = on!(self, conn =>
            sqlx::query_as(AssertSqlSafe(sql)).bind(id.0).bind(message.0).fetch_optional(conn).await)?;
        let found = row.map(|found| {
            let recorded = match (found.recorded_in, found.recorded_seq, &found.recorded_kind) {
                (Some(conversation), Some(seq), Some(kind)) => {
                    let author = author(kind, found.recorded_by)?;
                    Some(Recorded { conversation: ConversationId(conversation), seq, author })
                }
                _ => None,
            };
            Ok::<_, Error>((found.row.into_conversation()?, recorded))
        });
        let found = found.transpose()?;
        self.read(found.as_ref().map(|(conversation, _)| conversation));
        Ok(found)
    }
}
