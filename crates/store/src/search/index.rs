//! Keeps the index in line with the conversations: found out which are behind, then brought in line in small batches. It
//! goes by the numbers of events alone, so nothing is missed by a crash, nor by what other processes wrote.

use super::{
    blocks,
    terms::{Term, terms},
    texts::{Texts, bind_all, placeholders},
};
use crate::{
    Conn, Error, Store, Write,
    columns::ms,
    conn::{later, on},
};
use desk::{ClientId, ConversationId, Seq, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;
use std::collections::HashMap;
use uuid::Uuid;

/// So many places are looked at together for a free one.
const PROBED: i64 = 256;
/// So many pages of the index are merged in one step.
const MERGED: i64 = 100;

impl Store {
    /// Brings at most so many conversations in line with the index: what is over first, then what runs, that which waited
    /// longest first. Tells how many.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn index_some(&self, ended: i64, running: i64, now: Timestamp) -> Result<usize, Error> {
        let mut read = self.read().await?;
        let mut behind = read.conn().behind_ended(ended).await?;
        for id in read.conn().behind_running(running).await? {
            if !behind.contains(&id) {
                behind.push(id);
            }
        }
        if behind.is_empty() {
            return Ok(0);
        }
        let mut texts = read.conn().texts(&behind).await?;
        let indexed = read.conn().indexed(&behind).await?;
        drop(read);
        // The older ones first: FTS5 wants rising numbers within a batch, or writes out what it has.
        texts.sort_by_key(|texts| texts.shown.conversation.queued_at);
        let prepared: Vec<_> = texts.iter().map(|texts| (texts, joined(texts))).collect();
        let mut write = self.write().await?;
        for (texts, terms) in prepared {
            let id = texts.shown.conversation.id;
            write.conn().index(texts, terms, indexed.get(&id.0).copied(), now).await?;
        }
        texts.sort_by_key(|texts| texts.shown.conversation.id);
        for texts in &texts {
            let c = &texts.shown.conversation;
            write.conn().is_indexed(c.id, c.last_seq).await?;
        }
        write.commit(|| ()).await?;
        Ok(behind.len())
    }

    /// Marks every conversation as not indexed; what is found until it is again, is found still.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn index_anew(&self) -> Result<(), Error> {
        let mut write: Write = self.write().await?;
        let mut conn = write.conn();
        on!(&mut conn, conn => sqlx::query(
            "insert into search_due (conversation_id, seq) select c.id, c.last_seq from conversation c \
             where c.state = 'ended' on conflict (conversation_id) do nothing").execute(conn).await.map(|_| ()))?;
        on!(&mut conn, conn => sqlx::query("update search_doc set seq = -1").execute(conn).await.map(|_| ()))?;
        write.commit(|| ()).await
    }

    /// Something was erased: FTS5 keeps the words of a row that was replaced until it merges what it has written. A step of
    /// that; tells whether there is more to do. PostgreSQL frees them with its own vacuum.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn purge_index(&self) -> Result<bool, Error> {
        let mut write = self.write().await?;
        let mut conn = write.conn();
        let Some(purge) = conn.setting::<Purge>("index_purge").await?.filter(|it| it.done < it.wanted) else {
            return Ok(false);
        };
        let mut step = Purge { begun: Some(purge.begun.unwrap_or(purge.wanted)), ..purge };
        if !conn.merge_words(purge.begun.is_none()).await? {
            // What was erased while it went on needs another round.
            step = Purge { done: step.begun.unwrap_or_default(), begun: None, ..purge };
        }
        conn.save_setting("index_purge", &step).await?;
        let more = step.done < step.wanted;
        write.commit(|| ()).await?;
        Ok(more)
    }

    /// How many conversations that are over wait to be indexed.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn to_index(&self) -> Result<i64, Error> {
        let mut read = self.read().await?;
        let mut conn = read.conn();
        let (n,): (i64,) =
            on!(&mut conn, conn => sqlx::query_as("select count(*) from search_due").fetch_one(conn).await)?;
        Ok(n)
    }
}

/// The terms as one text: SQLite takes it apart at the spaces, PostgreSQL is told to.
fn joined(texts: &Texts) -> String {
    let terms: Vec<String> = terms(&texts.shown, &texts.said).into_iter().map(|term: Term| term.0).collect();
    terms.join(" ")
}

/// How far the words of what was erased are gone from the index: counted by erasures.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Purge {
    wanted: i64,
    /// Up to which one the present round reaches.
    begun: Option<i64>,
    done: i64,
}

