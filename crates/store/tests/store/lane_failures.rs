//! SQLite's write lane when a commit fails or a disk is full: who is told that it was stored, finds it stored; who is told
//! otherwise, does not; and the lane goes on.

use crate::{
    both::{Database, run},
    lane::{adding, for_rounds, stored},
    people::{client, id},
};
use desk::ClientId;
use std::{
    pin::pin,
    sync::{Arc, Mutex},
};
use store::{Error, PageView, Write};
use tokio::task::JoinHandle;

/// Batches are also closed by their age; it takes a few tries until one has as many members as a test wants.
const TRIES: u128 = 200;

/// A commit under way.
struct Committing(JoinHandle<Result<(), Error>>);

/// Commits in a task, with this number as its news.
fn committing(write: Write, n: u128, news: &Arc<Mutex<Vec<u128>>>) -> Committing {
    let news = Arc::clone(news);
    Committing(tokio::spawn(write.commit(move || news.lock().unwrap().push(n))))
}

/// Who of them was told that it is stored; the others must have been told that it is not: their batch was lost, or the
/// commit failed in their hands.
async fn told_stored(commits: impl IntoIterator<Item = (u128, Committing)>) -> Vec<u128> {
    let mut stored = vec![];
    for (n, Committing(told)) in commits {
        match told.await.unwrap() {
            Ok(()) => stored.push(n),
            Err(lost) => assert!(matches!(lost, Error::BatchLost(_) | Error::Database(_)), "{lost}"),
        }
    }
    stored
}

/// A change that SQLite refuses only at the commit of the whole batch.
async fn adding_what_cannot_be_committed(db: &Database) -> Write {
    let mut write = db.store.write().await.unwrap();
    let mut conn = write.conn();
    run(&mut conn, "pragma defer_foreign_keys = on").await.unwrap();
    run(&mut conn, "insert into identity (kind, value, client_id, created_at) values ('k', 'v', x'00', 0)")
        .await
        .unwrap();
    write
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_commit_is_told_to_all_its_members() {
    let db = Database::sqlite().await;
    let news = Arc::new(Mutex::new(vec![]));
    let mut largest = 0;
    for n in (0..TRIES).map(|n| n * 10) {
        let first = adding(&db.store, n).await;
        let member = async |n| committing(adding(&db.store, n).await, n, &news);
        // They queue in this order, all of them before the first is done.
        let (first, refused, second, third) = tokio::join!(
            async { committing(first, n, &news) },
            async { committing(adding_what_cannot_be_committed(&db).await, n + 5, &news) },
            member(n + 1),
            member(n + 2)
        );
        assert_eq!(told_stored([(n + 5, refused)]).await, []);
        let kept = told_stored((n..).zip([first, second, third])).await;
        assert_eq!(stored(&db, n..n + 3).await, kept);
        assert_eq!(std::mem::take(&mut *news.lock().unwrap()), kept);
        largest = largest.max(3 - kept.len());

        adding(&db.store, n + 9).await.commit(|| ()).await.unwrap();
        assert_eq!(stored(&db, [n + 9]).await, [n + 9]);
        if largest == 3 {
            return;
        }
    }
    panic!("no batch of three came together; the largest was {largest}");
}

/// After this error SQLite has rolled back the whole batch by itself, and whoever comes next must not go on in it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_takes_its_batch_along_and_nothing_after() {
    let db = Database::sqlite().await;
    let news = Arc::new(Mutex::new(vec![]));
    let mut lost = 0;
    for n in (0..TRIES).map(|n| n * 10) {
        let first = adding(&db.store, n).await;
        let full = async {
            let mut full = db.store.write().await.unwrap();
            let mut conn = full.conn();
            // No smaller than it is already: the next page is one too many.
            run(&mut conn, "pragma max_page_count = 1").await.unwrap();
            let view = PageView { id: id(n), url: "x".repeat(100_000), title: String::new(), at: crate::people::at(0) };
            conn.insert_client(&client(ClientId(id(n + 1)))).await.unwrap();
            conn.add_page_view(ClientId(id(n + 1)), &view).await.unwrap_err();
            run(&mut conn, "pragma max_page_count = 1000000").await.unwrap();
        };
        let next = async { committing(adding(&db.store, n + 2).await, n + 2, &news) };
        let (first, (), next) = tokio::join!(async { committing(first, n, &news) }, full, next);

        let kept = told_stored([(n, first), (n + 2, next)]).await;
        assert_eq!(stored(&db, n..n + 3).await, kept);
        assert_eq!(std::mem::take(&mut *news.lock().unwrap()), kept);
        assert!(kept.contains(&(n + 2)), "the disk was not full any more");
        lost += usize::from(!kept.contains(&n));
        if lost == 3 {
            return;
        }
    }
    panic!("the first was never of the batch that was lost");
}

/// A sender who hangs up in the middle of the commit must not decide what the others are told.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_gives_up_committing_takes_nobody_along() {
    let db = Database::sqlite().await;
    let news = Arc::new(Mutex::new(vec![]));
    for rounds in 1..=60 {
        let n = u128::from(rounds) * 10;
        let first = adding(&db.store, n).await;
        let leaving = async {
            let (write, news) = (adding(&db.store, n + 1).await, Arc::clone(&news));
            let mut leaving = pin!(write.commit(move || news.lock().unwrap().push(n + 1)));
            drop(for_rounds(leaving.as_mut(), rounds).await);
        };
        let (first, ()) = tokio::join!(async { committing(first, n, &news) }, leaving);
        assert_eq!(told_stored([(n, first)]).await, [n]);
        adding(&db.store, n + 2).await.commit(|| ()).await.unwrap();
        // Begun is done: it happened and was told, though nobody waited for the answer.
        assert_eq!(stored(&db, n..n + 3).await, [n, n + 1, n + 2]);
        assert_eq!(std::mem::take(&mut *news.lock().unwrap()), [n, n + 1]);
    }
}
