//! Parts of messages on their way to clients. One is taken by a guarded update that says so for good: whoever finds it taken by
//! somebody who is gone knows that it may have left.

use super::{clients::is_name, tries::Try};
use crate::{
    Conn, Error,
    columns::{at, count, maybe_at, ms, word},
    conn::{later, on},
};
use desk::{
    ChannelId, ClientId, ConversationId, Seq, Timestamp,
    delivery::{DeliveryState, FailedWhy, Word},
    retry::pause,
};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, FromRow, types::Json};
use uuid::Uuid;

/// What a part is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Part {
    /// Words.
    Text {
        /// They.
        text: String,
    },
    /// A file of ours.
    File {
        /// Its id.
        id: Uuid,
        /// As what it goes: `image`, `video`, `audio` or `document`.
        role: String,
        /// Its name.
        name: String,
        /// Its media type.
        media_type: String,
        /// Words with it; empty: none.
        caption: String,
    },
    /// An approved template.
    Template {
        /// Its name.
        name: String,
        /// Its language.
        language: String,
        /// What stands in the header's places.
        header: Vec<String>,
        /// What stands in the body's places.
        body: Vec<String>,
    },
    /// A sign on a client's message.
    Reaction {
        /// The messenger's id of the message.
        message: String,
        /// The sign; none: none any more.
        emoji: Option<String>,
    },
}

/// A part on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    /// Its id.
    pub id: Uuid,
    /// Through which page or number.
    pub channel: ChannelId,
    /// To whom.
    pub client: ClientId,
    /// In which conversation.
    pub conversation: ConversationId,
    /// Of which message.
    pub seq: Seq,
    /// Which part of it, from 0.
    pub part: u32,
    /// What it is.
    pub content: Part,
    /// The message it answers, by the messenger's id.
    pub reply_to: Option<String>,
    /// How often it was tried in a row.
    pub attempts: u32,
    /// Which of all its tries this is; 0: the first one is still to come.
    pub tried: u32,
    /// Since when.
    pub began_at: Timestamp,
}

impl Outgoing {
    /// The try it was taken for.
    #[must_use]
    pub const fn this_try(&self) -> Try {
        Try { part: self.id, number: self.tried }
    }
}

/// How far a part has got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartState {
    /// Of which message.
    pub seq: Seq,
    /// How far.
    pub state: DeliveryState,
    /// Why it failed or is unknown.
    pub why: Option<FailedWhy>,
    /// What the messenger says of it.
    pub said: Option<String>,
    /// Since when.
    pub at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    channel_id: Uuid,
    client_id: Uuid,
    conversation_id: Uuid,
    seq: i64,
    part: i32,
    content: Json<Part>,
    reply_to: Option<String>,
    attempts: i32,
    tried: i32,
    began_at: i64,
}

const COLUMNS: &str =
    "id, channel_id, client_id, conversation_id, seq, part, content, reply_to, attempts, tried, began_at";

impl TryFrom<Row> for Outgoing {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            channel: ChannelId(row.channel_id),
            client: ClientId(row.client_id),
            conversation: ConversationId(row.conversation_id),
            seq: row.seq,
            part: count("part", row.part.into())?,
            content: row.content.0,
            reply_to: row.reply_to,
            attempts: count("attempts", row.attempts.into())?,
            tried: count("tries", row.tried.into())?,
            began_at: at(row.began_at)?,
        })
    }
}

fn state_of(state: &str) -> Option<DeliveryState> {
    serde_json::from_value(state.into()).ok()
}

pub fn why_word(why: FailedWhy) -> Option<String> {
    serde_json::to_value(why).ok().and_then(|it| it.as_str().map(str::to_owned))
}

/// Of which message it is, and which part of it.
type Place = (Uuid, Seq, i32);

/// What is wrong with a part, and why.
pub type Wrong<'a> = (FailedWhy, &'a str);

/// What the messenger took and did not deliver goes so often at most.
const MOST_TRIES: u32 = 5;

/// Whether a part `o` is the first of its conversation that has not left, and no other one of it is under way.
const IS_NEXT: &str = "not exists (select 1 from outgoing b where b.conversation_id = o.conversation_id \
    and b.state in ('queued', 'sending') and (b.seq < o.seq or (b.seq = o.seq and b.part < o.part))) \
    and not exists (select 1 from outgoing s where s.conversation_id = o.conversation_id and s.state = 'sending')";

