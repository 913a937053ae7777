//! Operators and groups.

use crate::{
    Conn, Error,
    columns::{at, count, maybe_at, ms, word},
    conn::on,
};
use desk::{
    AwayReasonId, Entry, EntrySet, GroupId, OperatorId, Role, Status, Timestamp,
    limits::{Overflow, Seconds},
    offering::{First, Offering},
    permissions::{Overrides, Permission, Rights},
};
use sqlx::{FromRow, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// An operator, without what changes by the minute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The id.
    pub id: OperatorId,
    /// The name.
    pub name: String,
    /// What clients see instead of the name.
    pub public_name: Option<String>,
    /// Who knows this may see the photo; none: there is no photo.
    pub photo: Option<String>,
    /// The e-mail address to sign in with, in lower case.
    pub email: String,
    /// What he or she is there for.
    pub role: Role,
    /// What may be done otherwise than the role says.
    pub permissions: Overrides,
    /// Own chat limit.
    pub chat_limit: Option<u32>,
    /// Which entries administrators do not let him or her take.
    pub barred: EntrySet,
    /// Invited, and never here so far: there is no password, and no provider knows him or her.
    pub invited: bool,
    /// Since when he or she may not sign in any more.
    pub deactivated_at: Option<Timestamp>,
}

impl Operator {
    /// All that he or she may do.
    #[must_use]
    pub fn rights(&self) -> Rights {
        Rights::of(self.role, &self.permissions)
    }

    /// The name clients know him or her by.
    #[must_use]
    pub fn public_name(&self) -> &str {
        self.public_name.as_deref().unwrap_or(&self.name)
    }
}

/// What changes of an operator by the minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorNow {
    /// Who.
    pub id: OperatorId,
    /// The chosen status.
    pub status: Status,
    /// Why away, if that was chosen.
    pub away_reason: Option<AwayReasonId>,
    /// When he or she was last heard of.
    pub seen_at: Option<Timestamp>,
    /// Until when he or she wraps up, or did.
    pub wraps_up_until: Option<Timestamp>,
    /// Which entries he or she has switched off.
    pub off: EntrySet,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The id.
    pub id: GroupId,
    /// The name.
    pub name: String,
    /// Chat limit of its members.
    pub chat_limit: Option<u32>,
    /// How long a named operator has to accept, in seconds.
    pub accept_seconds: u32,
    /// How long a client should wait at most, in seconds.
    pub service_level_seconds: u32,
    /// Whom its clients are offered to.
    pub offering: Offering,
    /// Where clients whom nobody accepts are offered on.
    pub overflow: Option<Overflow>,
    /// At most so many clients may wait for it.
    pub queue_limit: Option<u32>,
    /// The time operators have after its conversations.
    pub wrap_up: Option<Seconds>,
    /// Since when it exists no longer; its name lives on in what happened.
    pub removed_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct OperatorRow {
    id: Uuid,
    name: String,
    public_name: Option<String>,
    photo: Option<String>,
    email: String,
    role: String,
    permissions: Json<BTreeMap<String, bool>>,
    chat_limit: Option<i64>,
    entries_barred: Json<Vec<String>>,
    invited: bool,
    deactivated_at: Option<i64>,
}

#[derive(FromRow)]
struct GroupRow {
    id: Uuid,
    name: String,
    chat_limit: Option<i64>,
    accept_seconds: i64,
    service_level_seconds: i64,
    offer_first: Option<String>,
    offer_seconds: Option<i64>,
    overflow_to: Option<Uuid>,
    overflow_seconds: Option<i64>,
    queue_limit: Option<i64>,
    wrap_up_seconds: Option<i64>,
    removed_at: Option<i64>,
}

/// What a newer build allowed, this one does not know.
fn known(stored: BTreeMap<String, bool>) -> Overrides {
    stored.into_iter().filter_map(|(word, allowed)| Some((Permission::parse(&word)?, allowed))).collect()
}

/// The same of entries.
fn entries(stored: &[String]) -> EntrySet {
    stored.iter().filter_map(|word| Entry::parse(word)).collect()
}

fn limit(value: Option<i64>) -> Result<Option<u32>, Error> {
    value.map(|value| count("limit", value)).transpose()
}

