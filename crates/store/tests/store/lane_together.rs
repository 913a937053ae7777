//! SQLite's write lane where several actions are one statement each: they are sent together, and what a repeated message
//! takes along is only what was built on it.

use crate::{
    both::{Database, in_time},
    lane::{for_rounds, waits},
    people::{at, client, enter, entering, id, people},
};
use desk::{ClientId, Conversation, ConversationId, EventId, text::Text};
use std::{
    pin::pin,
    sync::{Arc, Mutex},
};
use store::{Error, Write};
use tokio::task::JoinHandle;

/// Batches are also closed by their age; it takes a few tries until one has as many members as a test wants.
const TRIES: u128 = 200;

/// A commit under way.
struct Committing(JoinHandle<Result<(), Error>>);

impl Committing {
    fn of(write: Write, then: impl FnOnce() + Send + 'static) -> Self {
        Self(tokio::spawn(write.commit(then)))
    }

    async fn told(self) -> Result<(), Error> {
        self.0.await.unwrap()
    }
}

fn event_id(n: u128) -> EventId {
    EventId(id(0xe000 + n))
}

/// Two conversations, and a message in the first.
async fn two_talks(db: &Database) -> [ConversationId; 2] {
    people(db).await;
    let mut talks = [ConversationId(id(1)), ConversationId(id(2))];
    for (n, talk) in (1..).zip(&mut talks) {
        *talk = db.change(async |mut conn| enter(&mut conn, entering(n), 0).await).await.id;
    }
    saying(db.store.write().await.unwrap(), talks[0], 0).await.commit(|| ()).await.unwrap();
    talks
}

/// A client says something under an id: sent with the commit, or by whoever comes next.
async fn saying(mut write: Write, talk: ConversationId, event: u128) -> Write {
    let mut conn = write.conn();
    let mut conversation: Conversation = match conn.known_conversation(talk) {
        Some(known) => known,
        None => conn.conversation_for_change(talk).await.unwrap().unwrap(),
    };
    let said = conversation.client_said(event_id(event), Text::parse("Hello").unwrap(), at(9)).unwrap();
    conn.save_with_event(&conversation, None, event_id(event), &said).await.unwrap();
    write
}

/// The numbers of a log.
async fn log(db: &Database, talk: ConversationId) -> Vec<i64> {
    let events = db.look(async |mut conn| conn.events_after(talk, 0, 9_999).await.unwrap()).await;
    events.iter().map(|stored| stored.event.seq).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_message_takes_along_only_what_was_built_on_it() {
    let db = Database::sqlite().await;
    let [one, other] = two_talks(&db).await;
    let news = Arc::new(Mutex::new(vec![]));
    for n in (1..=TRIES).map(|n| n * 10) {
        let first = saying(db.store.write().await.unwrap(), other, n).await;
        let member = async |talk, event| {
            let write = saying(db.store.write().await.unwrap(), talk, event).await;
            let news = Arc::clone(&news);
            Committing::of(write, move || news.lock().unwrap().push(event))
        };
        // They queue in this order, all of them before the first is done.
        let (first, repeated, built_on_it, third, fourth) = tokio::join!(
            async { Committing::of(first, || ()) },
            member(one, 0),
            member(one, n + 1),
            member(other, n + 2),
            member(other, n + 3)
        );
        first.told().await.unwrap();
        let repeated = repeated.told().await.unwrap_err();
        assert!(repeated.is_taken(), "{repeated:?}");
        third.told().await.unwrap();
        fourth.told().await.unwrap();
        let built_on_it = built_on_it.told().await;

        let told = std::mem::take(&mut *news.lock().unwrap());
        let kept: Vec<u128> = built_on_it.iter().map(|()| n + 1).chain([n + 2, n + 3]).collect();
        assert_eq!(told, kept);
        for talk in [one, other] {
            let log = log(&db, talk).await;
            // The first event is not stored by `enter`.
            assert!(log.iter().copied().eq(2..=log.last().copied().unwrap()), "{log:?}");
        }
        // And the talk goes on from where it stands.
        saying(db.store.write().await.unwrap(), one, n + 4).await.commit(|| ()).await.unwrap();
        match built_on_it {
            Ok(()) => {}
            Err(Error::BatchLost(_)) => return,
            Err(other) => panic!("{other:?}"),
        }
    }
    panic!("never was something built on the repeated message");
}

/// Who asks something sees what those before it changed; who built on what failed is refused.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_asks_sees_what_came_before() {
    let db = Database::sqlite().await;
    let [one, other] = two_talks(&db).await;
    let mut refused = 0;
    for n in (1..=TRIES).map(|n| n * 10) {
        let first = saying(db.store.write().await.unwrap(), other, n).await;
        let repeating = async {
            let write = saying(db.store.write().await.unwrap(), one, 0).await;
            Committing::of(write, || panic!("it is a repeat"))
        };
        let asking = async {
            let mut write = db.store.write().await.unwrap();
            let mut conn = write.conn();
            let stands = conn.conversation_for_message(other, event_id(n)).await.unwrap().unwrap();
            assert!(stands.1.is_some(), "the first one's message is there");
            conn.insert_client(&client(ClientId(id(0xc000 + n)))).await.unwrap();
            Committing::of(write, || ())
        };
        let building = async {
            let mut write = db.store.write().await.unwrap();
            let mut conn = write.conn();
            let known = conn.known_conversation(one).map(|known| known.last_seq);
            let asked = conn.client(ClientId(id(0xc000 + n))).await;
            let before = known == Some(log(&db, one).await.last().unwrap() + 1);
            (before, asked.map(|_| ()), Committing::of(write, || ()))
        };
        let (first, repeated, building, asking) =
            tokio::join!(async { Committing::of(first, || ()) }, repeating, building, asking);
        first.told().await.unwrap();
        assert!(repeated.told().await.unwrap_err().is_taken());
        asking.told().await.unwrap();
        let (built_on_what_failed, asked, committed) = building;
        assert_eq!(asked.is_err(), built_on_what_failed, "{asked:?}");
        assert_eq!(committed.told().await.is_err(), built_on_what_failed);
        refused += usize::from(built_on_what_failed);
        if refused == 3 {
            return;
        }
    }
    panic!("nobody ever built on what failed");
}

/// Wherever somebody is who gives up while what is held is sent: whoever was told that it is stored, finds it stored.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_gives_up_sending_what_others_left_deceives_nobody() {
    let db = Database::sqlite().await;
    let [_, other] = two_talks(&db).await;
    for rounds in 1..=60 {
        let before = log(&db, other).await.len();
        let n = 10 * u128::from(rounds);
        let first = saying(db.store.write().await.unwrap(), other, n).await;
        let mut asking = Box::pin(async {
            let mut write = db.store.write().await.unwrap();
            let _ = write.conn().client(ClientId(id(0xc001))).await;
            std::future::pending::<()>().await;
        });
        assert!(waits(asking.as_mut()).await);
        let mut first = pin!(first.commit(|| ()));
        let early = for_rounds(first.as_mut(), 2).await;
        let _ = for_rounds(asking.as_mut(), rounds).await;
        drop(asking);
        let told = match early {
            Some(told) => told,
            None => in_time(first).await,
        };
        assert_eq!(log(&db, other).await.len(), before + usize::from(told.is_ok()), "{told:?}");
        saying(db.store.write().await.unwrap(), other, n + 1).await.commit(|| ()).await.unwrap();
    }
}
