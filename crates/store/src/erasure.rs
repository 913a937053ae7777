//! Erasing: what a conversation says and who a client is goes, wherever it is kept; that there was one, when and by whom it
//! was served, stays to be counted.

use crate::{
    Conn, Deliveries, Error, Known, Origin,
    columns::{at, ms},
    conn::{later, on},
    events::Row as EventRow,
    persons::SAME_PERSON,
};
use desk::{
    ClientId, ConversationId, Event, EventBody, FileId, OfflineRequestId, Seq, Timestamp, conversation::Glance,
    event::BODY_VERSION,
};
use sqlx::{AssertSqlSafe, FromRow, types::Json};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Events read at once.
const PAGE: i64 = 500;
/// Deliveries read at once: one has up to 4 MB.
const HOOKS: i64 = 10;

/// What there is of a person, and would go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Erasable {
    /// Conversations.
    pub conversations: i64,
    /// Of these: not over yet.
    pub running: i64,
    /// Messages of both sides.
    pub messages: i64,
    /// Notes, in conversations and about the client.
    pub notes: i64,
    /// Files.
    pub files: i64,
    /// Of how many bytes together.
    pub bytes: i64,
    /// Pages looked at.
    pub page_views: i64,
    /// Offline requests.
    pub requests: i64,
}

/// How much is older than it may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overdue {
    /// Conversations that were not erased.
    pub conversations: i64,
    /// Closed offline requests that were not erased.
    pub requests: i64,
    /// Files.
    pub files: i64,
}

