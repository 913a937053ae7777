//! A copy of the database while others write: of one moment, whole, and a database again.

use crate::{
    both::{Database, both},
    channels::{SHOP, TALK, nth, part, take, with_talk},
    people::{ANNA, CLIENT, accept, at, enter, entering, id, people},
};
use desk::{
    Author, ConversationId, Event, EventBody, EventId, FileId, Message,
    delivery::{DeliveryState, FailedWhy, Word},
    mail,
    message::Attachment,
    text::Text,
    webhook::{self, Topic},
};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};
use store::{
    Error, MailState, NewMail, PartState, Store, StoredFile, Told, Webhook,
    backup::{self, Copied, Held},
};
use uuid::Uuid;

both![
    a_copy_made_while_others_write_has_all_that_was_acknowledged_before,
    whatever_stands_in_a_row_comes_back,
    what_is_there_already_is_not_filled,
    what_waited_in_a_copy_is_held_and_goes_again_by_hand_only,
    a_copy_that_does_not_fit_fills_nothing,
];

const TALKS: u128 = 4;

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("hovorna-copy-{}", Uuid::now_v7()));
        std::fs::create_dir(&folder).unwrap();
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Another database, made of the copy.
async fn restored(db: &Database, copied: &Copied, folder: &Path) -> Store {
    let (url, _) = held(db, copied, folder).await;
    Store::open(&url).await.unwrap()
}

/// Another database, made of the copy: its address, and what is held in it.
async fn held(db: &Database, copied: &Copied, folder: &Path) -> (String, Held) {
    if db.store.kind() == "sqlite" {
        let path = folder.join(&copied.parts[0].name);
        let held = backup::settle_sqlite(&path, at(100)).await.unwrap();
        let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(files, ["database.sqlite"], "nothing of it stands beside it");
        return (format!("sqlite:{}", path.display()), held);
    }
    let url = db.emptied("").await;
    assert!(backup::is_empty_postgres(&url).await.unwrap());
    let held = backup::fill_postgres(&url, copied.schema, &copied.parts, folder, at(100)).await.unwrap();
    (url, held)
}

fn message(text: &str) -> EventBody {
    EventBody::MessageAdded { message: Message::new(Some(Text::parse(text).unwrap()), vec![], None).unwrap() }
}

async fn a_copy_made_while_others_write_has_all_that_was_acknowledged_before(db: Database) {
    people(&db).await;
    let acknowledged: Arc<Mutex<Vec<EventId>>> = Arc::default();
    let enough = Arc::new(AtomicBool::new(false));
    let mut writers = vec![];
    for n in 1..=TALKS {
        let conversation = db.change(async |mut conn| enter(&mut conn, entering(n), 0).await).await;
        let (store, acknowledged, enough) = (db.store.clone(), Arc::clone(&acknowledged), Arc::clone(&enough));
        writers.push(tokio::spawn(async move {
            while !enough.load(Ordering::Relaxed) {
                let mut write = store.write().await.unwrap();
                let mut talk = write.conn().conversation_for_change(conversation.id).await.unwrap().unwrap();
                let text = Text::parse(&format!("Message {}", talk.last_seq)).unwrap();
                let said = Message::new(Some(text), vec![], None).unwrap();
                let event = talk.client_said(EventId(Uuid::now_v7()), said, at(talk.last_seq)).unwrap();
                let id = event.id.unwrap();
                write.conn().save_conversation(&talk, None).await.unwrap();
                write.conn().append_event(talk.id, id, &event).await.unwrap();
                write.commit(|| ()).await.unwrap();
                acknowledged.lock().unwrap().push(id);
            }
        }));
    }
    let written = || acknowledged.lock().unwrap().len();
    while written() < 200 {
        tokio::task::yield_now().await;
    }
    let (folder, before) = (Folder::new(), acknowledged.lock().unwrap().clone());
    let copied = backup::copy(&db.url, &folder.0).await.unwrap();
    // The writers went on meanwhile, and do now.
    let after = written();
    while written() < after + 50 {
        tokio::task::yield_now().await;
    }
    enough.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.unwrap();
    }
    assert_eq!((copied.schema, copied.rows["conversation"]), (backup::newest_schema(), 4));

    let again = restored(&db, &copied, &folder.0).await;
    let mut read = again.read().await.unwrap();
    let mut conn = read.conn();
    let mut found = vec![];
    for n in 1..=TALKS {
        let id = ConversationId(crate::people::id(n));
        let events = conn.events_after(id, 0, i64::MAX).await.unwrap();
        let numbers: Vec<i64> = events.iter().map(|stored| stored.event.seq).collect();
        let state = conn.conversation(id).await.unwrap().unwrap();
        // `enter` stores no first event.
        assert_eq!(numbers, (2..=state.last_seq).collect::<Vec<_>>(), "state and events are of one moment");
        found.extend(events.into_iter().map(|stored| stored.id));
    }
    assert_eq!(copied.rows["event"], found.len() as u64);
    let missing = before.iter().filter(|id| !found.contains(id)).count();
    assert_eq!(missing, 0, "of {} acknowledged before", before.len());
}

