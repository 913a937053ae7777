//! Erasing: afterwards nothing in the whole database says who the client was or what was said, and everything can be counted.

use crate::{
    both::{Database, both},
    people::{ANNA, CLIENT, STRANGER, SUPPORT, accept, at, enter, entering, id, people, widget},
};
use desk::{
    Author, ClientId, Conversation, ConversationId, Details, Entry, Event, EventBody, EventId, FileId, KnownAs,
    Message, NewConversation, OfflineRequest, OfflineRequestId,
    details::Changed,
    event::{Answer as Answered, EndCause, RedirectCause, Target},
    message::Attachment,
    offline::{Filled, Means, Stage, Why},
    text::Text,
    webhook::Topic,
};
use sqlx::{AssertSqlSafe, Row as _};
use std::collections::BTreeMap;
use store::{
    Agreed, Answer, AuditChange, AuditEntry, Client, Conn, Deliveries, Draft, Erasable, Hook, Identified, Known, Merge,
    NewMail, Origin, PageView, Sifted, StoredFile, Webhook,
    search::{Filter, Kind, Query, Viewer, Wish},
};

both![
    an_erased_client_is_found_nowhere_in_the_database,
    what_is_left_of_an_erased_client_can_be_counted,
    others_are_left_as_they_were,
    who_was_merged_and_parted_is_not_named_by_the_other_one,
    old_conversations_are_made_anonymous_and_are_nobodys,
    who_has_something_younger_stays_known,
    old_files_go_and_what_was_said_stays,
];

/// In everything the client said or is. Nobody else says it.
const WORD: &str = "qzxword";
const TALK: ConversationId = ConversationId(id(0xd1));

fn personal(what: &str) -> String {
    format!("{WORD} {what}")
}

fn text(what: &str) -> Text {
    Text::parse(&personal(what)).unwrap()
}

fn details(what: &str) -> Details {
    Details {
        name: Some(personal(what)),
        phone: Some("+420 777 000 111".into()),
        email: Some(format!("{WORD}@example.org")),
    }
}

async fn happens(conn: &mut Conn<'_>, talk: &mut Conversation, author: Author, body: EventBody) {
    talk.last_seq += 1;
    let event = Event { seq: talk.last_seq, id: None, at: at(talk.last_seq), author, body };
    conn.append_event(talk.id, EventId(uuid::Uuid::now_v7()), &event).await.unwrap();
}

