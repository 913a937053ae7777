//! The company's settings, and the mark by which other processes see that words or people changed.

use crate::both::{Database, both};
use desk::{Graces, files::FileRules, limits::Seconds};
use store::Company;

both![
    the_defaults_hold_until_something_is_set,
    settings_come_back_as_set,
    settings_of_an_older_release_get_the_defaults_they_lack,
    the_mark_rises_with_every_change,
    changes_at_the_same_time_all_raise_the_mark,
];

async fn company(db: &Database) -> Company {
    db.look(async |mut c| c.company().await.unwrap()).await
}

async fn mark(db: &Database) -> i64 {
    db.look(async |mut c| c.directory_version().await.unwrap()).await
}

async fn the_defaults_hold_until_something_is_set(db: Database) {
    assert_eq!(company(&db).await, Company::default());
    assert_eq!(mark(&db).await, 0);
}

async fn settings_come_back_as_set(db: Database) {
    let graces = Graces {
        client_away: Seconds(1),
        client_waiting: Seconds(2),
        client_active: Seconds(3),
        operator: Seconds(u32::MAX),
    };
    let files = FileRules { largest_megabytes: 1, ..FileRules::default() };
    let name = "Naše \"firma\" 😀".into();
    for set in [
        Company { name, previews: false, typing_preview: false, link_previews: false, files, ..Company::default() },
        Company { name: String::new(), chat_limit: 0, graces, ..Company::default() },
    ] {
        db.change(async |mut c| c.save_company(&set).await.unwrap()).await;
        assert_eq!(company(&db).await, set);
    }
}

async fn settings_of_an_older_release_get_the_defaults_they_lack(db: Database) {
    let older = r#"insert into setting (key, value) values ('company', '{"name": "Old", "dropped": 1}')"#;
    db.change(async |mut conn| crate::both::run(&mut conn, older).await.unwrap()).await;
    assert_eq!(company(&db).await, Company { name: "Old".into(), ..Company::default() });
}

async fn the_mark_rises_with_every_change(db: Database) {
    for version in 1..=3 {
        db.change(async |mut c| c.raise_directory_version().await.unwrap()).await;
        assert_eq!(mark(&db).await, version);
    }
}

/// A process that has loaded the words under a mark would never see a change that raised it to the same one.
async fn changes_at_the_same_time_all_raise_the_mark(db: Database) {
    let changes: Vec<_> = (0..8)
        .map(|_| {
            let store = db.store.clone();
            tokio::spawn(async move {
                for _ in 0..5 {
                    let mut write = store.write().await.unwrap();
                    write.conn().raise_directory_version().await.unwrap();
                    write.commit(|| ()).await.unwrap();
                }
            })
        })
        .collect();
    for change in changes {
        change.await.unwrap();
    }
    assert_eq!(mark(&db).await, 40);
}
