//! Changes at the same time: they wait for each other where they must, and each happens whole or not at all.

use crate::{
    both::{Database, both, refusal},
    erasure::Lines,
    people::{ANNA, CLIENT, SUPPORT, accept, at, client, enter, entering, id, people},
};
use desk::{Author, Conversation, ConversationId, Event, EventBody, EventId, text::Text};
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};
use store::{Client, Store, Write};
use tokio::task::JoinSet;
use uuid::Uuid;

both![
    writers_of_one_conversation_wait_for_each_other,
    what_is_known_is_what_is_stored,
    accepting_at_the_same_time_exceeds_no_limit,
    changes_of_one_client_lose_nothing_of_each_other,
    who_is_erased_meanwhile_is_held_by_nobody,
    what_is_not_committed_is_seen_by_nobody,
    a_change_that_is_dropped_leaves_nothing,
    a_refused_statement_leaves_nothing_of_its_change,
    news_goes_out_once_and_only_of_what_is_durable,
];

/// Says something and appends it, in a change of its own that is yet to be committed.
pub async fn say(store: &Store, conversation: ConversationId, words: &str) -> (EventId, Write) {
    let mut write = store.write().await.unwrap();
    let mut conn = write.conn();
    let mut conversation = conn.conversation_for_change(conversation).await.unwrap().unwrap();
    let id = EventId(Uuid::now_v7());
    let event = conversation.client_said(id, Text::parse(words).unwrap(), at(1)).unwrap();
    conn.save_conversation(&conversation, None).await.unwrap();
    conn.append_event(conversation.id, id, &event).await.unwrap();
    (id, write)
}

/// The numbers in a conversation's log, which its row must agree with.
pub async fn numbers(db: &Database, conversation: ConversationId) -> Vec<i64> {
    let events = db.look(async |mut c| c.events_after(conversation, 0, 9_999).await.unwrap()).await;
    let shown = db.look(async |mut c| c.shown(conversation).await.unwrap().unwrap()).await;
    let numbers: Vec<i64> = events.iter().map(|stored| stored.event.seq).collect();
    assert_eq!(numbers.last().copied().unwrap_or(0), shown.conversation.last_seq, "the row knows another last number");
    numbers
}

/// A conversation whose log is empty: the first who says something gets the number 1.
pub async fn silent(db: &Database, conversation: ConversationId) -> ConversationId {
    let new = desk::NewConversation { id: conversation, ..entering(0) };
    let silent = Conversation { last_seq: 0, ..Conversation::start(new, at(0)).0 };
    db.change(async |mut conn| {
        conn.insert_conversation(&silent, &Default::default(), &Default::default(), None, None).await.unwrap();
    })
    .await;
    conversation
}

async fn writers_of_one_conversation_wait_for_each_other(db: Database) {
    people(&db).await;
    let conversation = silent(&db, ConversationId(id(1))).await;
    let mut writers = JoinSet::new();
    for _ in 0..8 {
        let store = db.store.clone();
        writers.spawn(async move {
            for _ in 0..5 {
                let (_, write) = say(&store, conversation, "me, too").await;
                write.commit(|| ()).await.unwrap();
            }
        });
    }
    while let Some(done) = writers.join_next().await {
        done.unwrap();
    }
    assert_eq!(numbers(&db, conversation).await, (1..=40).collect::<Vec<_>>());
}

/// What the next change begins with is what the last kept one left, whatever was dropped or refused in between.
async fn what_is_known_is_what_is_stored(db: Database) {
    people(&db).await;
    let conversation = silent(&db, ConversationId(id(1))).await;
    let (taken, write) = say(&db.store, conversation, "first").await;
    write.commit(|| ()).await.unwrap();
    let mut writers = JoinSet::new();
    for writer in 0..6 {
        let store = db.store.clone();
        writers.spawn(async move {
            let mut kept = 0;
            for n in 0..10 {
                let (_, mut write) = say(&store, conversation, "and then").await;
                match (writer + n) % 3 {
                    0 => drop(write),
                    1 => {
                        let again = Event {
                            seq: 1_000,
                            id: Some(taken),
                            at: at(1),
                            author: Author::System,
                            body: EventBody::ClientLeft,
                        };
                        let said = write.conn().append_event(conversation, taken, &again).await;
                        assert!(refusal(write, said).await.is_taken());
                    }
                    _ => {
                        write.commit(|| ()).await.unwrap();
                        kept += 1;
                    }
                }
            }
            kept
        });
    }
    let kept: i64 = writers.join_all().await.into_iter().sum();
    assert_eq!(numbers(&db, conversation).await, (1..=kept + 1).collect::<Vec<_>>());
    let begins_with = db.change(async |mut c| c.conversation_for_change(conversation).await.unwrap().unwrap()).await;
    let stored = db.look(async |mut c| c.shown(conversation).await.unwrap().unwrap()).await.conversation;
    assert_eq!(begins_with, stored);
}