impl Conn<'_> {
    /// What there is of the person a client is.
    pub async fn erasable(&mut self, client: ClientId) -> Result<Erasable, Error> {
        let talks = format!("conversation_id in (select c.id from conversation c where c.client_id in {SAME_PERSON})");
        let of_client = format!("client_id in {SAME_PERSON}");
        let sql = format!(
            "select (select count(*) from conversation where {of_client}) as conversations, \
             (select count(*) from conversation where {of_client} and state in ('waiting', 'active')) as running, \
             (select count(*) from event where kind = 'message_added' and {talks}) as messages, \
             (select count(*) from event where kind in ('note_added', 'client_note_added') and {talks}) as notes, \
             (select count(*) from file where {talks}) as files, \
             (select cast(coalesce(sum(size), 0) as bigint) from file where {talks}) as bytes, \
             (select count(*) from page_view where {of_client}) as page_views, \
             (select count(*) from offline_request where {of_client}) as requests"
        );
        Ok(on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(client.0).fetch_one(conn).await)?)
    }

    /// When the person was erased, if so.
    pub async fn erased_at(&mut self, client: ClientId) -> Result<Option<Timestamp>, Error> {
        let sql = "select k.erased_at from client i join client k on k.id = i.person_id where i.id = $1";
        let row: Option<(Option<i64>,)> =
            on!(self, conn => sqlx::query_as(sql).bind(client.0).fetch_optional(conn).await)?;
        row.and_then(|(erased,)| erased).map(at).transpose()
    }

    /// All conversations of the person a client is.
    pub async fn all_of_person(&mut self, client: ClientId) -> Result<Vec<ConversationId>, Error> {
        let sql = format!("select c.id from conversation c where c.client_id in {SAME_PERSON} order by c.id");
        let ids: Vec<(Uuid,)> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(client.0).fetch_all(conn).await)?;
        Ok(ids.into_iter().map(|(id,)| ConversationId(id)).collect())
    }

    /// Erases the person a client is, with all conversations, none of which may be running: the caller holds the person.
    /// Of what messengers told and nobody has taken in yet, the client's goes, which `deliveries` finds in it.
    pub async fn erase_person(
        &mut self,
        client: ClientId,
        deliveries: &dyn Deliveries,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.erase_from_hooks(client, deliveries, now).await?;
        let talks = self.all_of_person(client).await?;
        self.erase_where_named(client).await?;
        for talk in &talks {
            self.erase_conversation(*talk, now).await?;
        }
        self.forget_deliveries_about(&talks).await?;
        self.unname_heard().await?;
        let sql = format!("select r.id from offline_request r where r.client_id in {SAME_PERSON} order by r.id");
        let requests: Vec<(Uuid,)> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(client.0).fetch_all(conn).await)?;
        for (request,) in requests {
            self.erase_offline_request(OfflineRequestId(request), now).await?;
        }
        // Mails to whom nothing else connects them.
        let sql = format!(
            "delete from mail where lower(to_address) in (select k.email_key from client k where k.id in {SAME_PERSON})"
        );
        on!(self, conn => sqlx::query(AssertSqlSafe(sql)).bind(client.0).execute(conn).await.map(|_| ()))?;
        let clients: Vec<String> = self.clients_of_person(client).await?.iter().map(|it| it.id.0.to_string()).collect();
        for id in clients {
            self.unname_in_audit(&id).await?;
        }
        for sql in [
            format!("delete from ban where client_id in {SAME_PERSON}"),
            format!("delete from page_view where client_id in {SAME_PERSON}"),
            format!("delete from identity where client_id in {SAME_PERSON}"),
            format!("delete from channel_client where client_id in {SAME_PERSON}"),
            format!("delete from client_photo where client_id in {SAME_PERSON}"),
            format!("delete from client_merge where survivor_id in {SAME_PERSON} or merged_id in {SAME_PERSON}"),
        ] {
            on!(self, conn => sqlx::query(AssertSqlSafe(sql)).bind(client.0).execute(conn).await.map(|_| ()))?;
        }
        let sql = format!(
            "update client set name = null, phone = null, email = null, words = '', name_key = null, email_key = null, \
             phone_key = null, erased_at = $2 where id in {SAME_PERSON}"
        );
        on!(self, conn => sqlx::query(AssertSqlSafe(sql)).bind(client.0).bind(ms(now)).execute(conn).await.map(|_| ()))?;
        self.index_now(&talks, now).await?;
        self.purge_is_due().await
    }

    /// What messengers told of a person: whatever was taken in goes as a whole, as it is needed no longer; of the rest, this
    /// person's, and it is as if it had been taken in.
    async fn erase_from_hooks(
        &mut self,
        client: ClientId,
        deliveries: &dyn Deliveries,
        now: Timestamp,
    ) -> Result<(), Error> {
        let sql = format!(
            "select c.known from channel_client c where c.client_id in {SAME_PERSON} order by c.channel_id, c.client_id"
        );
        let reached: Vec<(Json<Vec<Known>>,)> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(client.0).fetch_all(conn).await)?;
        if reached.is_empty() {
            return Ok(());
        }
        // Deliveries come to any page or number of the same app.
        let sql = format!(
            "delete from hook where done_at is not null and channel_id in (select a.id from channel a join channel b \
             on b.kind = a.kind join channel_client c on c.channel_id = b.id where c.client_id in {SAME_PERSON})"
        );
        on!(self, conn => sqlx::query(AssertSqlSafe(sql)).bind(client.0).execute(conn).await.map(|_| ()))?;
        let sql = format!("select i.kind, i.value from identity i where i.client_id in {SAME_PERSON}");
        let identities: Vec<(String, String)> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(client.0).fetch_all(conn).await)?;
        let mut whom: Vec<Known> = identities.into_iter().map(|(kind, value)| Known { kind, value }).collect();
        whom.extend(reached.into_iter().flat_map(|(known,)| known.0));
        let mut after = Uuid::nil();
        loop {
            let some = self.waiting_hooks(after, HOOKS).await?;
            let Some(last) = some.last() else { return Ok(()) };
            after = last.id;
            for hook in &some {
                let Some(sifted) = deliveries.without(hook, &whom) else { continue };
                for (channel, key) in &sifted.gone {
                    self.hear(*channel, key, now).await?;
                }
                self.hook_becomes(hook.id, sifted.left.as_deref()).await?;
            }
        }
    }

    /// Erases what a conversation says, one that is over, with all that was kept because of it. Who the client is stays;
    /// the index is the caller's.
    async fn erase_conversation(&mut self, id: ConversationId, now: Timestamp) -> Result<(), Error> {
        let mut after = 0;
        while let Some(last) = self.erase_events(id, after).await? {
            after = last;
        }
        let origin: Option<(Json<Origin>,)> = on!(self, conn => sqlx::query_as(
            "select origin from conversation where id = $1").bind(id.0).fetch_optional(conn).await)?;
        let known = origin.map(|(origin,)| origin.0).unwrap_or_default();
        // What many have in common, and that there was a consent.
        let origin =
            Origin { language: known.language, device: known.device, consent: known.consent, ..Origin::default() };
        if let Some(memory) = self.memory() {
            memory.forget();
        }
        on!(self, conn => sqlx::query(
            "update conversation set glance = $2, parameters = $3, origin = $4, continues_id = null, erased_at = $5 where id = $1")
            .bind(id.0).bind(Json(Glance::default())).bind(Json(BTreeMap::<String, String>::new())).bind(Json(origin))
            .bind(ms(now)).execute(conn).await.map(|_| ()))?;
        for sql in [
            "insert into file_erased (id) select id from file where conversation_id = $1 on conflict do nothing",
            "delete from file where conversation_id = $1",
            // Of one that is being fetched the bytes may lie there already.
            "insert into file_erased (id) select file_id from medium where conversation_id = $1 on conflict do nothing",
            "delete from draft where conversation_id = $1",
            "delete from routing_decision where conversation_id = $1",
            "delete from mail where about = $1",
            "delete from outgoing where conversation_id = $1",
            "delete from medium where conversation_id = $1",
            "delete from outside_message where conversation_id = $1",
            // As it came it may hold words of several clients: none of it is needed any more.
            "delete from hook where done_at is not null and channel_id in \
             (select c.channel_id from conversation c where c.id = $1 and c.channel_id is not null)",
        ] {
            on!(self, conn => sqlx::query(sql).bind(id.0).execute(conn).await.map(|_| ()))?;
        }
        self.unname_in_audit(&id.0.to_string()).await
    }

    /// A page of a conversation's events; the number of the last one, while there may be more.
    async fn erase_events(&mut self, of: ConversationId, after: Seq) -> Result<Option<Seq>, Error> {
        let events = self.events_after(of, after, PAGE).await?;
        for stored in &events {
            let Event { body, .. } = &stored.event;
            let erased = body.clone().erased();
            if erased != *body {
                self.set_body(stored.id.0, &erased).await?;
            }
        }
        Ok(events.last().map(|last| last.event.seq))
    }

    /// The kind by which events are counted stays.
    async fn set_body(&mut self, event: Uuid, body: &EventBody) -> Result<(), Error> {
        let (version, body) = (i64::from(BODY_VERSION), Json(body.to_stored()));
        later!(self, "update event set version = $2, body = $3 where id = $1", event, version, body)
    }

    /// Who was merged with others and parted again stands in their conversations by name.
    async fn erase_where_named(&mut self, client: ClientId) -> Result<(), Error> {
        let sql = format!(
            "select e.id, e.seq, e.version, e.author_kind, e.author_id, e.at, e.body from event e \
             where e.kind in ('client_merged', 'client_parted') and e.conversation_id in (select c.id from conversation c \
             join client k on k.id = c.client_id where k.person_id in (select o.person_id from client o where o.id in \
             (select m.survivor_id from client_merge m where m.merged_id in {SAME_PERSON} \
             union select m.merged_id from client_merge m where m.survivor_id in {SAME_PERSON})))"
        );
        let rows: Vec<EventRow> =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(client.0).fetch_all(conn).await)?;
        let ours: Vec<ClientId> = self.clients_of_person(client).await?.iter().map(|it| it.id).collect();
        for row in rows {
            let stored = row.into_event()?;
            let (EventBody::ClientMerged { client, other } | EventBody::ClientParted { client, other }) =
                &stored.event.body
            else {
                continue;
            };
            if ours.contains(&client.id) || ours.contains(&other.id) {
                self.set_body(stored.id.0, &EventBody::Erased).await?;
            }
        }
        Ok(())
    }

    /// Erases what was left in an offline request, and the mails about it.
    async fn erase_offline_request(&mut self, id: OfflineRequestId, now: Timestamp) -> Result<(), Error> {
        let Some(mut request) = self.offline_request_for_change(id).await? else { return Ok(()) };
        request.erase();
        on!(self, conn => sqlx::query(
            "update offline_request set filled = $2, conversation_id = null, erased_at = $3 where id = $1")
            .bind(id.0).bind(Json(&request.filled)).bind(ms(now)).execute(conn).await.map(|_| ()))?;
        self.save_offline_request(&request).await?;
        on!(self, conn => sqlx::query("delete from mail where about = $1").bind(id.0).execute(conn).await.map(|_| ()))?;
        self.unname_in_audit(&id.0.to_string()).await
    }

    async fn forget_deliveries_about(&mut self, talks: &[ConversationId]) -> Result<(), Error> {
        for some in talks.chunks(200) {
            let list: Vec<String> = (1..=some.len()).map(|n| format!("${n}")).collect();
            let sql = format!("delete from delivery where conversation_id in ({})", list.join(", "));
            on!(self, conn => some.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, id| query.bind(id.0))
                .execute(conn).await.map(|_| ()))?;
        }
        Ok(())
    }

    /// Lines of the audit log stay: who did what, and when. Whom it was about is not told any more.
    async fn unname_in_audit(&mut self, subject: &str) -> Result<(), Error> {
        on!(self, conn => sqlx::query("update audit set subject = '', changes = $2 where subject_id = $1")
            .bind(subject).bind(Json(Vec::<crate::AuditChange>::new())).execute(conn).await.map(|_| ()))?;
        Ok(())
    }

    /// How much is older than that.
    pub async fn overdue(
        &mut self,
        conversations: Option<Timestamp>,
        files: Option<Timestamp>,
    ) -> Result<Overdue, Error> {
        let (conversations, files) = (conversations.map_or(i64::MIN, ms), files.map_or(i64::MIN, ms));
        let (talks, requests, files): (i64, i64, i64) = on!(self, conn => sqlx::query_as(
            "select (select count(*) from conversation where ended_at < $1 and ended_at is not null and erased_at is null), \
             (select count(*) from offline_request where stage = 'closed' and created_at < $1 and erased_at is null), \
             (select count(*) from file f join conversation c on c.id = f.conversation_id \
             where f.sent_at < $2 and c.state = 'ended')")
            .bind(conversations).bind(files).fetch_one(conn).await)?;
        Ok(Overdue { conversations: talks, requests, files })
    }

    /// Erases conversations that ended before that, the oldest first, and cuts them off from whoever the client was. Of whom
    /// nothing else is left then is erased as well. Tells how many there were.
    pub async fn anonymise_conversations(
        &mut self,
        before: Timestamp,
        limit: i64,
        deliveries: &dyn Deliveries,
        now: Timestamp,
    ) -> Result<usize, Error> {
        let rows: Vec<(Uuid, Uuid, i64)> = on!(self, conn => sqlx::query_as(
            "select id, client_id, queued_at from conversation where ended_at < $1 and ended_at is not null \
             and erased_at is null order by ended_at limit $2")
            .bind(ms(before)).bind(limit).fetch_all(conn).await)?;
        let mut talks = vec![];
        for (id, client, queued_at) in &rows {
            self.erase_conversation(ConversationId(*id), now).await?;
            self.cut_off(*id, ClientId(*client), *queued_at, now).await?;
            on!(self, conn => sqlx::query("delete from page_view where client_id = $1 and at < $2")
                .bind(client).bind(ms(before)).execute(conn).await.map(|_| ()))?;
            talks.push(ConversationId(*id));
        }
        if talks.is_empty() {
            return Ok(0);
        }
        self.forget_deliveries_about(&talks).await?;
        self.unname_heard().await?;
        self.index_now(&talks, now).await?;
        self.purge_is_due().await?;
        self.erase_who_is_gone(rows.into_iter().map(|(_, client, _)| client).collect(), deliveries, now).await?;
        Ok(talks.len())
    }

    /// The same with offline requests that were left before that and are closed.
    pub async fn anonymise_requests(
        &mut self,
        before: Timestamp,
        limit: i64,
        deliveries: &dyn Deliveries,
        now: Timestamp,
    ) -> Result<usize, Error> {
        let rows: Vec<(Uuid, Uuid, i64)> = on!(self, conn => sqlx::query_as(
            "select id, client_id, created_at from offline_request where stage = 'closed' and created_at < $1 \
             and erased_at is null order by created_at limit $2")
            .bind(ms(before)).bind(limit).fetch_all(conn).await)?;
        for (id, _, created_at) in &rows {
            self.erase_offline_request(OfflineRequestId(*id), now).await?;
            let nobody = self.nobody(*created_at, now).await?;
            on!(self, conn => sqlx::query("update offline_request set client_id = $2 where id = $1")
                .bind(id).bind(nobody).execute(conn).await.map(|_| ()))?;
        }
        let done = rows.len();
        self.erase_who_is_gone(rows.into_iter().map(|(_, client, _)| client).collect(), deliveries, now).await?;
        Ok(done)
    }

    async fn erase_who_is_gone(
        &mut self,
        mut clients: Vec<Uuid>,
        deliveries: &dyn Deliveries,
        now: Timestamp,
    ) -> Result<(), Error> {
        clients.sort_unstable();
        clients.dedup();
        for client in clients {
            self.erase_if_gone(ClientId(client), deliveries, now).await?;
        }
        Ok(())
    }

    /// A client who is no one.
    async fn nobody(&mut self, seen_at: i64, now: Timestamp) -> Result<Uuid, Error> {
        let id = Uuid::now_v7();
        on!(self, conn => sqlx::query(
            "insert into client (id, person_id, first_seen_at, erased_at) values ($1, $1, $2, $3)")
            .bind(id).bind(seen_at).bind(ms(now)).execute(conn).await.map(|_| ()))?;
        Ok(id)
    }

    /// The conversation is nobody's now.
    async fn cut_off(&mut self, id: Uuid, from: ClientId, queued_at: i64, now: Timestamp) -> Result<(), Error> {
        let nobody = self.nobody(queued_at, now).await?;
        for table in [
            "conversation set continues_id = null where continues_id",
            "offline_request set conversation_id = null where conversation_id",
        ] {
            let sql = format!("update {table} = $2 and client_id in {SAME_PERSON}");
            on!(self, conn => sqlx::query(AssertSqlSafe(sql)).bind(from.0).bind(id).execute(conn).await.map(|_| ()))?;
        }
        for sql in [
            "update conversation set client_id = $2 where id = $1",
            "update event set author_id = $2 where conversation_id = $1 and author_kind = 'client'",
        ] {
            on!(self, conn => sqlx::query(sql).bind(id).bind(nobody).execute(conn).await.map(|_| ()))?;
        }
        Ok(())
    }

    /// Erases a person of whom there are neither conversations nor requests that say anything.
    async fn erase_if_gone(
        &mut self,
        client: ClientId,
        deliveries: &dyn Deliveries,
        now: Timestamp,
    ) -> Result<(), Error> {
        // Who comes in as one of them waits, and is somebody new then.
        self.persons_for_change([client, client]).await?;
        let sql = format!(
            "select (select count(*) from conversation where client_id in {SAME_PERSON}), \
             (select count(*) from offline_request where client_id in {SAME_PERSON} and erased_at is null)"
        );
        let (talks, requests): (i64, i64) =
            on!(self, conn => sqlx::query_as(AssertSqlSafe(sql)).bind(client.0).fetch_one(conn).await)?;
        if talks == 0 && requests == 0 { self.erase_person(client, deliveries, now).await } else { Ok(()) }
    }

    /// Forgets files that were sent before that, in conversations that are over: their bytes are to go. Tells how many.
    pub async fn forget_old_files(&mut self, before: Timestamp, limit: i64) -> Result<usize, Error> {
        let rows: Vec<(Uuid,)> = on!(self, conn => sqlx::query_as(
            "select f.id from file f join conversation c on c.id = f.conversation_id \
             where f.sent_at < $1 and c.state = 'ended' order by f.sent_at limit $2")
            .bind(ms(before)).bind(limit).fetch_all(conn).await)?;
        for (id,) in &rows {
            for sql in
                ["insert into file_erased (id) values ($1) on conflict do nothing", "delete from file where id = $1"]
            {
                on!(self, conn => sqlx::query(sql).bind(id).execute(conn).await.map(|_| ()))?;
            }
        }
        Ok(rows.len())
    }

    /// Files whose bytes are still to be removed.
    pub async fn erased_files(&mut self, limit: i64) -> Result<Vec<FileId>, Error> {
        let rows: Vec<(Uuid,)> = on!(self, conn => sqlx::query_as("select id from file_erased order by id limit $1")
            .bind(limit).fetch_all(conn).await)?;
        Ok(rows.into_iter().map(|(id,)| FileId(id)).collect())
    }

    /// Their bytes are gone.
    pub async fn files_are_gone(&mut self, files: &[FileId]) -> Result<(), Error> {
        for file in files {
            later!(self, "delete from file_erased where id = $1", file.0)?;
        }
        Ok(())
    }
}
