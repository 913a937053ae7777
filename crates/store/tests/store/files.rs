//! What is known of the files somebody sent.

use crate::{
    both::{Database, both, run},
    people::{ANNA, CLIENT, STRANGER, at, enter, entering, id, people},
};
use desk::{Author, ConversationId, FileId, NewConversation, message::Attachment};
use store::{Conn, StoredFile};

both![
    a_file_comes_back_whole_and_once,
    only_the_clients_bytes_count,
    files_of_a_client_are_those_sent_newest_first,
    only_old_files_that_nobody_sent_are_forgotten,
    a_file_sent_in_that_moment_is_not_forgotten,
];

const ONE: ConversationId = ConversationId(id(1));
const OTHER: ConversationId = ConversationId(id(2));
const STRANGERS: ConversationId = ConversationId(id(3));

fn file(n: u128, conversation: ConversationId, author: Author, second: i64) -> StoredFile {
    let file = Attachment {
        id: FileId(id(0xf00 + n)),
        name: "Účtenka \"1\".pdf".into(),
        media_type: "application/pdf".into(),
        size: 1_000,
        dimensions: None,
        key: "key".into(),
    };
    StoredFile { file, conversation, author, created_at: at(second), sent_at: None }
}

fn sent(file: StoredFile, second: i64) -> StoredFile {
    StoredFile { sent_at: Some(at(second)), ..file }
}

async fn with(db: &Database, files: &[&StoredFile]) {
    people(db).await;
    db.change(async |mut conn| {
        enter(&mut conn, entering(1), 0).await;
        enter(&mut conn, entering(2), 0).await;
        enter(&mut conn, NewConversation { client: STRANGER, ..entering(3) }, 0).await;
        for new in files {
            assert!(conn.insert_file(new).await.unwrap());
        }
    })
    .await;
}

async fn known(db: &Database, file: &StoredFile) -> Option<StoredFile> {
    db.look(async |mut c| c.file(file.file.id).await.unwrap()).await
}

async fn a_file_comes_back_whole_and_once(db: Database) {
    let (bare, mut picture) =
        (file(1, ONE, Author::Client(CLIENT), 1), sent(file(2, OTHER, Author::Operator(ANNA), 2), 3));
    picture.file.dimensions = Some((u32::MAX, 1));
    picture.file.size = i64::MAX.try_into().unwrap();
    with(&db, &[&bare, &picture]).await;
    assert_eq!(known(&db, &bare).await.as_ref(), Some(&bare));
    assert_eq!(known(&db, &picture).await.as_ref(), Some(&picture));
    assert_eq!(known(&db, &file(3, ONE, Author::System, 1)).await, None);

    let again = StoredFile { created_at: at(9), ..bare.clone() };
    assert!(!db.change(async |mut c| c.insert_file(&again).await.unwrap()).await);
    assert_eq!(known(&db, &bare).await.as_ref(), Some(&bare));

    db.change(async |mut c| c.file_sent(bare.file.id, at(7)).await.unwrap()).await;
    assert_eq!(known(&db, &bare).await, Some(sent(bare, 7)));
    assert_eq!(known(&db, &picture).await, Some(picture));
}

async fn only_the_clients_bytes_count(db: Database) {
    let client = Author::Client(CLIENT);
    let files = [file(1, ONE, client, 1), sent(file(2, ONE, client, 1), 2), file(3, ONE, Author::Operator(ANNA), 1)];
    with(&db, &[&files[0], &files[1], &files[2], &file(4, OTHER, client, 1)]).await;
    db.look(async |mut conn| {
        assert_eq!(conn.bytes_of_client(ONE).await.unwrap(), 2_000);
        assert_eq!(conn.bytes_of_client(OTHER).await.unwrap(), 1_000);
        assert_eq!(conn.bytes_of_client(STRANGERS).await.unwrap(), 0);
    })
    .await;
}

async fn files_of_a_client_are_those_sent_newest_first(db: Database) {
    let client = Author::Client(CLIENT);
    let first = sent(file(1, ONE, client, 9), 10);
    // Sent in one moment, in two conversations: the id decides.
    let (second, third) = (sent(file(2, OTHER, Author::Operator(ANNA), 1), 20), sent(file(3, ONE, client, 1), 20));
    let strangers = sent(file(5, STRANGERS, Author::Client(STRANGER), 1), 30);
    with(&db, &[&third, &first, &second, &file(4, ONE, client, 40), &strangers]).await;
    let files = async |limit| db.look(async |mut c| c.files_of_client(CLIENT, limit).await.unwrap()).await;
    assert_eq!(files(9).await, [third.clone(), second.clone(), first]);
    assert_eq!(files(2).await, [third, second]);
}

async fn only_old_files_that_nobody_sent_are_forgotten(db: Database) {
    let client = Author::Client(CLIENT);
    let old = [file(1, ONE, client, 3), file(2, OTHER, client, 1), file(3, ONE, client, 2)];
    let (of_that_moment, carried) = (file(4, ONE, client, 10), sent(file(5, ONE, client, 1), 2));
    with(&db, &[&old[0], &old[1], &old[2], &of_that_moment, &carried]).await;
    let forget = async || {
        let forgotten = db.change(async |mut c| c.forget_unsent_files(at(10), 2).await.unwrap()).await;
        forgotten.into_iter().map(|file| file.0.as_u128() - 0xf00).collect::<std::collections::BTreeSet<_>>()
    };
    // The oldest first.
    assert_eq!(forget().await, [2, 3].into());
    assert_eq!(forget().await, [1].into());
    assert_eq!(forget().await, [].into());
    assert_eq!(known(&db, &old[0]).await, None);
    assert!(known(&db, &of_that_moment).await.is_some() && known(&db, &carried).await.is_some());
}

/// The message is stored while the tidying has chosen the file already: its bytes must not go.
async fn a_file_sent_in_that_moment_is_not_forgotten(db: Database) {
    let old = file(1, ONE, Author::Client(CLIENT), 1);
    with(&db, &[&old]).await;
    let mut sending = db.store.write().await.unwrap();
    sending.conn().file_sent(old.file.id, at(99)).await.unwrap();
    let store = db.store.clone();
    let tidying = tokio::spawn(async move {
        let mut write = store.write().await.unwrap();
        let forgotten = write.conn().forget_unsent_files(at(50), 9).await.unwrap();
        write.commit(|| ()).await.unwrap();
        forgotten
    });
    if let Conn::Postgres(_) = sending.conn() {
        while !tidying.is_finished() && !somebody_waits_to_forget(&db).await {}
    }
    sending.commit(|| ()).await.unwrap();
    assert_eq!(tidying.await.unwrap(), []);
    assert_eq!(known(&db, &old).await, Some(sent(old, 99)));
}

async fn somebody_waits_to_forget(db: &Database) -> bool {
    let waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and query like 'delete from file %'";
    db.look(async |mut conn| run(&mut conn, waiting).await.unwrap()).await > 0
}
