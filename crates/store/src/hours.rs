//! When groups are open.

use crate::{Conn, Error, conn::on};
use desk::{GroupId, hours::Schedule};
use sqlx::types::Json;
use uuid::Uuid;

impl Conn<'_> {
    /// The schedules of all groups that have one.
    pub async fn schedules(&mut self) -> Result<Vec<(GroupId, Schedule)>, Error> {
        let rows: Vec<(Uuid, Json<Schedule>)> = on!(self, conn => sqlx::query_as(
            "select group_id, schedule from opening_hours order by group_id").fetch_all(conn).await)?;
        Ok(rows.into_iter().map(|(group, schedule)| (GroupId(group), schedule.0)).collect())
    }

    /// Sets when a group is open.
    pub async fn save_schedule(&mut self, group: GroupId, schedule: &Schedule) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into opening_hours (group_id, schedule) values ($1, $2) \
             on conflict (group_id) do update set schedule = excluded.schedule")
            .bind(group.0).bind(Json(schedule)).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// The group is always open from now on.
    pub async fn remove_schedule(&mut self, group: GroupId) -> Result<(), Error> {
        on!(self, conn => sqlx::query("delete from opening_hours where group_id = $1")
            .bind(group.0).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// How many clients wait for a group, while nobody else can come to it: two who enter at once are counted one after the
    /// other.
    pub async fn waiting_for_held(&mut self, group: GroupId) -> Result<u64, Error> {
        let held = format!("select id from operator_group where id = $1{}", self.row_lock());
        on!(self, conn => sqlx::query(sqlx::AssertSqlSafe(held)).bind(group.0).fetch_optional(conn).await.map(|_| ()))?;
        let (count,): (i64,) = on!(self, conn => sqlx::query_as(
            "select count(*) from conversation where state = 'waiting' and target_group = $1")
            .bind(group.0).fetch_one(conn).await)?;
        u64::try_from(count).map_err(|why| Error::corrupt("count", why))
    }
}
