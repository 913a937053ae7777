//! SQLite's write lane: who comes together shares a sync, who fails fails alone, who gives up holds nobody up.

use crate::{
    both::{Database, in_time, refusal},
    people::{client, id},
};
use desk::ClientId;
use std::{
    future::poll_fn,
    pin::{Pin, pin},
    task::Poll,
};
use store::{Error, Store, Write};
use tokio::task::{JoinSet, yield_now};

/// A change that stores this client, yet to be committed.
pub async fn adding(store: &Store, n: u128) -> Write {
    let mut write = store.write().await.unwrap();
    write.conn().insert_client(&client(ClientId(id(n)))).await.unwrap();
    // On SQLite it is sent with the next question.
    assert!(write.conn().client(ClientId(id(n))).await.unwrap().is_some());
    write
}

/// The same, with everything sent along with the commit.
async fn adding_at_once(store: &Store, n: u128) -> Write {
    let mut write = store.write().await.unwrap();
    write.conn().insert_client(&client(ClientId(id(n)))).await.unwrap();
    write
}

/// Which of these clients are stored.
pub async fn stored(db: &Database, clients: impl IntoIterator<Item = u128>) -> Vec<u128> {
    let mut read = db.store.read().await.unwrap();
    let mut stored = Vec::new();
    for n in clients {
        stored.extend(read.conn().client(ClientId(id(n))).await.unwrap().map(|_| n));
    }
    stored
}

/// Lets a future run until it waits for the first time; false when it never does.
pub async fn waits<F: Future>(mut future: Pin<&mut F>) -> bool {
    poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx).is_pending())).await
}

/// Lets a future run for so many rounds of the scheduler; what it came to, if it did.
pub async fn for_rounds<F: Future>(mut future: Pin<&mut F>, rounds: u32) -> Option<F::Output> {
    for _ in 0..rounds {
        if let Poll::Ready(done) = poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await {
            return Some(done);
        }
        yield_now().await;
    }
    None
}

/// How many commits stand in SQLite's write-ahead log: a frame that ends one says how large the database is then.
/// Source: SQLite, "WAL-mode File Format".
fn commits_in_log(db: &Database) -> usize {
    let log = std::fs::read(format!("{}-wal", db.path().display())).unwrap();
    if log.is_empty() {
        return 0;
    }
    let page = usize::try_from(u32::from_be_bytes(log[8..12].try_into().unwrap())).unwrap();
    log[32..].chunks_exact(24 + page).filter(|frame| frame[4..8] != [0; 4]).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_together_shares_a_sync() {
    let db = Database::sqlite().await;
    let before = commits_in_log(&db);
    // Everybody queues before the first is done.
    let first = adding(&db.store, 0).await;
    let mut crowd = JoinSet::new();
    for n in 1..=300 {
        let store = db.store.clone();
        crowd.spawn(async move { adding(&store, n).await.commit(|| ()).await.unwrap() });
    }
    yield_now().await;
    first.commit(|| ()).await.unwrap();
    while let Some(done) = crowd.join_next().await {
        done.unwrap();
    }
    assert_eq!(stored(&db, 0..=300).await.len(), 301);
    let commits = commits_in_log(&db) - before;
    assert!((1..150).contains(&commits), "{commits} commits for 301 changes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_comes_alone_is_committed_at_once() {
    let db = Database::sqlite().await;
    let before = commits_in_log(&db);
    for n in 1..=5 {
        adding(&db.store, n).await.commit(|| ()).await.unwrap();
        assert_eq!(stored(&db, [n]).await, [n]);
    }
    assert_eq!(commits_in_log(&db) - before, 5);
}

/// The log is brought into the database beside the writing, not only once it is at its largest or the last one leaves.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_written_does_not_stay_in_the_log() {
    let db = Database::sqlite().await;
    let length = || std::fs::metadata(db.path()).unwrap().len();
    let before = length();
    for n in 1..=500 {
        adding_at_once(&db.store, n).await.commit(|| ()).await.unwrap();
    }
    in_time(async {
        while length() == before {
            yield_now().await;
        }
    })
    .await;
}

/// The savepoint: what one of the batch did is undone without the others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_fails_in_the_middle_of_a_batch_fails_alone() {
    let db = Database::sqlite().await;
    let first = adding(&db.store, 1).await;
    let (mut second, mut third) = (pin!(adding(&db.store, 2)), pin!(adding(&db.store, 3)));
    assert!(waits(second.as_mut()).await && waits(third.as_mut()).await);
    let first = tokio::spawn(first.commit(|| ()));
    let mut refused = second.await;
    let said = refused.conn().insert_client(&client(ClientId(id(2)))).await;
    assert!(refusal(refused, said).await.is_taken());
    third.await.commit(|| ()).await.unwrap();
    first.await.unwrap().unwrap();
    assert_eq!(stored(&db, 1..=3).await, [1, 3]);
}