impl Conn<'_> {
    /// A part is to be sent, at once.
    pub async fn add_outgoing(&mut self, it: &Outgoing) -> Result<(), Error> {
        later!(
            self,
            "insert into outgoing (id, channel_id, client_id, conversation_id, seq, part, content, reply_to, state, \
             due_at, began_at, at) values ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9, $9, $9)",
            it.id,
            it.channel.0,
            it.client.0,
            it.conversation.0,
            it.seq,
            i64::from(it.part),
            Json(&it.content),
            it.reply_to.clone(),
            ms(it.began_at),
        )
    }

    /// Takes parts that are due on a page or number, to be sent until then: of each conversation the first one only, and none
    /// while another one of it is under way. From now on they are said to be being sent.
    pub async fn take_outgoing(
        &mut self,
        channel: ChannelId,
        now: Timestamp,
        until: Timestamp,
        most: i64,
    ) -> Result<Vec<Outgoing>, Error> {
        let sql = format!(
            "update outgoing set state = 'sending', taken_until = $3, left_at = $2, due_at = null, attempts = attempts + 1, \
             tried = tried + 1, outside_id = null, at = case when at > $2 then at else $2 end \
             where state = 'queued' and id in (select o.id from outgoing o where o.channel_id = $1 and o.due_at <= $2 \
             and {IS_NEXT} order by o.due_at, o.id limit $4) returning {COLUMNS}"
        );
        let rows: Vec<Row> = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
            .bind(channel.0).bind(ms(now)).bind(ms(until)).bind(most).fetch_all(conn).await)?;
        let mut taken = rows.into_iter().map(Outgoing::try_from).collect::<Result<Vec<_>, _>>()?;
        taken.sort_unstable_by_key(|it| it.id);
        Ok(taken)
    }

    /// What is being sent still is, and is not lost before then.
    pub async fn outgoing_goes_on(&mut self, ids: &[Uuid], until: Timestamp) -> Result<(), Error> {
        for id in ids {
            later!(self, "update outgoing set taken_until = $2 where id = $1 and state = 'sending'", *id, ms(until),)?;
        }
        Ok(())
    }

    /// What waits on a page or number is due at once, as if it had never been tried: what was wrong is mended.
    pub async fn outgoing_due_now(&mut self, channel: ChannelId, now: Timestamp) -> Result<(), Error> {
        later!(
            self,
            "update outgoing set due_at = $2, attempts = 0 where channel_id = $1 and state = 'queued'",
            channel.0,
            ms(now),
        )
    }

    /// When something is due next on each page or number, of what waits for no other part.
    pub async fn next_outgoing(&mut self) -> Result<Vec<(ChannelId, Timestamp)>, Error> {
        let sql = format!(
            "select o.channel_id, min(o.due_at) from outgoing o where o.due_at is not null and {IS_NEXT} group by o.channel_id"
        );
        let rows: Vec<(Uuid, i64)> = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
            .fetch_all(conn).await)?;
        rows.into_iter().map(|(id, due)| Ok((ChannelId(id), at(due)?))).collect()
    }

    /// When whoever has something taken longest must have been done with it.
    pub async fn next_lost(&mut self) -> Result<Option<Timestamp>, Error> {
        let (until,): (Option<i64>,) = on!(self, conn => sqlx::query_as(
            "select min(taken_until) from outgoing where taken_until is not null").fetch_one(conn).await)?;
        maybe_at(until)
    }

    /// What was being sent by somebody who is gone is unknown from now on: it may have left. On one's own database nobody but
    /// this process sends, so all of it, when it starts (`all`). What was to follow it of the same message does not go without it.
    /// Tells of which messages.
    pub async fn lose_outgoing(&mut self, all: bool, now: Timestamp) -> Result<Vec<(ConversationId, Seq)>, Error> {
        let which = if all && matches!(self, Self::Sqlite(_)) { "$1 is not null" } else { "taken_until <= $1" };
        let sql = format!(
            "update outgoing set state = 'unknown', taken_until = null, why = 'no_answer', said = null, \
             at = case when at > $1 then at else $1 end \
             where state = 'sending' and {which} returning conversation_id, seq, part"
        );
        let rows: Vec<Place> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(ms(now)).fetch_all(conn).await)?;
        self.fail_what_follows(&rows, (Some(FailedWhy::NoAnswer), None), now).await?;
        Ok(rows.into_iter().map(|(id, seq, _)| (ConversationId(id), seq)).collect())
    }

    /// What was to follow these parts of the same message does not go without them.
    async fn fail_what_follows(
        &mut self,
        these: &[Place],
        (why, said): (Option<FailedWhy>, Option<&str>),
        now: Timestamp,
    ) -> Result<(), Error> {
        for (conversation, seq, part) in these {
            later!(
                self,
                "update outgoing set state = 'failed', due_at = null, why = $4, said = $5, \
                 at = case when at > $6 then at else $6 end \
                 where conversation_id = $1 and seq = $2 and part > $3 and state = 'queued'",
                *conversation,
                *seq,
                i64::from(*part),
                why.and_then(why_word),
                said.map(ToOwned::to_owned),
                ms(now),
            )?;
        }
        Ok(())
    }

    /// The messenger took a part at this try, under its id. What it said of the try before that stays: a receipt, or that it is
    /// to go once more.
    pub async fn outgoing_sent(&mut self, it: Try, outside: &str, now: Timestamp) -> Result<(), Error> {
        later!(
            self,
            "update outgoing set outside_id = $2, taken_until = null, due_at = null, \
             at = case when at > $3 or state in ('delivered', 'read', 'failed') then at else $3 end, \
             why = case when state = 'failed' then why end, said = case when state = 'failed' then said end, \
             state = case when state in ('delivered', 'read', 'failed') then state else 'sent' end \
             where id = $1 and tried = $4 and not (state = 'queued' and failed_try >= tried)",
            it.part,
            Some(outside.to_owned()).filter(|outside| is_name(outside)),
            ms(now),
            i64::from(it.number),
        )
    }

    /// A part was not taken at this try and stays on its way: it is tried again then.
    pub async fn outgoing_later(
        &mut self,
        it: Try,
        (why, said): Wrong<'_>,
        next: Timestamp,
        now: Timestamp,
    ) -> Result<(), Error> {
        later!(
            self,
            "update outgoing set state = 'queued', due_at = $4, taken_until = null, why = $2, said = $3, \
             at = case when at > $5 then at else $5 end where id = $1 and state = 'sending' and tried = $6",
            it.part,
            why_word(why),
            said.to_owned(),
            ms(next),
            ms(now),
            i64::from(it.number),
        )
    }

    /// A part did not get there at this try, or nobody knows. What was to follow it of the same message does not go without it.
    pub async fn outgoing_over(
        &mut self,
        it: Try,
        state: DeliveryState,
        (why, said): Wrong<'_>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let rows: Vec<Place> = on!(self, conn => sqlx::query_as(
            "update outgoing set state = $2, due_at = null, taken_until = null, why = $3, said = $4, \
             at = case when at > $5 then at else $5 end where id = $1 and state = 'sending' and tried = $6 \
             returning conversation_id, seq, part")
            .bind(it.part).bind(state.as_str()).bind(why_word(why)).bind(said).bind(ms(now)).bind(i64::from(it.number))
            .fetch_all(conn).await)?;
        self.fail_what_follows(&rows, (Some(why), Some(said)), now).await
    }

    /// The messenger's word for parts: by our name, by its own, or of everything sent to a client up to a moment. Tells of which
    /// messages. That it has a try, or has it not, is said of that try only: what failed is not sent by an earlier word of it.
    /// That it is on the client's device is so whichever try it was.
    pub async fn outgoing_told(
        &mut self,
        which: &Told<'_>,
        word: Word,
        failed: Option<(FailedWhy, &str)>,
        now: Timestamp,
    ) -> Result<Vec<(ConversationId, Seq)>, Error> {
        if word == Word::Failed {
            self.try_failed(which).await?;
        }
        let (to, from, of_this_try) = match word {
            Word::Sent => (DeliveryState::Sent, "('queued', 'sending', 'unknown')", "failed_try < $6"),
            Word::Delivered => {
                (DeliveryState::Delivered, "('queued', 'sending', 'unknown', 'sent', 'failed')", "$6 is not null")
            }
            Word::Read => (
                DeliveryState::Read,
                "('queued', 'sending', 'unknown', 'sent', 'failed', 'delivered')",
                "$6 is not null",
            ),
            Word::Failed => (DeliveryState::Failed, "('sending', 'unknown', 'sent')", "tried <= $6"),
        };
        let (matching, channel, by, until) = match which {
            // What left later cannot be meant, and what may not have left is not known to be there.
            Told::UpTo(channel, client, until) => (
                "client_id = $5 and left_at <= $6 and state in ('sent', 'delivered')".to_owned(),
                *channel,
                client.0,
                ms(*until),
            ),
            Told::Ours(channel, ..) | Told::Theirs(channel, _) => {
                let Some(it) = self.try_meant(which, word).await? else { return Ok(Vec::new()) };
                (format!("id = $5 and {of_this_try}"), *channel, it.part, it.number.into())
            }
        };
        let sql = format!(
            "update outgoing set state = $2, due_at = null, taken_until = null, why = $3, said = $4, \
             failed_try = case when $2 = 'failed' then tried else failed_try end, \
             at = case when at > $7 then at else $7 end \
             where channel_id = $1 and {matching} and state in {from} returning conversation_id, seq, part"
        );
        let said = failed.map(|(_, said)| said);
        let why = failed.map(|(why, _)| why);
        let rows: Vec<Place> = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
            .bind(channel.0).bind(to.as_str()).bind(why.and_then(why_word)).bind(said).bind(by).bind(until).bind(ms(now))
            .fetch_all(conn).await)?;
        if word == Word::Failed {
            self.fail_what_follows(&rows, (why, said), now).await?;
        }
        let mut told: Vec<_> = rows.into_iter().map(|(id, seq, _)| (ConversationId(id), seq)).collect();
        told.sort_unstable();
        told.dedup();
        Ok(told)
    }

    /// The messenger took a part and did not deliver it, for a reason that passes: it goes once more, some time later, unless it
    /// did so too often. Tells of which message, if it goes.
    pub async fn outgoing_once_more(
        &mut self,
        which: &Told<'_>,
        (why, said): Wrong<'_>,
        now: Timestamp,
    ) -> Result<Option<(ConversationId, Seq)>, Error> {
        let (Told::Ours(channel, ..) | Told::Theirs(channel, _)) = which else { return Ok(None) };
        self.try_failed(which).await?;
        let Some(it) = self.try_meant(which, Word::Failed).await? else { return Ok(None) };
        let tried: Option<(i32,)> = on!(self, conn => sqlx::query_as(
            "select attempts from outgoing where channel_id = $1 and id = $2 and tried <= $3 \
             and state in ('sending', 'unknown', 'sent')")
            .bind(channel.0).bind(it.part).bind(i64::from(it.number)).fetch_optional(conn).await)?;
        let tried = tried.map(|(attempts,)| count("attempts", attempts.into())).transpose()?;
        let Some(tried) = tried.filter(|tried| *tried < MOST_TRIES) else { return Ok(None) };
        let rows: Vec<(Uuid, i64)> = on!(self, conn => sqlx::query_as(
            "update outgoing set state = 'queued', due_at = $3, taken_until = null, outside_id = null, why = $4, said = $5, \
             failed_try = tried, at = case when at > $6 then at else $6 end where channel_id = $1 and id = $2 \
             and tried <= $7 and state in ('sending', 'unknown', 'sent') returning conversation_id, seq")
            .bind(channel.0).bind(it.part).bind(ms(now + pause(tried))).bind(why_word(why)).bind(said).bind(ms(now))
            .bind(i64::from(it.number)).fetch_all(conn).await)?;
        Ok(rows.first().map(|(id, seq)| (ConversationId(*id), *seq)))
    }

    /// Of a part that goes, or is to go, once more: that an earlier try was sent, which may be told later, says nothing any more.
    async fn try_failed(&mut self, which: &Told<'_>) -> Result<(), Error> {
        let Told::Ours(channel, it, _) = which else { return Ok(()) };
        later!(
            self,
            "update outgoing set failed_try = $3 where channel_id = $1 and id = $2 and tried >= $3 and failed_try < $3 \
             and state in ('queued', 'sending')",
            channel.0,
            it.part,
            i64::from(it.number),
        )
    }

    /// The try a messenger speaks of by a name. None: it is none of ours, or, of a failure, it is not the present one. From now
    /// on the present one is called so.
    async fn try_meant(&mut self, which: &Told<'_>, word: Word) -> Result<Option<Try>, Error> {
        match which {
            Told::Ours(channel, it, outside) => {
                let Some(outside) = outside.filter(|outside| is_name(outside)) else { return Ok(Some(*it)) };
                on!(self, conn => sqlx::query(
                    "update outgoing set outside_id = $3 where channel_id = $1 and id = $2 and outside_id is null and tried <= $4")
                    .bind(channel.0).bind(it.part).bind(outside).bind(i64::from(it.number))
                    .execute(conn).await.map(|_| ()))?;
                let called = self.outgoing_called(*channel, outside).await?;
                let is_it = called.is_some_and(|called| called.part == it.part);
                Ok(Some(*it).filter(|_| is_it || word != Word::Failed))
            }
            Told::Theirs(channel, outside) => self.outgoing_called(*channel, outside).await,
            Told::UpTo(..) => Ok(None),
        }
    }

    /// The part the messenger calls so, at its present try.
    async fn outgoing_called(&mut self, channel: ChannelId, outside: &str) -> Result<Option<Try>, Error> {
        let found: Option<(Uuid, i32)> = on!(self, conn => sqlx::query_as(
            "select id, tried from outgoing where channel_id = $1 and outside_id = $2 limit 1")
            .bind(channel.0).bind(outside).fetch_optional(conn).await)?;
        found.map(|(part, tried)| Ok(Try { part, number: count("tries", tried.into())? })).transpose()
    }

    /// The messenger calls a part of ours so: by this name its message is found, unless it was erased meanwhile. Who erases it
    /// now waits until the end.
    pub async fn part_is_called(&mut self, channel: ChannelId, part: Uuid, name: &str) -> Result<(), Error> {
        if !is_name(name) {
            return Ok(());
        }
        let sql = format!(
            "insert into outside_message (channel_id, message, conversation_id, seq) \
             select channel_id, $3, conversation_id, seq from outgoing where channel_id = $1 and id = $2{} \
             on conflict (channel_id, message) do nothing",
            self.row_lock()
        );
        Ok(on!(self, conn => sqlx::query(AssertSqlSafe(sql))
            .bind(channel.0).bind(part).bind(name).execute(conn).await.map(|_| ()))?)
    }

    /// Which message a part of ours is of.
    pub async fn message_of_outgoing(
        &mut self,
        channel: ChannelId,
        id: Uuid,
    ) -> Result<Option<(ConversationId, Seq)>, Error> {
        let row: Option<(Uuid, i64)> = on!(self, conn => sqlx::query_as(
            "select conversation_id, seq from outgoing where channel_id = $1 and id = $2")
            .bind(channel.0).bind(id).fetch_optional(conn).await)?;
        Ok(row.map(|(id, seq)| (ConversationId(id), seq)))
    }

    /// How far the parts of a conversation's messages have got, in order; of one message, if that is said.
    pub async fn parts_of(&mut self, of: ConversationId, seq: Option<Seq>) -> Result<Vec<PartState>, Error> {
        type Stored = (i64, String, Option<String>, Option<String>, i64);
        let only = if seq.is_some() { "seq = $2" } else { "$2 is not null" };
        let sql = format!(
            "select seq, state, why, said, at from outgoing where conversation_id = $1 and {only} order by seq, part"
        );
        let rows: Vec<Stored> = on!(self, conn => sqlx::query_as(AssertSqlSafe(sql))
            .bind(of.0).bind(seq.unwrap_or_default()).fetch_all(conn).await)?;
        rows.into_iter()
            .map(|(seq, state, why, said, since)| {
                Ok(PartState {
                    seq,
                    state: word("state of a part", &state, state_of)?,
                    why: why.and_then(|why| serde_json::from_value(why.into()).ok()),
                    said: said.filter(|said| !said.is_empty()),
                    at: at(since)?,
                })
            })
            .collect()
    }

    /// Has the parts of a message that failed or are unknown sent again, each under an id of its own as before. Tells how many.
    pub async fn send_parts_again(&mut self, of: ConversationId, seq: Seq, now: Timestamp) -> Result<u64, Error> {
        Ok(on!(self, conn => sqlx::query(
            "update outgoing set state = 'queued', due_at = $3, began_at = $3, attempts = 0, outside_id = null, \
             why = null, said = null, at = case when at > $3 then at else $3 end \
             where conversation_id = $1 and seq = $2 and state in ('failed', 'unknown')")
            .bind(of.0).bind(seq).bind(ms(now)).execute(conn).await.map(|done| done.rows_affected()))?)
    }
}

/// Which parts the messenger speaks of.
#[derive(Clone, Copy, Debug)]
pub enum Told<'a> {
    /// The one of this name of ours; the messenger calls it so.
    Ours(ChannelId, Try, Option<&'a str>),
    /// The one the messenger calls so.
    Theirs(ChannelId, &'a str),
    /// Everything sent to a client up to then.
    UpTo(ChannelId, ClientId, Timestamp),
}
