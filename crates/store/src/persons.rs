//! Clients who are one person: merged, told apart again, searched.
//!
//! A merge moves nothing. Every client has a person, the client as whom it is shown; a merge gives the clients of one
//! person to another. Conversations, identities, notes and pages stay with their client, so what a browser may see does
//! not change, and undoing a merge takes back exactly what it did, whatever has happened since.

use crate::{
    Client, Conn, Error,
    client_photos::PHOTO,
    clients::CLIENT,
    columns::{at, maybe_at, ms},
    conn::on,
};
use desk::{ClientId, ConversationId, Details, OperatorId, Timestamp, WidgetId, details::Changed};
use sqlx::{AssertSqlSafe, FromRow, types::Json};
use uuid::Uuid;

/// The clients who are the same person as client `$1`.
pub(crate) const SAME_PERSON: &str =
    "(select o.id from client i join client o on o.person_id = i.person_id where i.id = $1)";

/// Two persons who were said to be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The id, made by the console.
    pub id: Uuid,
    /// As whom both are shown.
    pub survivor: ClientId,
    /// Who is shown as the survivor.
    pub merged: ClientId,
    /// The operator who said so; none: a messenger named both as one.
    pub by: Option<OperatorId>,
    /// When.
    pub at: Timestamp,
    /// What became of the survivor's details.
    pub changed: Changed,
    /// When it was undone.
    pub undone_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct MergeRow {
    id: Uuid,
    survivor_id: Uuid,
    merged_id: Uuid,
    operator_id: Option<Uuid>,
    at: i64,
    before: Json<Details>,
    after: Json<Details>,
    undone_at: Option<i64>,
}

impl MergeRow {
    fn into_merge(self) -> Result<Merge, Error> {
        Ok(Merge {
            id: self.id,
            survivor: ClientId(self.survivor_id),
            merged: ClientId(self.merged_id),
            by: self.operator_id.map(OperatorId),
            at: at(self.at)?,
            changed: Changed { before: self.before.0, after: self.after.0 },
            undone_at: maybe_at(self.undone_at)?,
        })
    }
}

const MERGE: &str = "m.id, m.survivor_id, m.merged_id, m.operator_id, m.at, m.before, m.after, m.undone_at";

/// How a client is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// By what: `widget` is a browser, `company` a name the company has for the client.
    pub kind: String,
    /// By which; of a browser this is a hash.
    pub value: String,
    /// Which of the person's clients.
    pub client: ClientId,
    /// The browser it was last seen in, as it is shown.
    pub device: Option<String>,
    /// The widget it last came through.
    pub widget: Option<WidgetId>,
    /// When it was first known so.
    pub first_seen_at: Timestamp,
    /// When it last came in so.
    pub last_seen_at: Timestamp,
}

/// A person who may be the same as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The person.
    pub client: Client,
    /// The key of its photo, if there is one.
    pub photo: Option<String>,
    /// How many conversations there were.
    pub conversations: i64,
    /// When the last one began.
    pub last_at: Option<Timestamp>,
    /// How many files were sent in them.
    pub files: i64,
    /// How many notes about the client there are.
    pub notes: i64,
    /// What makes it look like the same.
    pub alike: Alike,
}

/// What two persons have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Alike {
    /// A name of several words.
    pub name: bool,
    /// A phone number.
    pub phone: bool,
    /// An e-mail address.
    pub email: bool,
}

#[derive(FromRow)]
struct CandidateRow {
    id: Uuid,
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    first_seen_at: i64,
    photo: Option<String>,
    conversations: i64,
    last_at: Option<i64>,
    files: i64,
    notes: i64,
    same_name: bool,
    same_phone: bool,
    same_email: bool,
}

/// The persons who have this of a client: one of `name_key`, `phone_key`, `email_key`.
fn who_has(key: &str) -> String {
    format!(
        "select y.person_id from client x join client y on y.{key} = x.{key} \
         where x.{key} is not null and x.id in {SAME_PERSON}"
    )
}

/// Whom an operator may know: everybody, or whom he or she or one of the own groups has or had to do with.
/// `$2` is the operator, `$3` whether everybody.
const MAY_KNOW: &str = "($3 or exists (select 1 from client o join conversation c on c.client_id = o.id \
    where o.person_id = k.id and (c.operator_id = $2 or c.target_operator = $2 \
    or c.group_id in (select m.group_id from membership m where m.operator_id = $2))))";