/// The batch was left open for whoever queued; gone, somebody else must close it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_gives_up_queueing_holds_nobody_up() {
    let db = Database::sqlite().await;
    for n in 1..=26 {
        let first = adding(&db.store, n).await;
        let mut leaving = Box::pin(db.store.write());
        assert!(waits(leaving.as_mut()).await);
        let mut first = pin!(first.commit(|| ()));
        // Sometimes before the first has left the batch open, sometimes after.
        let early = for_rounds(first.as_mut(), 1 << (n / 2)).await;
        drop(leaving);
        match early {
            Some(told) => told.unwrap(),
            None => in_time(first).await.unwrap(),
        }
    }
    assert_eq!(stored(&db, 1..=26).await.len(), 26);
}

/// What is sent along with the commit fails alone, too, whether it closes its batch or leaves it to others.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_fails_with_the_commit_fails_alone() {
    let db = Database::sqlite().await;
    for n in (0..40).map(|n| n * 10) {
        let first = adding(&db.store, n).await;
        let crowd = (1..=4).map(|m| {
            let store = db.store.clone();
            // The third is the second once more.
            tokio::spawn(async move { adding_at_once(&store, n + m - u128::from(m == 3)).await.commit(|| ()).await })
        });
        let crowd: Vec<_> = crowd.collect();
        yield_now().await;
        first.commit(|| ()).await.unwrap();
        let mut refused = 0;
        for told in crowd {
            let told = told.await.unwrap();
            assert!(told.as_ref().err().is_none_or(Error::is_taken), "{told:?}");
            refused += usize::from(told.is_err());
        }
        assert_eq!(refused, 1);
        assert_eq!(stored(&db, n..n + 5).await, [n, n + 1, n + 2, n + 4]);
    }
}

/// Who has nothing to say disturbs no batch, and is told after those before.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_changes_nothing_is_answered_all_the_same() {
    let db = Database::sqlite().await;
    let before = commits_in_log(&db);
    in_time(db.store.write().await.unwrap().commit(|| ())).await.unwrap();
    let first = adding(&db.store, 1).await;
    let mut idle = Box::pin(db.store.write());
    assert!(waits(idle.as_mut()).await);
    let first = tokio::spawn(first.commit(|| ()));
    in_time(idle.await.unwrap().commit(|| ())).await.unwrap();
    in_time(first).await.unwrap().unwrap();
    drop(db.store.write().await.unwrap());
    adding_at_once(&db.store, 2).await.commit(|| ()).await.unwrap();
    assert_eq!(stored(&db, 1..=2).await, [1, 2]);
    assert_eq!(commits_in_log(&db) - before, 2);
}

/// Wherever a change is when nobody wants it any more: opening the transaction, setting the savepoint, in the middle.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_gives_up_beginning_leaves_the_lane_as_it_was() {
    let db = Database::sqlite().await;
    for rounds in 1..=60 {
        let mut given_up = Box::pin(adding(&db.store, 1));
        drop(for_rounds(given_up.as_mut(), rounds).await);
        drop(given_up);
        let kept = 100 + u128::from(rounds);
        adding(&db.store, kept).await.commit(|| ()).await.unwrap();
        assert_eq!(stored(&db, [1, kept]).await, [kept]);
    }
}

/// What was acknowledged is in the files, whatever becomes of the process.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_files_of_a_killed_process_hold_what_was_acknowledged() {
    let (db, copy) = (Database::sqlite().await, Database::sqlite().await);
    copy.store.close().await;
    for n in 1..=9 {
        adding(&db.store, n).await.commit(|| ()).await.unwrap();
    }
    let unfinished = adding(&db.store, 10).await;
    let found = format!("{}-copy", copy.path().display());
    for ending in ["", "-wal"] {
        std::fs::copy(format!("{}{ending}", db.path().display()), format!("{found}{ending}")).unwrap();
    }
    drop(unfinished);
    let again = Store::open(&format!("sqlite:{found}")).await.unwrap();
    let mut read = again.read().await.unwrap();
    for n in 1..=10 {
        assert_eq!(read.conn().client(ClientId(id(n))).await.unwrap().is_some(), n < 10, "client {n}");
    }
}
