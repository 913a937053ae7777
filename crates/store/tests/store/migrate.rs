//! Opening: a schema is made once, whoever comes; what a newer release made is refused.

use crate::{
    both::{Database, both, run},
    people::people,
};
use store::{Error, Store};

both![
    opening_again_changes_nothing,
    many_may_open_at_once,
    a_database_of_a_newer_release_is_refused,
    a_changed_migration_is_refused,
    a_read_changes_nothing,
    after_closing_it_can_be_opened_again,
];

async fn opening_again_changes_nothing(db: Database) {
    people(&db).await;
    let again = Store::open(&db.url).await.unwrap();
    assert_eq!(again.kind(), db.store.kind());
    let mut read = again.read().await.unwrap();
    assert_eq!(read.conn().operators().await.unwrap().len(), 2);
}

/// A command beside the server, and on PostgreSQL nodes that start together.
async fn many_may_open_at_once(db: Database) {
    for round in 0..6 {
        let url = db.emptied(round).await;
        let open = || Store::open(&url);
        let (a, b, c, d) = tokio::join!(open(), open(), open(), open());
        for opened in [a, b, c, d] {
            opened.unwrap();
        }
    }
}

async fn a_database_of_a_newer_release_is_refused(db: Database) {
    let newer =
        "update _sqlx_migrations set version = 99999 where version = (select max(version) from _sqlx_migrations)";
    db.change(async |mut conn| assert_eq!(run(&mut conn, newer).await.unwrap(), 1)).await;
    let refused = Store::open(&db.url).await.map(|_| ()).unwrap_err();
    assert!(matches!(refused, Error::NewerSchema(99999)), "{refused}");
}

/// A migration that has run somewhere is history: editing it must not pass unnoticed.
async fn a_changed_migration_is_refused(db: Database) {
    let other = "update _sqlx_migrations set checksum = (select description from _sqlx_migrations limit 1)";
    let other = if db.store.kind() == "sqlite" { other } else { "update _sqlx_migrations set checksum = '\\x00'" };
    db.change(async |mut conn| run(&mut conn, other).await.unwrap()).await;
    let refused = Store::open(&db.url).await.map(|_| ()).unwrap_err();
    assert!(matches!(refused, Error::Migration(_)), "{refused}");
}

/// On SQLite a reader that writes would stand in the lane's way; PostgreSQL lends the same connections for both.
async fn a_read_changes_nothing(db: Database) {
    people(&db).await;
    if db.store.kind() == "sqlite" {
        let mut read = db.store.read().await.unwrap();
        assert!(read.conn().raise_directory_version().await.is_err());
    }
    assert_eq!(db.look(async |mut c| c.directory_version().await.unwrap()).await, 0);
}

async fn after_closing_it_can_be_opened_again(db: Database) {
    people(&db).await;
    db.store.close().await;
    assert!(db.store.read().await.is_err());
    let again = Store::open(&db.url).await.unwrap();
    assert_eq!(again.read().await.unwrap().conn().operators().await.unwrap().len(), 2);
}

#[tokio::test]
async fn other_addresses_are_refused() {
    for url in ["", "mysql://localhost/x", "hovorna.sqlite", "SQLITE:x"] {
        assert!(matches!(Store::open(url).await.map(|_| ()), Err(Error::UnknownDatabase)), "{url}");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_made_is_an_error() {
    assert!(matches!(Store::open("sqlite:/dev/null/hovorna.sqlite").await.map(|_| ()), Err(Error::Database(_))));
}
