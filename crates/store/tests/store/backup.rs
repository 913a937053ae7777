//! A copy of the database while others write: of one moment, whole, and a database again.

use crate::{
    both::{Database, both},
    people::{ANNA, CLIENT, accept, at, enter, entering, people},
};
use desk::{Author, ConversationId, Event, EventBody, EventId, FileId, Message, message::Attachment, text::Text};
use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};
use store::{
    Error, Store, StoredFile,
    backup::{self, Copied},
};
use uuid::Uuid;

both![
    a_copy_made_while_others_write_has_all_that_was_acknowledged_before,
    whatever_stands_in_a_row_comes_back,
    what_is_there_already_is_not_filled,
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
    if db.store.kind() == "sqlite" {
        return Store::open(&format!("sqlite:{}", folder.join(&copied.parts[0].name).display())).await.unwrap();
    }
    let url = db.emptied("").await;
    assert!(backup::is_empty_postgres(&url).await.unwrap());
    backup::fill_postgres(&url, copied.schema, &copied.parts, folder).await.unwrap();
    Store::open(&url).await.unwrap()
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

async fn what_is_there_already_is_not_filled(db: Database) {
    people(&db).await;
    if db.store.kind() == "postgres" {
        assert!(!backup::is_empty_postgres(&db.url).await.unwrap());
        let folder = Folder::new();
        let copied = backup::copy(&db.url, &folder.0).await.unwrap();
        let refused = backup::fill_postgres(&db.url, copied.schema, &copied.parts, &folder.0).await.unwrap_err();
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
        assert!(backup::fill_postgres(&url, copied.schema, &copied.parts, &folder.0).await.is_err());
        assert!(backup::is_empty_postgres(&url).await.unwrap(), "all of it or nothing");
    }
}
