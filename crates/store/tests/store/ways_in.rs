//! Widgets, and the words an operator picks.

use crate::{
    both::{Database, both},
    people::{SALES, SUPPORT, at, group, id},
};
use desk::{GroupId, ResultId, TagId, WidgetId};
use serde_json::json;
use store::{ResultRow, Tag, Widget};

both![
    a_widget_comes_back_whole_and_changes_whole,
    a_widget_needs_its_group,
    results_stay_in_the_order_they_were_made,
    tags_stay_in_the_order_they_were_made,
];

async fn a_widget_comes_back_whole_and_changes_whole(db: Database) {
    let details = json!({
        "origins": ["https://example.org"], "z": 1, "a": null, "texts": {"cs": "Příliš \"žluťoučký\" 😀", "en": ""},
        "numbers": [1, -1, 0.5, 9_007_199_254_740_993_i64], "on": true,
    });
    let shop = Widget { id: WidgetId("shop".into()), name: "B".into(), group: SUPPORT, details, removed_at: None };
    let help = Widget { id: WidgetId("help".into()), name: "A".into(), removed_at: Some(at(3)), ..shop.clone() };
    db.change(async |mut conn| {
        conn.save_group(&group(SUPPORT, "Support"), at(0)).await.unwrap();
        conn.save_group(&group(SALES, "Sales"), at(0)).await.unwrap();
        conn.save_widget(&shop, at(1)).await.unwrap();
        conn.save_widget(&help, at(2)).await.unwrap();
    })
    .await;
    assert_eq!(db.look(async |mut c| c.widgets().await.unwrap()).await, [help, shop.clone()]);

    let changed = Widget { name: "0".into(), group: SALES, details: json!({}), removed_at: Some(at(9)), ..shop };
    db.change(async |mut c| c.save_widget(&changed, at(9)).await.unwrap()).await;
    assert_eq!(db.look(async |mut c| c.widgets().await.unwrap()).await[0], changed);
}

async fn a_widget_needs_its_group(db: Database) {
    let details = json!({});
    let lost = Widget { id: WidgetId("w".into()), name: "W".into(), group: GroupId(id(1)), details, removed_at: None };
    let mut write = db.store.write().await.unwrap();
    assert!(!write.conn().save_widget(&lost, at(0)).await.unwrap_err().is_taken());
}

/// The order in which an administrator made them is the order of the menu; changing one does not move it.
async fn results_stay_in_the_order_they_were_made(db: Database) {
    let result = |n, name: &str| ResultRow { id: ResultId(id(n)), name: name.into(), removed_at: None };
    let (solved, spam, twin) = (result(3, "Solved"), result(1, "Spam"), result(2, "Twin of spam"));
    db.change(async |mut conn| {
        conn.save_result(&twin, at(2)).await.unwrap();
        conn.save_result(&spam, at(2)).await.unwrap();
        conn.save_result(&solved, at(1)).await.unwrap();
    })
    .await;
    assert_eq!(db.look(async |mut c| c.results().await.unwrap()).await, [solved.clone(), spam.clone(), twin.clone()]);

    let changed = ResultRow { name: "Vyřešeno".into(), removed_at: Some(at(9)), ..solved };
    db.change(async |mut c| c.save_result(&changed, at(9)).await.unwrap()).await;
    assert_eq!(db.look(async |mut c| c.results().await.unwrap()).await, [changed, spam, twin]);
}

async fn tags_stay_in_the_order_they_were_made(db: Database) {
    let tag = |n, name: &str, colour| Tag { id: TagId(id(n)), name: name.into(), colour, removed_at: None };
    let (vip, order, twin) = (tag(3, "VIP", 1), tag(1, "Order", 6), tag(2, "Twin of order", 2));
    db.change(async |mut conn| {
        conn.save_tag(&twin, at(2)).await.unwrap();
        conn.save_tag(&order, at(2)).await.unwrap();
        conn.save_tag(&vip, at(1)).await.unwrap();
    })
    .await;
    assert_eq!(db.look(async |mut c| c.tags().await.unwrap()).await, [vip.clone(), order.clone(), twin.clone()]);

    let changed = Tag { name: "Důležité".into(), colour: 5, removed_at: Some(at(9)), ..vip };
    db.change(async |mut c| c.save_tag(&changed, at(9)).await.unwrap()).await;
    assert_eq!(db.look(async |mut c| c.tags().await.unwrap()).await, [changed, order, twin]);
}