/// Of everything something, with the word in it.
async fn tell(conn: &mut Conn<'_>) {
    let client = Client { id: CLIENT, name: None, phone: None, email: None, first_seen_at: at(0) };
    conn.save_client(&client.with(details("name"))).await.unwrap();
    conn.add_identity("company", &personal("subject"), CLIENT, at(0)).await.unwrap();
    conn.identity_seen("company", &personal("subject"), Some(&personal("browser")), Some(&widget()), at(1))
        .await
        .unwrap();
    assert!(conn.set_client_photo(CLIENT, &personal("face"), WORD.as_bytes(), at(1)).await.unwrap());
    let page = PageView { id: id(0xaa), url: format!("https://e.org/{WORD}"), title: personal("page"), at: at(0) };
    conn.add_page_view(CLIENT, &page).await.unwrap();

    let (mut talk, _) = Conversation::start(NewConversation { id: TALK, ..entering(1) }, at(0));
    let identified = Identified { subject: personal("subject"), name: None, phone: None, email: None };
    let origin = Origin {
        language: Some("cs".into()),
        page_url: Some(personal("url")),
        referrer: Some(personal("referrer")),
        identified: Some(identified),
        consent: Some(Agreed { version: 3, at: at(0) }),
        ..Origin::default()
    };
    let parameters = BTreeMap::from([(personal("key"), personal("value"))]);
    conn.insert_conversation(&talk, &origin, &parameters, None, None).await.unwrap();
    talk.last_seq = 0;
    let (client, anna) = (Author::Client(CLIENT), Author::Operator(ANNA));
    let file = Attachment {
        id: FileId(id(0xf1)),
        name: personal("file.pdf"),
        media_type: "application/pdf".into(),
        size: 3,
        dimensions: None,
        key: "key".into(),
    };
    let message = Message::new(Some(text("message")), vec![file.clone()], None).unwrap();
    let other = KnownAs { id: STRANGER, details: details("other") };
    let agreed = Answered { field: Answered::CONSENT.into(), value: "3".into() };
    let answers = vec![Answered { field: "name".into(), value: personal("answer") }, agreed];
    let (to, from) = (Target::Group(SUPPORT), Target::Operator(ANNA));
    let (entry, note) = (Entry::Chat, Some(text("note")));
    for (by, body) in [
        (client, EventBody::Started { entry, widget: None, channel: None, target: to, answers, continues: None }),
        (client, EventBody::MessageAdded { message: message.clone() }),
        (anna, EventBody::Accepted),
        (anna, EventBody::NoteAdded { text: text("note") }),
        (anna, EventBody::Invited { to, until: at(9), note: note.clone() }),
        (anna, EventBody::Redirected { from, to, accept_by: None, note: note.clone(), cause: RedirectCause::Operator }),
        (client, EventBody::PageViewed { url: personal("url"), title: personal("title") }),
        (anna, EventBody::ClientChanged { name: Some(personal("name")), phone: None, email: None }),
        (anna, EventBody::ClientMerged { client: other.clone(), other: other.clone() }),
        (anna, EventBody::ClientParted { client: other.clone(), other }),
        (anna, EventBody::ClientNoteAdded { text: text("client note") }),
        (anna, EventBody::ParametersChanged { parameters }),
    ] {
        happens(conn, &mut talk, by, body).await;
    }
    accept(&mut talk, ANNA, 3);
    conn.save_conversation(&talk, None).await.unwrap();
    let said = talk.client_said(EventId(id(0xe99)), message, at(20)).unwrap();
    conn.append_event(talk.id, EventId(id(0xe99)), &said).await.unwrap();
    let ended = talk.end(ANNA, None, note, at(30)).unwrap().unwrap();
    conn.append_event(talk.id, EventId(id(0xe9a)), &ended).await.unwrap();
    conn.save_conversation(&talk, None).await.unwrap();

    let stored = StoredFile { file, conversation: TALK, author: client, created_at: at(1), sent_at: Some(at(2)) };
    conn.insert_file(&stored).await.unwrap();
    let draft = Draft { reply: personal("draft"), note: personal("draft") };
    conn.save_draft(TALK, ANNA, &draft, at(1)).await.unwrap();
    let delivery = id(0xde1);
    conn.add_delivery(delivery, id(0xbb), Topic::Started, (TALK, 1), at(1)).await.unwrap();
    let answer = Answer { trouble: None, status: Some(200), said: personal("echo") };
    conn.delivered(delivery, &answer, at(2)).await.unwrap();
    let mut request = OfflineRequest {
        id: OfflineRequestId(id(0x91)),
        client: CLIENT,
        entry,
        widget: widget(),
        group: SUPPORT,
        filled: Filled {
            message: Some(personal("request")),
            email: Some(personal("mail")),
            consent: Some(3),
            ..Filled::default()
        },
        why: Why::Offline,
        waited_in: Some(TALK),
        created_at: at(1),
        stage: Stage::Open,
        operator: None,
        version: 1,
        history: vec![],
    };
    conn.insert_offline_request(&request).await.unwrap();
    request.answer(ANNA, Means::Email, Some(personal("answer")), at(2)).unwrap();
    conn.save_offline_request(&request).await.unwrap();
    for (n, about, to) in [
        (1, Some(request.id.0), "desk@lumen.example".to_owned()),
        (2, Some(TALK.0), "desk@lumen.example".to_owned()),
        (3, None, format!("{}@EXAMPLE.org", WORD.to_uppercase())),
    ] {
        let mail = NewMail {
            id: id(0x800 + n),
            kind: "answer",
            about,
            to_address: to,
            to_name: Some(personal("name")),
            reply_to: Some(personal("reply")),
            subject: personal("subject"),
            text: personal("text"),
            html: Some(personal("html")),
        };
        conn.add_mail(&mail, at(1)).await.unwrap();
    }
    for (n, subject) in [(1, TALK.0), (2, CLIENT.0), (3, request.id.0)] {
        let line = AuditEntry {
            id: id(0x700 + n),
            at: at(1),
            operator: Some(ANNA),
            who: "Anna".into(),
            address: None,
            area: "looks".into(),
            act: "conversation_seen".into(),
            subject_id: Some(subject.to_string()),
            subject: Some(personal("name")),
            changes: vec![AuditChange { field: "name".into(), before: personal("name").into(), after: 1.into() }],
        };
        conn.add_audit(&line).await.unwrap();
    }
}