fn offering(first: Option<String>, seconds: Option<i64>) -> Result<Offering, Error> {
    let (Some(first), Some(seconds)) = (first, seconds) else { return Ok(Offering::Everyone) };
    let first = word("offer_first", &first, First::parse)?;
    Ok(Offering::OneByOne { first, widens_after: Seconds(count("offer_seconds", seconds)?) })
}

impl Conn<'_> {
    /// All operators, deactivated ones too, by name.
    pub async fn operators(&mut self) -> Result<Vec<Operator>, Error> {
        let rows: Vec<OperatorRow> = on!(self, conn => sqlx::query_as(
            "select o.id, o.name, o.public_name, p.key as photo, o.email, o.role, o.permissions, o.chat_limit, \
             o.entries_barred, o.deactivated_at, o.password_hash is null \
             and not exists (select 1 from openid_link l where l.operator_id = o.id) as invited \
             from operator o left join operator_photo p on p.operator_id = o.id \
             order by o.name, o.id").fetch_all(conn).await)?;
        rows.into_iter()
            .map(|o| {
                Ok(Operator {
                    id: OperatorId(o.id),
                    name: o.name,
                    public_name: o.public_name,
                    photo: o.photo,
                    email: o.email,
                    role: word("role", &o.role, Role::parse)?,
                    permissions: known(o.permissions.0),
                    chat_limit: limit(o.chat_limit)?,
                    barred: entries(&o.entries_barred.0),
                    invited: o.invited,
                    deactivated_at: maybe_at(o.deactivated_at)?,
                })
            })
            .collect()
    }

    /// What changes of operators by the minute.
    pub async fn operators_now(&mut self) -> Result<Vec<OperatorNow>, Error> {
        type Row = (Uuid, String, Option<Uuid>, Option<i64>, Option<i64>, Json<Vec<String>>);
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(
            "select o.id, o.status, o.away_reason_id, o.seen_at, w.until_at, o.entries_off \
             from operator o left join wrap_up w on w.operator_id = o.id").fetch_all(conn).await)?;
        rows.into_iter()
            .map(|(id, status, reason, seen, wraps_up, off)| {
                Ok(OperatorNow {
                    id: OperatorId(id),
                    status: word("status", &status, Status::parse)?,
                    away_reason: reason.map(AwayReasonId),
                    seen_at: maybe_at(seen)?,
                    wraps_up_until: maybe_at(wraps_up)?,
                    off: entries(&off.0),
                })
            })
            .collect()
    }

    /// When each operator's last conversation was over.
    pub async fn resting_since(&mut self) -> Result<Vec<(OperatorId, Timestamp)>, Error> {
        // One step down an index for each, however many conversations there were.
        let rows: Vec<(Uuid, i64)> = on!(self, conn => sqlx::query_as(
            "select o.id, c.ended_at from operator o join conversation c on c.id = (select id from conversation \
             where operator_id = o.id and state = 'ended' order by queued_at desc, id desc limit 1) \
             where c.ended_at is not null").fetch_all(conn).await)?;
        rows.into_iter().map(|(id, since)| Ok((OperatorId(id), at(since)?))).collect()
    }

    /// Stores a new operator; without a password: somebody who is only invited.
    pub async fn insert_operator<'h>(
        &mut self,
        operator: &Operator,
        password_hash: impl Into<Option<&'h str>> + Send,
        now: Timestamp,
    ) -> Result<(), Error> {
        let password_hash: Option<&str> = password_hash.into();
        on!(self, conn => sqlx::query(
            "insert into operator (id, name, email, password_hash, role, chat_limit, status, created_at, permissions, \
             public_name, entries_barred) values ($1, $2, $3, $4, $5, $6, 'available', $7, $8, $9, $10)")
            .bind(operator.id.0).bind(&operator.name).bind(&operator.email).bind(password_hash)
            .bind(operator.role.as_str()).bind(operator.chat_limit.map(i64::from)).bind(ms(now)).bind(Json(&operator.permissions))
            .bind(&operator.public_name).bind(Json(operator.barred))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Stores what an administrator made of an operator; not the photo.
    pub async fn save_operator(&mut self, operator: &Operator) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "update operator set name = $2, email = $3, role = $4, chat_limit = $5, deactivated_at = $6, permissions = $7, \
             public_name = $8, entries_barred = $9 where id = $1")
            .bind(operator.id.0).bind(&operator.name).bind(&operator.email).bind(operator.role.as_str())
            .bind(operator.chat_limit.map(i64::from)).bind(operator.deactivated_at.map(ms)).bind(Json(&operator.permissions))
            .bind(&operator.public_name).bind(Json(operator.barred))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Stores what clients see instead of an operator's name.
    pub async fn set_public_name(&mut self, operator: OperatorId, name: Option<&str>) -> Result<(), Error> {
        on!(self, conn => sqlx::query("update operator set public_name = $2 where id = $1")
            .bind(operator.0).bind(name).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Stores which entries an operator has switched off.
    pub async fn switch_entries(&mut self, operator: OperatorId, off: EntrySet) -> Result<(), Error> {
        on!(self, conn => sqlx::query("update operator set entries_off = $2 where id = $1")
            .bind(operator.0).bind(Json(off)).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Holds an operator's row until the transaction ends: the lock on what he or she serves. False when there is none.
    pub async fn lock_operator(&mut self, operator: OperatorId) -> Result<bool, Error> {
        let sql = format!("select id from operator where id = $1{}", self.row_lock());
        let row: Option<(Uuid,)> =
            on!(self, conn => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(operator.0).fetch_optional(conn).await)?;
        Ok(row.is_some())
    }

    /// Id and password hash of who signs in with this address, unless deactivated.
    pub async fn password_hash(&mut self, email: &str) -> Result<Option<(OperatorId, Option<String>)>, Error> {
        let row: Option<(Uuid, Option<String>)> = on!(self, conn => sqlx::query_as(
            "select id, password_hash from operator where email = $1 and deactivated_at is null")
            .bind(email).fetch_optional(conn).await)?;
        Ok(row.map(|(id, hash)| (OperatorId(id), hash)))
    }

    /// Stores a new password's hash.
    pub async fn set_password(&mut self, operator: OperatorId, hash: &str) -> Result<(), Error> {
        on!(self, conn => sqlx::query("update operator set password_hash = $2 where id = $1")
            .bind(operator.0).bind(hash).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Stores when an operator was last heard of; it never goes back.
    pub async fn set_seen(&mut self, operator: OperatorId, now: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query("update operator set seen_at = $2 where id = $1 and (seen_at is null or seen_at < $2)")
            .bind(operator.0).bind(ms(now)).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// An operator signed out: not present from now on.
    pub async fn clear_seen(&mut self, operator: OperatorId) -> Result<(), Error> {
        on!(self, conn => sqlx::query("update operator set seen_at = null where id = $1")
            .bind(operator.0).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// An operator wraps up until then.
    pub async fn set_wrap_up(&mut self, operator: OperatorId, until: Timestamp) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into wrap_up (operator_id, until_at) values ($1, $2) \
             on conflict (operator_id) do update set until_at = excluded.until_at")
            .bind(operator.0).bind(ms(until)).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// An operator has wrapped up.
    pub async fn end_wrap_up(&mut self, operator: OperatorId) -> Result<(), Error> {
        on!(self, conn => sqlx::query("delete from wrap_up where operator_id = $1")
            .bind(operator.0).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// How many administrators may sign in.
    pub async fn administrators(&mut self) -> Result<u32, Error> {
        let (n,): (i64,) = on!(self, conn => sqlx::query_as(
            "select count(*) from operator where role = 'administrator' and deactivated_at is null").fetch_one(conn).await)?;
        count("count", n)
    }

    /// All groups, removed ones too, by name.
    pub async fn groups(&mut self) -> Result<Vec<Group>, Error> {
        let rows: Vec<GroupRow> = on!(self, conn => sqlx::query_as(
            "select id, name, chat_limit, accept_seconds, service_level_seconds, offer_first, offer_seconds, \
             overflow_to, overflow_seconds, queue_limit, wrap_up_seconds, removed_at from operator_group \
             order by name, id").fetch_all(conn).await)?;
        rows.into_iter()
            .map(|g| {
                Ok(Group {
                    id: GroupId(g.id),
                    name: g.name,
                    chat_limit: limit(g.chat_limit)?,
                    accept_seconds: count("accept_seconds", g.accept_seconds)?,
                    service_level_seconds: count("service_level_seconds", g.service_level_seconds)?,
                    offering: offering(g.offer_first, g.offer_seconds)?,
                    overflow: match (g.overflow_to, g.overflow_seconds) {
                        (Some(to), Some(after)) => {
                            let after = Seconds(count("overflow_seconds", after)?);
                            Some(Overflow { to: GroupId(to), after })
                        }
                        _ => None,
                    },
                    queue_limit: limit(g.queue_limit)?,
                    wrap_up: limit(g.wrap_up_seconds)?.map(Seconds),
                    removed_at: maybe_at(g.removed_at)?,
                })
            })
            .collect()
    }

    /// Stores a group, new or changed.
    pub async fn save_group(&mut self, group: &Group, now: Timestamp) -> Result<(), Error> {
        let (first, seconds) = match group.offering {
            Offering::Everyone => (None, None),
            Offering::OneByOne { first, widens_after } => (Some(first), Some(i64::from(widens_after.0))),
        };
        on!(self, conn => sqlx::query(
            "insert into operator_group (id, name, chat_limit, accept_seconds, service_level_seconds, created_at, removed_at, \
             overflow_to, overflow_seconds, queue_limit, offer_first, offer_seconds, wrap_up_seconds) \
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (id) do update set name = excluded.name, \
             chat_limit = excluded.chat_limit, accept_seconds = excluded.accept_seconds, \
             service_level_seconds = excluded.service_level_seconds, removed_at = excluded.removed_at, \
             overflow_to = excluded.overflow_to, overflow_seconds = excluded.overflow_seconds, \
             queue_limit = excluded.queue_limit, offer_first = excluded.offer_first, offer_seconds = excluded.offer_seconds, \
             wrap_up_seconds = excluded.wrap_up_seconds")
            .bind(group.id.0).bind(&group.name).bind(group.chat_limit.map(i64::from))
            .bind(i64::from(group.accept_seconds)).bind(i64::from(group.service_level_seconds))
            .bind(ms(now)).bind(group.removed_at.map(ms))
            .bind(group.overflow.map(|o| o.to.0)).bind(group.overflow.map(|o| i64::from(o.after.0)))
            .bind(group.queue_limit.map(i64::from)).bind(first.map(First::as_str)).bind(seconds)
            .bind(group.wrap_up.map(|it| i64::from(it.0)))
            .execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// Who serves what.
    pub async fn memberships(&mut self) -> Result<Vec<(OperatorId, GroupId)>, Error> {
        let rows: Vec<(Uuid, Uuid)> = on!(self, conn => sqlx::query_as(
            "select operator_id, group_id from membership order by operator_id, group_id").fetch_all(conn).await)?;
        Ok(rows.into_iter().map(|(operator, group)| (OperatorId(operator), GroupId(group))).collect())
    }

    /// The groups an operator serves.
    pub async fn groups_of(&mut self, operator: OperatorId) -> Result<Vec<GroupId>, Error> {
        let rows: Vec<(Uuid,)> = on!(self, conn => sqlx::query_as(
            "select group_id from membership where operator_id = $1 order by group_id")
            .bind(operator.0).fetch_all(conn).await)?;
        Ok(rows.into_iter().map(|(group,)| GroupId(group)).collect())
    }

    /// Sets which groups an operator serves.
    pub async fn set_groups_of(&mut self, operator: OperatorId, groups: &[GroupId]) -> Result<(), Error> {
        on!(self, conn => sqlx::query("delete from membership where operator_id = $1")
            .bind(operator.0).execute(conn).await.map(|_| ()))?;
        for group in groups {
            self.add_member(operator, *group).await?;
        }
        Ok(())
    }

    /// Sets who serves a group.
    pub async fn set_members(&mut self, group: GroupId, members: &[OperatorId]) -> Result<(), Error> {
        on!(self, conn => sqlx::query("delete from membership where group_id = $1")
            .bind(group.0).execute(conn).await.map(|_| ()))?;
        for operator in members {
            self.add_member(*operator, group).await?;
        }
        Ok(())
    }

    /// Lets an operator serve a group.
    pub async fn add_member(&mut self, operator: OperatorId, group: GroupId) -> Result<(), Error> {
        on!(self, conn => sqlx::query(
            "insert into membership (operator_id, group_id) values ($1, $2) on conflict do nothing")
            .bind(operator.0).bind(group.0).execute(conn).await.map(|_| ()))?;
        Ok(())
    }
}