/// The operator's row is the lock on what he or she serves: counted and taken by one at a time.
async fn accepting_at_the_same_time_exceeds_no_limit(db: Database) {
    people(&db).await;
    db.change(async |mut conn| {
        for n in 1..=12 {
            enter(&mut conn, entering(n), 0).await;
        }
    })
    .await;
    let mut tabs = JoinSet::new();
    for n in 1..=12 {
        let store = db.store.clone();
        tabs.spawn(async move {
            let mut write = store.write().await.unwrap();
            let mut conn = write.conn();
            assert!(conn.lock_operator(ANNA).await.unwrap());
            let mut conversation = conn.conversation_for_change(ConversationId(id(n))).await.unwrap().unwrap();
            if conn.load_of(ANNA).await.unwrap().slots < 3 {
                let _ = accept(&mut conversation, ANNA, 1);
                conn.save_conversation(&conversation, None).await.unwrap();
                write.commit(|| ()).await.unwrap();
            }
        });
    }
    while let Some(done) = tabs.join_next().await {
        done.unwrap();
    }
    assert_eq!(db.look(async |mut c| c.load_of(ANNA).await.unwrap()).await.slots, 3);
    assert_eq!(db.look(async |mut c| c.running_in_group(SUPPORT).await.unwrap()).await, 12);
}

async fn changes_of_one_client_lose_nothing_of_each_other(db: Database) {
    people(&db).await;
    let mut changes = JoinSet::new();
    for n in 0..8 {
        let store = db.store.clone();
        changes.spawn(async move {
            let mut write = store.write().await.unwrap();
            let known = write.conn().client_for_change(CLIENT).await.unwrap().unwrap();
            let name = format!("{}{n}", known.name.as_deref().unwrap_or_default());
            write.conn().save_client(&Client { name: Some(name), ..known }).await.unwrap();
            write.commit(|| ()).await.unwrap();
        });
    }
    while let Some(done) = changes.join_next().await {
        done.unwrap();
    }
    let name = db.look(async |mut c| c.client(CLIENT).await.unwrap().unwrap()).await.name.unwrap();
    let mut digits: Vec<char> = name.chars().collect();
    digits.sort_unstable();
    assert_eq!(digits.into_iter().collect::<String>(), "01234567");
}

/// Whoever comes in as the client has looked the client up before, and waits for the erasure.
async fn who_is_erased_meanwhile_is_held_by_nobody(db: Database) {
    people(&db).await;
    let mut erasing = db.store.write().await.unwrap();
    erasing.conn().erase_person(CLIENT, &Lines, at(60)).await.unwrap();
    let store = db.store.clone();
    let comes = tokio::spawn(async move {
        let mut write = store.write().await.unwrap();
        write.conn().client_for_change(CLIENT).await.unwrap()
    });
    erasing.commit(|| ()).await.unwrap();
    assert_eq!(comes.await.unwrap(), None);
    assert!(db.look(async |mut c| c.client(CLIENT).await.unwrap()).await.is_some(), "the emptied row is there still");
}

async fn what_is_not_committed_is_seen_by_nobody(db: Database) {
    people(&db).await;
    let conversation = silent(&db, ConversationId(id(1))).await;
    let (id, mut write) = say(&db.store, conversation, "not yet").await;
    assert!(write.conn().recorded(id).await.unwrap().is_some());
    assert_eq!(db.look(async |mut c| c.recorded(id).await.unwrap()).await, None);
    assert_eq!(numbers(&db, conversation).await, [0; 0]);
    write.commit(|| ()).await.unwrap();
    assert_eq!(numbers(&db, conversation).await, [1]);
}

async fn a_change_that_is_dropped_leaves_nothing(db: Database) {
    people(&db).await;
    let conversation = silent(&db, ConversationId(id(1))).await;
    let (dropped, write) = say(&db.store, conversation, "never mind").await;
    drop(write);
    let (kept, write) = say(&db.store, conversation, "this").await;
    write.commit(|| ()).await.unwrap();
    assert_eq!(numbers(&db, conversation).await, [1]);
    db.look(async |mut conn| {
        assert_eq!(conn.recorded(dropped).await.unwrap(), None);
        assert!(conn.recorded(kept).await.unwrap().is_some());
    })
    .await;
}

async fn a_refused_statement_leaves_nothing_of_its_change(db: Database) {
    people(&db).await;
    let conversation = silent(&db, ConversationId(id(1))).await;
    let (said, mut write) = say(&db.store, conversation, "with what follows").await;
    let follows = write.conn().insert_client(&client(CLIENT)).await;
    assert!(refusal(write, follows).await.is_taken());
    assert_eq!(numbers(&db, conversation).await, [0; 0]);
    assert_eq!(db.change(async |mut c| c.recorded(said).await.unwrap()).await, None);
}

async fn news_goes_out_once_and_only_of_what_is_durable(db: Database) {
    people(&db).await;
    let conversation = silent(&db, ConversationId(id(1))).await;
    let told = Arc::new(AtomicU32::new(0));
    let tell = |of: &Arc<AtomicU32>| {
        let of = Arc::clone(of);
        move || {
            of.fetch_add(1, Ordering::SeqCst);
        }
    };
    let (_, write) = say(&db.store, conversation, "one").await;
    write.commit(tell(&told)).await.unwrap();
    assert_eq!(told.load(Ordering::SeqCst), 1);

    // A commit that nobody waits for any more is none.
    let (_, write) = say(&db.store, conversation, "two").await;
    drop(write.commit(tell(&told)));
    let (_, write) = say(&db.store, conversation, "three").await;
    write.commit(tell(&told)).await.unwrap();
    assert_eq!(told.load(Ordering::SeqCst), 2);
    assert_eq!(numbers(&db, conversation).await, [1, 2]);
}