/// Reads deliveries of a messenger that sends a line for each thing: whose it is, and what.
pub struct Lines;

impl Deliveries for Lines {
    fn without(&self, hook: &Hook, whom: &[Known]) -> Option<Sifted> {
        let is = |line: &&str| whom.iter().any(|it| line.starts_with(&it.value));
        let (gone, left): (Vec<_>, Vec<_>) = hook.body.lines().partition(is);
        let left = Some(left.join("\n")).filter(|left| !left.is_empty());
        (!gone.is_empty()).then(|| Sifted { left, gone: gone.iter().map(|line| (hook.channel, key(line))).collect() })
    }
}

/// By which a line would be heard.
pub fn key(line: &str) -> String {
    format!("line:{}", line.len())
}

async fn told(db: &Database) {
    people(db).await;
    db.change(async |mut conn| tell(&mut conn).await).await;
    db.store.index_some(99, 99, at(50)).await.unwrap();
}

async fn erase(db: &Database, client: ClientId) {
    db.change(async |mut conn| conn.erase_person(client, &Lines, at(60)).await.unwrap()).await;
    while db.store.purge_index().await.unwrap() {}
}

/// Every place of the database in which somebody's bytes stand, whatever the column's type.
pub async fn places_of(db: &Database, word: &str) -> Vec<String> {
    let mut read = db.store.read().await.unwrap();
    let mut found = vec![];
    match &mut read.conn() {
        Conn::Sqlite(conn) => {
            let conn = &mut *conn;
            let columns = sqlx::query(
                "select t.name, c.name from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table' and t.sql not like 'create virtual%'",
            );
            for row in columns.fetch_all(&mut *conn).await.unwrap() {
                let (table, column): (String, String) = (row.get(0), row.get(1));
                let sql = format!(
                    "select count(*) from \"{table}\" where instr(cast(\"{column}\" as blob), cast(? as blob)) > 0 \
                     or instr(lower(cast(\"{column}\" as text)), ?) > 0"
                );
                let count: i64 =
                    sqlx::query_scalar(AssertSqlSafe(sql)).bind(word).bind(word).fetch_one(&mut *conn).await.unwrap();
                found.extend((count > 0).then(|| format!("{table}.{column}")));
            }
        }
        Conn::Postgres(conn) => {
            let columns = sqlx::query(
                "select table_name::text, column_name::text from information_schema.columns where table_schema = current_schema()",
            );
            for row in columns.fetch_all(&mut **conn).await.unwrap() {
                let (table, column): (String, String) = (row.get(0), row.get(1));
                let sql = format!(
                    "select count(*) from \"{table}\" where position($1 in lower(cast(\"{column}\" as text))) > 0"
                );
                let count: i64 =
                    sqlx::query_scalar(AssertSqlSafe(sql)).bind(word).fetch_one(&mut **conn).await.unwrap();
                found.extend((count > 0).then(|| format!("{table}.{column}")));
            }
        }
    }
    // PostgreSQL tells its columns in any order.
    found.sort_unstable();
    found
}

