//! Offline requests.

use crate::{
    Conn, Error,
    columns::{at, count, ms, word},
    conn::on,
};
use desk::{
    ClientId, ConversationId, Entry, GroupId, OfflineRequest, OfflineRequestId, OperatorId, WidgetId,
    offline::{Deed, Filled, Stage, Why},
};
use sqlx::{AssertSqlSafe, FromRow, types::Json};
use uuid::Uuid;

/// Which offline requests.
#[derive(Clone, Copy, Debug)]
pub struct OfflineWanted {
    /// That are so far; none: all.
    pub stage: Option<Stage>,
    /// Of the groups of this operator; none: all.
    pub seen_by: Option<OperatorId>,
    /// Of this person, in all his or her ways of being known; none: anybody's.
    pub client: Option<ClientId>,
    /// From the one after this.
    pub after: Option<OfflineRequestId>,
    /// So many.
    pub limit: i64,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    client_id: Uuid,
    entry: String,
    widget_id: String,
    group_id: Uuid,
    filled: Json<Filled>,
    why: String,
    conversation_id: Option<Uuid>,
    created_at: i64,
    stage: String,
    operator_id: Option<Uuid>,
    version: i64,
    history: Json<Vec<Deed>>,
}

const COLUMNS: &str = "r.id, r.client_id, r.entry, r.widget_id, r.group_id, r.filled, r.why, r.conversation_id, r.created_at, \
    r.stage, r.operator_id, r.version, r.history";

impl TryFrom<Row> for OfflineRequest {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: OfflineRequestId(row.id),
            client: ClientId(row.client_id),
            entry: word("entry", &row.entry, |text| Entry::ALL.into_iter().find(|entry| entry.as_str() == text))?,
            widget: WidgetId(row.widget_id),
            group: GroupId(row.group_id),
            filled: row.filled.0,
            why: word("why", &row.why, Why::of_word)?,
            waited_in: row.conversation_id.map(ConversationId),
            created_at: at(row.created_at)?,
            stage: word("stage", &row.stage, Stage::of_word)?,
            operator: row.operator_id.map(OperatorId),
            version: row.version,
            history: row.history.0,
        })
    }
}

impl Conn<'_> {
    /// Stores a new request.
    pub async fn insert_offline_request(&mut self, request: &OfflineRequest) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into offline_request (id, client_id, entry, widget_id, group_id, filled, why, conversation_id, \
             created_at, stage, operator_id, version, history) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)")
            .bind(request.id.0).bind(request.client.0).bind(request.entry.as_str()).bind(&request.widget.0)
            .bind(request.group.0).bind(Json(&request.filled)).bind(request.why.word())
            .bind(request.waited_in.map(|id| id.0)).bind(ms(request.created_at)).bind(request.stage.word())
            .bind(request.operator.map(|id| id.0)).bind(request.version).bind(Json(&request.history))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Stores what became of a request.
    pub async fn save_offline_request(&mut self, request: &OfflineRequest) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "update offline_request set stage = $2, operator_id = $3, version = $4, history = $5 where id = $1")
            .bind(request.id.0).bind(request.stage.word()).bind(request.operator.map(|id| id.0))
            .bind(request.version).bind(Json(&request.history))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// A request.
    pub async fn offline_request(&mut self, id: OfflineRequestId) -> Result<Option<OfflineRequest>, Error> {
        self.offline_request_held(id, "").await
    }

    /// A request, held until the end of the change.
    pub async fn offline_request_for_change(&mut self, id: OfflineRequestId) -> Result<Option<OfflineRequest>, Error> {
        self.offline_request_held(id, self.row_lock()).await
    }

    async fn offline_request_held(
        &mut self,
        id: OfflineRequestId,
        lock: &str,
    ) -> Result<Option<OfflineRequest>, Error> {
        let sql = format!("select {COLUMNS} from offline_request r where r.id = $1{lock}");
        let row: Option<Row> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(id.0).fetch_optional(conn).await)?;
        row.map(OfflineRequest::try_from).transpose()
    }

    /// Requests: who has waited longest first, where something is left to do; else the newest first.
    pub async fn offline_requests(&mut self, wanted: OfflineWanted) -> Result<Vec<OfflineRequest>, Error> {
        let oldest_first = matches!(wanted.stage, Some(Stage::Open | Stage::Taken));
        let (than, order) = if oldest_first { (">", "") } else { ("<", " desc") };
        let mut which = vec![];
        if let Some(stage) = wanted.stage {
            which.push(format!("r.stage = '{}'", stage.word()));
        }
        if wanted.seen_by.is_some() {
            which.push("r.group_id in (select group_id from membership where operator_id = $1)".into());
        }
        if wanted.client.is_some() {
            which.push(
                "r.client_id in (select k.id from client k where k.person_id = \
                 (select p.person_id from client p where p.id = $2))"
                    .into(),
            );
        }
        if wanted.after.is_some() {
            which.push(format!(
                "(r.created_at, r.id) {than} (select a.created_at, a.id from offline_request a where a.id = $3)"
            ));
        }
        which.push("($1 is null or $2 is null or $3 is null or true)".into());
        let which = which.join(" and ");
        let sql = format!(
            "select {COLUMNS} from offline_request r where {which} order by r.created_at{order}, r.id{order} limit $4"
        );
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
            .bind(wanted.seen_by.map(|id| id.0)).bind(wanted.client.map(|id| id.0)).bind(wanted.after.map(|id| id.0))
            .bind(wanted.limit).fetch_all(conn).await)?;
        rows.into_iter().map(OfflineRequest::try_from).collect()
    }

    /// How many requests nobody has taken, by group; groups without any are left out.
    pub async fn open_offline_requests(&mut self) -> Result<Vec<(GroupId, u32)>, Error> {
        let rows: Vec<(Uuid, i64)> = on!(self, conn => sqlx::query_as(
            "select group_id, count(*) from offline_request where stage = 'open' group by group_id order by group_id")
            .fetch_all(conn).await)?;
        rows.into_iter().map(|(group, open)| Ok((GroupId(group), count("requests", open)?))).collect()
    }

    /// How many of a group's requests nobody has taken.
    pub async fn open_in_group(&mut self, group: GroupId) -> Result<u32, Error> {
        let (open,): (i64,) = on!(self, conn => sqlx::query_as(
            "select count(*) from offline_request where stage = 'open' and group_id = $1")
            .bind(group.0).fetch_one(conn).await)?;
        count("requests", open)
    }
}
