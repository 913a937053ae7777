//! Clients who are not served for a while.

use crate::{
    Conn, Error,
    columns::{at, maybe_at, ms},
    conn::on,
    persons::SAME_PERSON,
};
use desk::{Ban, BanId, ClientId, ConversationId, Details, OperatorId, Timestamp, text::Text};
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

/// A ban with who is meant by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Banned {
    /// The ban.
    pub ban: Ban,
    /// As whom the client is shown now.
    pub person: ClientId,
    /// Name, phone number and e-mail address.
    pub details: Details,
}

/// Which bans, newest first.
#[derive(Clone, Copy, Debug)]
pub struct BanFilter {
    /// Those that hold at this moment, or all the others.
    pub holding: bool,
    /// The moment.
    pub now: Timestamp,
    /// After the one of this place.
    pub after: Option<(Timestamp, Uuid)>,
    /// At most so many.
    pub limit: i64,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    client_id: Uuid,
    conversation_id: Uuid,
    operator_id: Uuid,
    reason: String,
    at: i64,
    until: Option<i64>,
    lifted_by: Option<Uuid>,
    lifted_at: Option<i64>,
}

const BAN: &str =
    "b.id, b.client_id, b.conversation_id, b.operator_id, b.reason, b.at, b.until, b.lifted_by, b.lifted_at";
/// What holds at the moment `$2`.
const HOLDS: &str = "b.lifted_at is null and (b.until is null or b.until > $2)";

impl Row {
    fn into_ban(self) -> Result<Ban, Error> {
        let lifted = match self.lifted_by.zip(self.lifted_at) {
            Some((by, when)) => Some((OperatorId(by), at(when)?)),
            None => None,
        };
        Ok(Ban {
            id: BanId(self.id),
            client: ClientId(self.client_id),
            conversation: ConversationId(self.conversation_id),
            by: OperatorId(self.operator_id),
            reason: Text::parse(&self.reason).map_err(|why| Error::corrupt("reason", why))?,
            at: at(self.at)?,
            until: maybe_at(self.until)?,
            lifted,
        })
    }
}

impl Conn<'_> {
    /// Stores a new ban.
    pub async fn insert_ban(&mut self, ban: &Ban) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into ban (id, client_id, conversation_id, operator_id, reason, at, until) \
             values ($1, $2, $3, $4, $5, $6, $7)")
            .bind(ban.id.0).bind(ban.client.0).bind(ban.conversation.0).bind(ban.by.0).bind(ban.reason.as_str())
            .bind(ms(ban.at)).bind(ban.until.map(ms))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Stores whether a ban is lifted.
    pub async fn save_ban(&mut self, ban: &Ban) -> Result<(), Error> {
        on!(self, conn => sqlx::query("update ban set lifted_by = $2, lifted_at = $3 where id = $1")
            .bind(ban.id.0).bind(ban.lifted.map(|(by, _)| by.0)).bind(ban.lifted.map(|(_, at)| ms(at)))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// A ban, held until the end of the change.
    pub async fn ban_for_change(&mut self, id: BanId) -> Result<Option<Ban>, Error> {
        let sql = format!("select {BAN} from ban b where b.id = $1{}", self.row_lock());
        let row: Option<Row> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(id.0).fetch_optional(conn).await)?;
        row.map(Row::into_ban).transpose()
    }

    /// The bans that hold for a client, on whichever client of the person they were laid; newest first.
    pub async fn bans_of_person(&mut self, client: ClientId, now: Timestamp) -> Result<Vec<Ban>, Error> {
        let sql = format!(
            "select {BAN} from ban b where b.client_id in {SAME_PERSON} and {HOLDS} order by b.at desc, b.id desc"
        );
        let rows: Vec<Row> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(client.0).bind(ms(now)).fetch_all(conn).await)?;
        rows.into_iter().map(Row::into_ban).collect()
    }

    /// A list of bans.
    pub async fn bans(&mut self, filter: BanFilter) -> Result<Vec<Banned>, Error> {
        #[derive(FromRow)]
        struct Listed {
            #[sqlx(flatten)]
            ban: Row,
            person_id: Uuid,
            name: Option<String>,
            phone: Option<String>,
            email: Option<String>,
        }
        let holds = if filter.holding { HOLDS.to_owned() } else { format!("not ({HOLDS})") };
        let place =
            if filter.after.is_some() { "(b.at, b.id) < ($3, $4)" } else { "$3 is not null and $4 is not null" };
        let sql = format!(
            "select {BAN}, k.id as person_id, k.name, k.phone, k.email from ban b join client o on o.id = b.client_id \
             join client k on k.id = o.person_id where {holds} and {place} order by b.at desc, b.id desc limit $1"
        );
        let (from, id) = filter.after.map_or((0, Uuid::nil()), |(at, id)| (ms(at), id));
        let rows: Vec<Listed> = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
            .bind(filter.limit).bind(ms(filter.now)).bind(from).bind(id).fetch_all(conn).await)?;
        rows.into_iter()
            .map(|row| {
                let Listed { ban, person_id, name, phone, email } = row;
                let details = Details { name, phone, email };
                Ok(Banned { ban: ban.into_ban()?, person: ClientId(person_id), details })
            })
            .collect()
    }
}
