//! The audit log.

use crate::{
    both::{Database, both},
    people::{ANNA, BEN, at, people},
};
use desk::OperatorId;
use serde_json::json;
use store::{AuditChange, AuditEntry, AuditFilter};
use uuid::Uuid;

both![what_is_written_is_read_as_it_was, filters_go_together, pages_neither_skip_nor_repeat];

fn entry(n: u128, second: i64, operator: Option<OperatorId>, area: &str) -> AuditEntry {
    AuditEntry {
        id: Uuid::from_u128(n),
        at: at(second),
        operator,
        who: "Anna".into(),
        address: Some("192.0.2.1".into()),
        area: area.into(),
        act: "user_changed".into(),
        subject_id: Some("x".into()),
        subject: Some("Ben".into()),
        changes: vec![AuditChange { field: "groups".into(), before: json!(["Sales"]), after: json!(null) }],
    }
}

const ALL: AuditFilter = AuditFilter { operator: None, area: None, from: None, until: None, after: None, limit: 100 };

async fn write(db: &Database, entries: &[AuditEntry]) {
    people(db).await;
    db.change(async |mut conn| {
        for entry in entries {
            conn.add_audit(entry).await.unwrap();
        }
    })
    .await;
}

async fn found(db: &Database, filter: AuditFilter) -> Vec<u128> {
    let found = db.look(async |mut conn| conn.audit(&filter).await.unwrap()).await;
    found.iter().map(|entry| entry.id.as_u128()).collect()
}

async fn what_is_written_is_read_as_it_was(db: Database) {
    let bare = AuditEntry { address: None, subject_id: None, subject: None, changes: vec![], ..entry(2, 6, None, "a") };
    let entries = [bare, entry(1, 5, Some(ANNA), "users")];
    write(&db, &entries).await;
    assert_eq!(db.look(async |mut conn| conn.audit(&ALL).await.unwrap()).await, entries);
}

async fn filters_go_together(db: Database) {
    write(
        &db,
        &[
            entry(1, 1, Some(ANNA), "users"),
            entry(2, 2, Some(BEN), "users"),
            entry(3, 3, None, "sign_in"),
            entry(4, 4, Some(ANNA), "sign_in"),
        ],
    )
    .await;
    assert_eq!(found(&db, AuditFilter { operator: Some(ANNA), ..ALL }).await, [4, 1]);
    assert_eq!(found(&db, AuditFilter { area: Some("sign_in".into()), ..ALL }).await, [4, 3]);
    let both = AuditFilter { operator: Some(ANNA), area: Some("sign_in".into()), ..ALL };
    assert_eq!(found(&db, both).await, [4]);
    assert_eq!(found(&db, AuditFilter { from: Some(at(2)), until: Some(at(4)), ..ALL }).await, [3, 2]);
}

async fn pages_neither_skip_nor_repeat(db: Database) {
    // Several in one moment.
    let entries: Vec<_> = (1..=7).map(|n| entry(n, 1 + i64::from(n > 3), None, "users")).collect();
    write(&db, &entries).await;
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let filter = AuditFilter { after, limit: 2, ..ALL };
        let page = db.look(async |mut conn| conn.audit(&filter).await.unwrap()).await;
        let Some(last) = page.last() else { break };
        after = Some((last.at, last.id));
        seen.extend(page.iter().map(|entry| entry.id.as_u128()));
    }
    assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1]);
}