async fn found(db: &Database, word: &str) -> usize {
    let query = Query::parse(word).unwrap();
    let viewer = Viewer { operator: ANNA, all: true, waiting: true };
    let wish = Wish { query: Some(&query), kind: Kind::Conversations, filter: Filter::default(), viewer };
    db.look(async |mut conn| conn.find(&wish, None, 9).await.unwrap().hits.len()).await
}

async fn an_erased_client_is_found_nowhere_in_the_database(db: Database) {
    told(&db).await;
    let before = places_of(&db, WORD).await;
    for place in [
        "client.name",
        "client.words",
        "client_photo.key",
        "identity.value",
        "identity.device",
        "page_view.url",
        "event.body",
        "conversation.glance",
        "conversation.origin",
        "conversation.parameters",
        "file.name",
        "draft.reply",
        "delivery.answer",
        "offline_request.filled",
        "offline_request.history",
        "mail.subject",
        "audit.subject",
        "audit.changes",
    ] {
        assert!(before.contains(&place.to_owned()), "the test says nothing of {place}: {before:?}");
    }
    assert!(before.iter().any(|place| place.starts_with("search_text")), "{before:?}");
    assert_eq!(found(&db, WORD).await, 1);

    erase(&db, CLIENT).await;
    assert_eq!(places_of(&db, WORD).await, Vec::<String>::new());
    assert_eq!(places_of(&db, "777000111").await, Vec::<String>::new());
    assert_eq!(found(&db, WORD).await, 0);
    assert_eq!(db.look(async |mut c| c.erased_files(9).await.unwrap()).await, [FileId(id(0xf1))]);
    let again = db.look(async |mut c| c.erased_at(CLIENT).await.unwrap()).await;
    assert_eq!(again, Some(at(60)));
    // Twice is once.
    erase(&db, CLIENT).await;
    db.change(async |mut conn| conn.files_are_gone(&[FileId(id(0xf1))]).await.unwrap()).await;
    assert_eq!(places_of(&db, WORD).await, Vec::<String>::new());
}

async fn what_is_left_of_an_erased_client_can_be_counted(db: Database) {
    told(&db).await;
    let before =
        db.look(async |mut c| (c.erasable(CLIENT).await.unwrap(), c.shown(TALK).await.unwrap().unwrap())).await;
    let expected = Erasable {
        conversations: 1,
        running: 0,
        messages: 2,
        notes: 2,
        files: 1,
        bytes: 3,
        page_views: 1,
        requests: 1,
    };
    assert_eq!(before.0, expected);
    erase(&db, CLIENT).await;
    let (after, shown, events) = db
        .look(async |mut c| {
            let events = c.events_after(TALK, 0, 99).await.unwrap();
            (c.erasable(CLIENT).await.unwrap(), c.shown(TALK).await.unwrap().unwrap(), events)
        })
        .await;
    assert_eq!(
        after,
        Erasable { files: 0, bytes: 0, page_views: 0, ..expected },
        "messages and notes are still counted"
    );
    assert_eq!(shown.conversation.stage, before.1.conversation.stage);
    assert_eq!(shown.conversation.first_accepted_at, before.1.conversation.first_accepted_at);
    assert_eq!(shown.origin.language.as_deref(), Some("cs"));
    assert_eq!(events.len(), 14, "every number is there");
    // Who agreed can be nobody any more, but that somebody did, to what and when, must be shown.
    assert_eq!(shown.origin.consent, Some(Agreed { version: 3, at: at(0) }));
    assert!(matches!(&events[0].event.body, EventBody::Started { answers, .. }
        if matches!(&answers[..], [only] if (only.field.as_str(), only.value.as_str()) == ("consent", "3"))));
    let request = OfflineRequestId(id(0x91));
    let request = db.look(async |mut c| c.offline_request(request).await.unwrap()).await.unwrap();
    assert_eq!(request.filled, Filled { consent: Some(3), ..Filled::default() });
    assert_eq!((&events[1].event.body, events[1].event.author), (&EventBody::Erased, Author::Client(CLIENT)));
    assert_eq!(events[2].event.body, EventBody::Accepted);
    let ended = EventBody::Ended { cause: EndCause::Operator, result: None, note: None };
    assert_eq!(events[13].event.body, ended);
}