impl Conn<'_> {
    /// The person a client is.
    pub async fn person(&mut self, client: ClientId) -> Result<Option<Client>, Error> {
        let sql = format!("select {CLIENT} from client i join client k on k.id = i.person_id where i.id = $1");
        self.one_client(sql, client).await
    }

    /// The person a client is, held until the transaction ends.
    pub async fn person_for_change(&mut self, client: ClientId) -> Result<Option<Client>, Error> {
        loop {
            let Some(person) = self.person(client).await? else { return Ok(None) };
            let held = self.client_for_change(person.id).await?;
            // It may have been merged while it was waited for.
            if self.person(client).await?.is_some_and(|now| now.id == person.id) {
                return Ok(held);
            }
        }
    }

    /// All clients of the persons whom two clients are, each with whom it is shown as, held until the transaction ends: who
    /// enters as one of them, and who merges them, waits.
    pub async fn persons_for_change(&mut self, two: [ClientId; 2]) -> Result<Vec<(Client, ClientId)>, Error> {
        #[derive(FromRow)]
        struct Row {
            id: Uuid,
            name: Option<String>,
            phone: Option<String>,
            email: Option<String>,
            first_seen_at: i64,
            person_id: Uuid,
        }
        let sql = format!(
            "select {CLIENT}, k.person_id from client k where k.person_id in \
             (select i.person_id from client i where i.id in ($1, $2)) order by k.id{}",
            self.row_lock()
        );
        let mut held: Vec<Uuid> = vec![];
        loop {
            let rows: Vec<Row> = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql.clone()))
                .bind(two[0].0).bind(two[1].0).fetch_all(conn).await)?;
            let now: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
            // Some may have come together while they were waited for.
            if now != held {
                held = now;
                continue;
            }
            return rows
                .into_iter()
                .map(|row| {
                    let Row { id, name, phone, email, first_seen_at, person_id } = row;
                    let client = Client { id: ClientId(id), name, phone, email, first_seen_at: at(first_seen_at)? };
                    Ok((client, ClientId(person_id)))
                })
                .collect();
        }
    }

    /// The clients who are a client's person, first seen first.
    pub async fn clients_of_person(&mut self, client: ClientId) -> Result<Vec<Client>, Error> {
        let sql = format!("select {CLIENT} from client k where k.id in {SAME_PERSON} order by k.first_seen_at, k.id");
        type Row = (Uuid, Option<String>, Option<String>, Option<String>, i64);
        let rows: Vec<Row> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(client.0).fetch_all(conn).await)?;
        rows.into_iter()
            .map(|(id, name, phone, email, seen)| {
                Ok(Client { id: ClientId(id), name, phone, email, first_seen_at: at(seen)? })
            })
            .collect()
    }

    /// Says that two persons are one; both must be held. A person can be merged into one other at a time.
    pub async fn merge(&mut self, merge: &Merge) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into client_merge (id, survivor_id, merged_id, operator_id, at, before, after) \
             values ($1, $2, $3, $4, $5, $6, $7)")
            .bind(merge.id).bind(merge.survivor.0).bind(merge.merged.0).bind(merge.by.map(|by| by.0)).bind(ms(merge.at))
            .bind(Json(&merge.changed.before)).bind(Json(&merge.changed.after))
            .execute(conn).await.map(|_| ()))?;
        on!(self, conn => sqlx::query("update client set person_id = $1 where person_id = $2")
            .bind(merge.survivor.0).bind(merge.merged.0).execute(conn).await.map(|_| ()))?;
        self.index_of_client_is_due(merge.survivor).await
    }

    /// Takes a merge back: who was merged is a person again, with everybody who had been merged into it and still is.
    pub async fn undo_merge(&mut self, merge: &Merge, by: OperatorId, now: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "update client_merge set undone_by = $2, undone_at = $3 where id = $1 and undone_at is null")
            .bind(merge.id).bind(by.0).bind(ms(now)).execute(conn).await.map(|_| ()))?;
        on!(self, conn => sqlx::query(
            "with recursive part (id) as (select c.id from client c where c.id = $1 union \
             select m.merged_id from client_merge m join part p on m.survivor_id = p.id where m.undone_at is null) \
             update client set person_id = $1 where id in (select p.id from part p)")
            .bind(merge.merged.0).execute(conn).await.map(|_| ()))?;
        self.index_of_client_is_due(merge.merged).await?;
        self.index_of_client_is_due(merge.survivor).await
    }

    /// Says anew what a merge changed, after one before it was undone.
    pub async fn merge_changed(&mut self, id: Uuid, changed: &Changed) -> Result<(), Error> {
        on!(self, conn => sqlx::query("update client_merge set before = $2, after = $3 where id = $1")
            .bind(id).bind(Json(&changed.before)).bind(Json(&changed.after))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// A merge.
    pub async fn find_merge(&mut self, id: Uuid) -> Result<Option<Merge>, Error> {
        let sql = format!("select {MERGE} from client_merge m where m.id = $1");
        let row: Option<MergeRow> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(id).fetch_optional(conn).await)?;
        row.map(MergeRow::into_merge).transpose()
    }

    /// The merges that made a client's person what it is, newest first, with who was merged.
    pub async fn merges(&mut self, client: ClientId) -> Result<Vec<(Merge, Details)>, Error> {
        #[derive(FromRow)]
        struct Row {
            #[sqlx(flatten)]
            merge: MergeRow,
            name: Option<String>,
            phone: Option<String>,
            email: Option<String>,
        }
        let sql = format!(
            "select {MERGE}, k.name, k.phone, k.email from client_merge m join client k on k.id = m.merged_id \
             where m.merged_id in {SAME_PERSON} and m.undone_at is null order by m.at desc, m.id desc"
        );
        let rows: Vec<Row> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(client.0).fetch_all(conn).await)?;
        rows.into_iter()
            .map(|row| Ok((row.merge.into_merge()?, Details { name: row.name, phone: row.phone, email: row.email })))
            .collect()
    }

    /// How a client's person is known, last seen first.
    pub async fn identities(&mut self, client: ClientId, limit: i64) -> Result<Vec<Identity>, Error> {
        let sql = format!(
            "select kind, value, client_id, device, widget_id, created_at, coalesce(seen_at, created_at) from identity \
             where client_id in {SAME_PERSON} order by 7 desc, kind, value limit $2"
        );
        type Row = (String, String, Uuid, Option<String>, Option<String>, i64, i64);
        let rows: Vec<Row> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(client.0).bind(limit).fetch_all(conn).await)?;
        rows.into_iter()
            .map(|(kind, value, client, device, widget, first, last)| {
                let (client, widget) = (ClientId(client), widget.map(WidgetId));
                Ok(Identity { kind, value, client, device, widget, first_seen_at: at(first)?, last_seen_at: at(last)? })
            })
            .collect()
    }

    /// The running conversations of a client's person, in the order of their ids.
    pub async fn running_of_person(&mut self, client: ClientId) -> Result<Vec<ConversationId>, Error> {
        let sql = format!(
            "select id from conversation where client_id in {SAME_PERSON} and state in ('waiting', 'active') order by id"
        );
        let ids: Vec<(Uuid,)> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(client.0).fetch_all(conn).await)?;
        Ok(ids.into_iter().map(|(id,)| ConversationId(id)).collect())
    }

    /// Persons whose e-mail address, phone number or full name is one of a client's: perhaps the same, never certainly.
    pub async fn perhaps_the_same(
        &mut self,
        client: ClientId,
        by: OperatorId,
        all: bool,
        limit: i64,
    ) -> Result<Vec<Candidate>, Error> {
        let [name, phone, email] = ["name_key", "phone_key", "email_key"].map(who_has);
        let which = format!("k.id in ({name} union {phone} union {email}) and $4 is not null");
        self.candidates(&which, client, by, all, String::new(), limit).await
    }

    /// Persons with these words in name, e-mail address or phone number.
    pub async fn find_persons(
        &mut self,
        words: &str,
        but: ClientId,
        by: OperatorId,
        all: bool,
        limit: i64,
    ) -> Result<Vec<Candidate>, Error> {
        let escaped = words.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let which = "k.id in (select w.person_id from client w where w.words like $4 escape '\\')";
        self.candidates(which, but, by, all, format!("%{escaped}%"), limit).await
    }

    /// A person an operator may merge with another, if he or she may know it.
    pub async fn may_know(&mut self, client: ClientId, by: OperatorId, all: bool) -> Result<bool, Error> {
        let sql = format!("select count(*) from client k where k.id = $1 and k.person_id = k.id and {MAY_KNOW}");
        let (n,): (i64,) = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
            .bind(client.0).bind(by.0).bind(all).fetch_one(conn).await)?;
        Ok(n > 0)
    }

    async fn candidates(
        &mut self,
        which: &str,
        but: ClientId,
        by: OperatorId,
        all: bool,
        words: String,
        limit: i64,
    ) -> Result<Vec<Candidate>, Error> {
        let [name, phone, email] = ["name_key", "phone_key", "email_key"].map(who_has);
        let of = |what: &str, and: &str| {
            format!(
                "(select {what} from client o join conversation c on c.client_id = o.id {and} where o.person_id = k.id)"
            )
        };
        let conversations = of("count(*)", "");
        let last = of("max(c.queued_at)", "");
        let files = of("count(*)", "join file f on f.conversation_id = c.id and f.sent_at is not null");
        let notes = of("count(*)", "join event e on e.conversation_id = c.id and e.kind = 'client_note_added'");
        // Found first, counted after: only those that are shown.
        let sql = format!(
            "select {CLIENT}, {PHOTO} as photo, {conversations} as conversations, {last} as last_at, {files} as files, {notes} as notes, \
             k.id in ({name}) as same_name, k.id in ({phone}) as same_phone, k.id in ({email}) as same_email from client k \
             where k.id in (select k.id from client k where k.person_id = k.id and k.id not in {SAME_PERSON} and {which} \
             and {MAY_KNOW} order by k.first_seen_at desc limit $5) order by last_at desc, k.id"
        );
        let rows: Vec<CandidateRow> = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
            .bind(but.0).bind(by.0).bind(all).bind(words).bind(limit).fetch_all(conn).await)?;
        rows.into_iter()
            .map(|row| {
                Ok(Candidate {
                    client: Client {
                        id: ClientId(row.id),
                        name: row.name,
                        phone: row.phone,
                        email: row.email,
                        first_seen_at: at(row.first_seen_at)?,
                    },
                    photo: row.photo,
                    conversations: row.conversations,
                    last_at: maybe_at(row.last_at)?,
                    files: row.files,
                    notes: row.notes,
                    alike: Alike { name: row.same_name, phone: row.same_phone, email: row.same_email },
                })
            })
            .collect()
    }
}