/// What a text format could stumble over.
async fn whatever_stands_in_a_row_comes_back(db: Database) {
    people(&db).await;
    let hard = "tab\t new line\n carriage\r backslash \\ \\N \\. quote \" ' emoji 💡 \u{1}";
    let file = StoredFile {
        file: Attachment {
            id: FileId(crate::people::id(0xf1)),
            name: hard.into(),
            media_type: "text/plain".into(),
            size: 3,
            dimensions: None,
            key: "\\.".into(),
        },
        conversation: ConversationId(crate::people::id(1)),
        author: Author::Client(CLIENT),
        created_at: at(1),
        sent_at: None,
    };
    let said = Event { seq: 1, id: None, at: at(1), author: Author::Operator(ANNA), body: message(hard) };
    db.change(async |mut conn| {
        let mut talk = enter(&mut conn, entering(1), 0).await;
        accept(&mut talk, ANNA, 1);
        conn.save_conversation(&talk, None).await.unwrap();
        conn.insert_file(&file).await.unwrap();
        conn.append_event(talk.id, EventId(Uuid::from_u128(1)), &said).await.unwrap();
    })
    .await;
    db.store.index_some(9, 9, at(2)).await.unwrap();
    let folder = Folder::new();
    let copied = backup::copy(&db.url, &folder.0).await.unwrap();
    assert_eq!(copied.files, [file.file.id]);
    let again = restored(&db, &copied, &folder.0).await;
    let mut read = again.read().await.unwrap();
    let mut conn = read.conn();
    assert_eq!(conn.file(file.file.id).await.unwrap(), Some(file));
    let events = conn.events_after(ConversationId(crate::people::id(1)), 0, 9).await.unwrap();
    assert_eq!(events[0].event.body, said.body);
    assert_eq!(conn.running().await.unwrap().len(), 1);
}