async fn others_are_left_as_they_were(db: Database) {
    told(&db).await;
    let others = "somebodyelse";
    db.change(async |mut conn| {
        let client = Client { id: STRANGER, name: Some(others.into()), phone: None, email: None, first_seen_at: at(0) };
        conn.save_client(&client).await.unwrap();
        let new = NewConversation { client: STRANGER, ..entering(2) };
        let mut talk = enter(&mut conn, new, 1).await;
        talk.last_seq = 0;
        let message = Message::new(Some(Text::parse(others).unwrap()), vec![], None).unwrap();
        happens(&mut conn, &mut talk, Author::Client(STRANGER), EventBody::MessageAdded { message }).await;
        let webhook = Webhook {
            id: id(0xbb),
            name: "CRM".into(),
            url: "https://crm.example/".into(),
            topics: vec![],
            sealed: "1.".into(),
            before: None,
            created_at: at(0),
            paused: None,
        };
        conn.save_webhook(&webhook).await.unwrap();
        conn.add_delivery(id(0xde2), id(0xbb), Topic::Started, (ConversationId(id(2)), 1), at(1)).await.unwrap();
    })
    .await;
    db.store.index_some(9, 9, at(51)).await.unwrap();
    let before = places_of(&db, others).await;
    erase(&db, CLIENT).await;
    assert_eq!(places_of(&db, others).await, before);
    assert_eq!(found(&db, others).await, 1);
    assert_eq!(db.look(async |mut c| c.deliveries(id(0xbb), true, None, 9).await.unwrap().len()).await, 1);
}

async fn who_was_merged_and_parted_is_not_named_by_the_other_one(db: Database) {
    people(&db).await;
    let known = KnownAs { id: CLIENT, details: details("name") };
    let other = KnownAs { id: STRANGER, details: Details::default() };
    db.change(async |mut conn| {
        let mut talk = enter(&mut conn, NewConversation { client: STRANGER, ..entering(2) }, 1).await;
        let merge = Merge {
            id: id(0x75),
            survivor: STRANGER,
            merged: CLIENT,
            by: Some(ANNA),
            at: at(1),
            changed: Changed { before: details("before"), after: Details::default() },
            undone_at: None,
        };
        conn.merge(&merge).await.unwrap();
        let body = EventBody::ClientMerged { client: other.clone(), other: known.clone() };
        happens(&mut conn, &mut talk, Author::Operator(ANNA), body).await;
        conn.undo_merge(&merge, ANNA, at(2)).await.unwrap();
        let body = EventBody::ClientParted { client: other.clone(), other: known.clone() };
        happens(&mut conn, &mut talk, Author::Operator(ANNA), body).await;
    })
    .await;
    assert_eq!(places_of(&db, WORD).await.len(), 2);
    erase(&db, CLIENT).await;
    assert_eq!(places_of(&db, WORD).await, Vec::<String>::new());
}