impl Conn<'_> {
    /// Something is erased with this: its words are to go from the index, too.
    pub(crate) async fn purge_is_due(&mut self) -> Result<(), Error> {
        let purge: Purge = self.setting("index_purge").await?.unwrap_or_default();
        self.save_setting("index_purge", &Purge { wanted: purge.wanted + 1, ..purge }).await
    }

    /// Source: SQLite, "FTS5", "The 'merge' Command": a negative number first has all that was written merged into one, a few
    /// pages at a time; it is done when a step changes nothing.
    async fn merge_words(&mut self, first: bool) -> Result<bool, Error> {
        let Self::Sqlite(conn) = self else { return Ok(false) };
        let conn = &mut *conn;
        let pages = if first { -MERGED } else { MERGED };
        let (before,): (i64,) = sqlx::query_as("select total_changes()").fetch_one(&mut *conn).await?;
        sqlx::query("insert into search_text (search_text, rank) values ('merge', $1)")
            .bind(pages)
            .execute(&mut *conn)
            .await?;
        let (after,): (i64,) = sqlx::query_as("select total_changes()").fetch_one(&mut *conn).await?;
        Ok(first || after - before >= 2)
    }

    /// A conversation that is over is another one now; said by whatever writes its row.
    pub(crate) async fn index_is_due(&mut self, id: ConversationId, seq: Seq) -> Result<(), Error> {
        later!(
            self,
            "insert into search_due (conversation_id, seq) values ($1, $2) \
             on conflict (conversation_id) do update set seq = excluded.seq",
            id.0,
            seq,
        )
    }

    /// A client is known in another way now, or as another person: whatever conversations there were say something else.
    /// In the order of their ids, as the index is brought in line: who waits for whom is then no circle.
    pub(crate) async fn index_of_client_is_due(&mut self, client: ClientId) -> Result<(), Error> {
        later!(
            self,
            "insert into search_due (conversation_id, seq) select c.id, c.last_seq from conversation c where c.client_id in \
             (select o.id from client i join client o on o.person_id = i.person_id where i.id = $1) order by c.id \
             on conflict (conversation_id) do update set seq = excluded.seq",
            client.0,
        )
    }

    /// Brings the index in line with these at once, within the change that made them say something else.
    pub(crate) async fn index_now(&mut self, of: &[ConversationId], now: Timestamp) -> Result<(), Error> {
        for some in of.chunks(50) {
            let mut texts = self.texts(some).await?;
            let indexed = self.indexed(some).await?;
            texts.sort_by_key(|texts| texts.shown.conversation.queued_at);
            for texts in &texts {
                let c = &texts.shown.conversation;
                self.index(texts, joined(texts), indexed.get(&c.id.0).copied(), now).await?;
                self.is_indexed(c.id, c.last_seq).await?;
            }
        }
        Ok(())
    }

    async fn behind_ended(&mut self, limit: i64) -> Result<Vec<ConversationId>, Error> {
        // Ids begin with the moment they were made at: the newest first.
        let ids: Vec<(Uuid,)> = on!(self, conn => sqlx::query_as(
            "select conversation_id from search_due order by conversation_id desc limit $1")
            .bind(limit).fetch_all(conn).await)?;
        Ok(ids.into_iter().map(|(id,)| ConversationId(id)).collect())
    }

    async fn behind_running(&mut self, limit: i64) -> Result<Vec<ConversationId>, Error> {
        let ids: Vec<(Uuid,)> = on!(self, conn => sqlx::query_as(
            "select c.id from conversation c left join search_doc d on d.conversation_id = c.id \
             where c.state in ('waiting', 'active') and coalesce(d.seq, -1) < c.last_seq \
             order by coalesce(d.indexed_at, 0), c.queued_at limit $1")
            .bind(limit).fetch_all(conn).await)?;
        Ok(ids.into_iter().map(|(id,)| ConversationId(id)).collect())
    }

    /// The place of each that is indexed.
    async fn indexed(&mut self, of: &[ConversationId]) -> Result<HashMap<Uuid, i64>, Error> {
        let sql = format!(
            "select conversation_id, place from search_doc where conversation_id in ({})",
            placeholders(of.len())
        );
        let rows: Vec<(Uuid, i64)> =
            on!(self, conn => bind_all!(sqlx::query_as(AssertSqlSafe(sql)), of).fetch_all(conn).await)?;
        Ok(rows.into_iter().collect())
    }

    async fn index(
        &mut self,
        texts: &Texts,
        mut terms: String,
        place: Option<i64>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let c = &texts.shown.conversation;
        let place = match place {
            Some(place) => place,
            None => self.free_place(blocks::place(c.queued_at)).await?,
        };
        later!(
            self,
            "insert into search_doc (place, conversation_id, seq, indexed_at) values ($1, $2, $3, $4) \
             on conflict (conversation_id) do update set seq = excluded.seq, indexed_at = excluded.indexed_at",
            place,
            c.id.0,
            c.last_seq,
            ms(now),
        )?;
        if let Self::Sqlite(_) = self {
            later!(self, "insert or replace into search_text (rowid, terms) values ($1, $2)", place, terms)?;
        } else {
            for block in blocks::of(place) {
                terms.push(' ');
                terms.push_str(&block.0);
            }
            later!(
                self,
                "insert into search_text (place, terms) values ($1, array_to_tsvector(string_to_array($2, ' '))) \
                 on conflict (place) do update set terms = excluded.terms",
                place,
                terms,
            )?;
        }
        Ok(())
    }

    /// One that changed meanwhile stays due.
    async fn is_indexed(&mut self, id: ConversationId, seq: Seq) -> Result<(), Error> {
        later!(self, "delete from search_due where conversation_id = $1 and seq <= $2", id.0, seq)
    }

    async fn free_place(&mut self, wished: i64) -> Result<i64, Error> {
        let mut place = wished;
        loop {
            let taken: Vec<(i64,)> = on!(self, conn => sqlx::query_as(
                "select place from search_doc where place >= $1 and place < $2 order by place")
                .bind(place).bind(place + PROBED).fetch_all(conn).await)?;
            let next = place + PROBED;
            for (taken,) in taken {
                if taken != place {
                    return Ok(place);
                }
                place += 1;
            }
            if place < next {
                return Ok(place);
            }
        }
    }
}