async fn what_waited_in_a_copy_is_held_and_goes_again_by_hand_only(db: Database) {
    use DeliveryState::{Queued, Sent, Unknown};
    with_talk(&db).await;
    let mail = |n| NewMail {
        id: id(n),
        kind: "answer",
        about: None,
        to_address: "jana@example.org".into(),
        to_name: None,
        reply_to: None,
        subject: "Lamps".into(),
        text: "They are here".into(),
        html: None,
    };
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
    // Of each: what is over, what waits, and what somebody has just taken.
    db.change(async |mut conn| {
        for it in [part(1, 2, 0), part(2, 3, 0), part(3, 3, 1), part(4, 4, 0)] {
            conn.add_outgoing(&it).await.unwrap();
        }
        conn.save_webhook(&webhook).await.unwrap();
        for n in 1..=3 {
            conn.add_mail(&mail(0x800 + n), at(1)).await.unwrap();
            conn.add_delivery(id(0xde0 + n), webhook.id, Topic::Started, (TALK, 1), at(1)).await.unwrap();
        }
    })
    .await;
    assert_eq!(take(&db, 10).await, [id(0x101)]);
    db.change(async |mut conn| conn.outgoing_sent(nth(1, 0x101), "m.1", at(11)).await.unwrap()).await;
    assert_eq!(take(&db, 12).await, [id(0x102)]);
    db.change(async |mut conn| {
        let first = conn.take_mail(at(10), at(1_000)).await.unwrap().unwrap();
        conn.mail_sent(first.id, at(11)).await.unwrap();
        conn.take_mail(at(12), at(1_000)).await.unwrap().unwrap();
        let news = conn.take_deliveries(webhook.id, at(10), at(1_000), 2).await.unwrap();
        conn.delivered(news[0].id, &store::Answer::default(), at(11)).await.unwrap();
    })
    .await;

    let folder = Folder::new();
    let copied = backup::copy(&db.url, &folder.0).await.unwrap();
    let (url, held) = held(&db, &copied, &folder.0).await;
    assert_eq!(held, Held { messages: vec![(TALK, 3), (TALK, 4)], mails: 2, news: 2 });

    let again = Store::open(&url).await.unwrap();
    let mut write = again.write().await.unwrap();
    let mut conn = write.conn();
    assert_eq!(conn.next_outgoing().await.unwrap(), []);
    assert_eq!(conn.next_lost().await.unwrap(), None);
    assert_eq!(conn.take_outgoing(SHOP, at(9_000), at(9_999), 9).await.unwrap(), []);
    assert_eq!(conn.lose_outgoing(true, at(9_000)).await.unwrap(), [], "none of it is lost a second time");
    assert_eq!((conn.next_mail().await.unwrap(), conn.next_deliveries().await.unwrap().len()), (None, 0));
    assert_eq!(conn.take_mail(at(9_000), at(9_999)).await.unwrap(), None);
    assert_eq!(conn.take_deliveries(webhook.id, at(9_000), at(9_999), 9).await.unwrap(), []);
    let parts = conn.parts_of(TALK, None).await.unwrap();
    assert_eq!(parts.iter().map(|it| it.state).collect::<Vec<_>>(), [Sent, Unknown, Unknown, Unknown]);
    let restored = |it: &&PartState| it.why == Some(FailedWhy::Restored) && it.at == at(100);
    assert_eq!(parts.iter().filter(restored).count(), 3);
    let mails = conn.mails(MailState::Unsent, None, 9).await.unwrap();
    let why = mails.iter().map(|it| (it.stopped_at, it.failure.as_ref().map(|it| it.trouble))).collect::<Vec<_>>();
    assert_eq!(why, [(Some(at(100)), Some(mail::Trouble::Restored)); 2]);
    let news = conn.deliveries(webhook.id, true, None, 9).await.unwrap();
    let why = news.iter().map(|it| (it.stopped_at, it.answer.as_ref().and_then(|it| it.trouble))).collect::<Vec<_>>();
    assert_eq!(why, [(Some(at(100)), Some(webhook::Trouble::Restored)); 2]);

    // A receipt settles what went meanwhile; the rest goes again when somebody says so.
    let told = Told::Ours(SHOP, nth(1, 0x102), Some("m.2"));
    assert_eq!(conn.outgoing_told(&told, Word::Sent, None, at(200)).await.unwrap(), [(TALK, 3)]);
    assert_eq!(conn.send_parts_again(TALK, 3, at(201)).await.unwrap(), 1);
    let parts = conn.parts_of(TALK, None).await.unwrap();
    assert_eq!(parts.iter().map(|it| it.state).collect::<Vec<_>>(), [Sent, Sent, Queued, Unknown]);
    assert!(conn.retry_mail(mails[0].id, at(202)).await.unwrap());
    assert_eq!(conn.take_mail(at(203), at(9_999)).await.unwrap().map(|it| it.id), Some(mails[0].id));
    assert_eq!(conn.send_all_again(webhook.id, at(202)).await.unwrap(), 2);
}

async fn what_is_there_already_is_not_filled(db: Database) {
    people(&db).await;
    if db.store.kind() == "postgres" {
        assert!(!backup::is_empty_postgres(&db.url).await.unwrap());
        let folder = Folder::new();
        let copied = backup::copy(&db.url, &folder.0).await.unwrap();
        let refused = backup::fill_postgres(&db.url, copied.schema, &copied.parts, &folder.0, at(1)).await.unwrap_err();
        assert!(matches!(refused, Error::NotEmpty), "{refused}");
    }
    assert_eq!(db.look(async |mut c| c.operators().await.unwrap().len()).await, 2);
}

/// A part that was cut short at a row's end, or within one.
async fn a_copy_that_does_not_fit_fills_nothing(db: Database) {
    people(&db).await;
    if db.store.kind() == "sqlite" {
        return;
    }
    let folder = Folder::new();
    let copied = backup::copy(&db.url, &folder.0).await.unwrap();
    let url = db.emptied("").await;
    let part = folder.0.join("operator.copy");
    let whole = std::fs::read_to_string(&part).unwrap();
    for cut in [whole.find('\n').unwrap() + 1, whole.len() / 3] {
        std::fs::write(&part, &whole[..cut]).unwrap();
        assert!(backup::fill_postgres(&url, copied.schema, &copied.parts, &folder.0, at(1)).await.is_err());
        assert!(backup::is_empty_postgres(&url).await.unwrap(), "all of it or nothing");
    }
}