async fn old_conversations_are_made_anonymous_and_are_nobodys(db: Database) {
    told(&db).await;
    db.change(async |mut conn| {
        let mut request = conn.offline_request(OfflineRequestId(id(0x91))).await.unwrap().unwrap();
        request.close(ANNA, true, at(3)).unwrap();
        conn.save_offline_request(&request).await.unwrap();
    })
    .await;
    let due = async |before| {
        let due = db.look(async |mut c| c.overdue(Some(at(before)), Some(at(before))).await.unwrap()).await;
        (due.conversations, due.requests, due.files)
    };
    assert_eq!((due(30).await, due(31).await), ((0, 1, 1), (1, 1, 1)));
    let done = db.change(async |mut c| c.anonymise_conversations(at(30), 9, &Lines, at(60)).await.unwrap()).await;
    assert_eq!((done, places_of(&db, WORD).await.is_empty()), (0, false), "it ended at that very moment");
    let done = db.change(async |mut c| c.anonymise_conversations(at(31), 9, &Lines, at(60)).await.unwrap()).await;
    assert_eq!(done, 1);
    let shown = db.look(async |mut c| c.shown(TALK).await.unwrap().unwrap()).await;
    assert_ne!(shown.person, CLIENT);
    assert_eq!(db.look(async |mut c| c.client(CLIENT).await.unwrap().unwrap().name).await, Some(personal("name")));
    let done = db.change(async |mut c| c.anonymise_requests(at(31), 9, &Lines, at(60)).await.unwrap()).await;
    assert_eq!(done, 1);
    // Nothing else is known of the client: so nothing is known of the client.
    while db.store.purge_index().await.unwrap() {}
    assert_eq!(places_of(&db, WORD).await, Vec::<String>::new());
    assert_eq!(due(31).await, (0, 0, 0));
    let done = db.change(async |mut c| c.anonymise_conversations(at(31), 9, &Lines, at(61)).await.unwrap()).await;
    assert_eq!(done, 0);
}

async fn who_has_something_younger_stays_known(db: Database) {
    told(&db).await;
    let new = NewConversation { continues: Some(TALK), ..entering(2) };
    db.change(async |mut conn| {
        let (conversation, _) = Conversation::start(new, at(40));
        let parameters = BTreeMap::new();
        conn.insert_conversation(&conversation, &Origin::default(), &parameters, Some(TALK), None).await.unwrap();
    })
    .await;
    db.change(async |mut c| c.anonymise_conversations(at(31), 9, &Lines, at(60)).await.unwrap()).await;
    db.change(async |mut c| c.anonymise_requests(at(31), 9, &Lines, at(60)).await.unwrap()).await;
    let (client, younger) = db
        .look(async |mut c| {
            (c.client(CLIENT).await.unwrap().unwrap(), c.shown(ConversationId(id(2))).await.unwrap().unwrap())
        })
        .await;
    assert_eq!(client.name, Some(personal("name")));
    assert_eq!((younger.person, younger.continues), (CLIENT, None), "nothing leads from the one to the other");
    let past = db.look(async |mut c| c.conversations_of_client(CLIENT).await.unwrap()).await;
    assert_eq!(past, 1);
}

async fn old_files_go_and_what_was_said_stays(db: Database) {
    told(&db).await;
    let forget = async |before| db.change(async |mut c| c.forget_old_files(at(before), 9).await.unwrap()).await;
    let named = async |after: bool| {
        let events = db.look(async |mut c| c.events_after(TALK, 0, 99).await.unwrap()).await;
        let last = events.last().unwrap().event.seq + 1;
        let before = db.look(async |mut c| c.events_before(TALK, last, 99).await.unwrap()).await;
        assert_eq!(before, events, "however the log is read");
        let mut deleted: Vec<FileId> = events.into_iter().flat_map(|stored| stored.deleted).collect();
        deleted.dedup();
        assert_eq!(deleted, vec![FileId(id(0xf1)); usize::from(after)]);
    };
    named(false).await;
    assert_eq!(forget(2).await, 0, "it was sent at that very moment");
    assert_eq!(forget(3).await, 1);
    assert_eq!(forget(3).await, 0);
    let (file, waiting) =
        db.look(async |mut c| (c.file(FileId(id(0xf1))).await.unwrap(), c.erased_files(9).await.unwrap())).await;
    assert_eq!((file, waiting), (None, vec![FileId(id(0xf1))]));
    named(true).await;
    assert_eq!(found(&db, WORD).await, 1);
}
