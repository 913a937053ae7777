//! Other systems that hear what happens, and the news on their way to them.

use crate::{
    both::{Database, both},
    people::{at, id},
};
use desk::{
    ConversationId,
    webhook::{Topic, Trouble},
};
use store::{Answer, Delivery, PausedWhy, Webhook};
use uuid::Uuid;

both![
    it_comes_back_as_it_was_saved_and_goes_with_its_news,
    what_is_due_is_taken_by_one_only_and_again_when_its_time_ran_out,
    what_was_delivered_is_not_taken_and_what_failed_waits,
    it_is_sent_again_by_hand_but_not_while_it_is_being_sent,
    lists_and_counts_tell_how_far_it_is,
    what_is_long_over_is_forgotten,
];

const HOOK: Uuid = id(0xa1);
const OTHER: Uuid = id(0xa2);

fn webhook(id: Uuid) -> Webhook {
    Webhook {
        id,
        name: "Orders".into(),
        url: "https://orders.example.org/hooks".into(),
        topics: vec![Topic::Started, Topic::Ended],
        sealed: "sealed".into(),
        before: None,
        created_at: at(0),
        paused: None,
    }
}

/// Two systems, and news for the first at these seconds.
async fn with_news(db: &Database, seconds: &[i64]) {
    db.change(async |mut conn| {
        conn.save_webhook(&webhook(HOOK)).await.unwrap();
        conn.save_webhook(&webhook(OTHER)).await.unwrap();
        for second in seconds {
            let n = u128::try_from(*second).unwrap();
            let what = (ConversationId(id(0xc0)), *second);
            conn.add_delivery(id(n), HOOK, Topic::Ended, what, at(*second)).await.unwrap();
        }
    })
    .await;
}

async fn take(db: &Database, now: i64, most: i64) -> Vec<Uuid> {
    let taken = db.change(async |mut c| c.take_deliveries(HOOK, at(now), at(now + 60), most).await.unwrap()).await;
    taken.iter().map(|it| it.id).collect()
}

async fn one(db: &Database, n: u128) -> Delivery {
    db.look(async |mut c| c.delivery(HOOK, id(n)).await.unwrap().unwrap()).await
}

fn refused() -> Answer {
    Answer { trouble: Some(Trouble::Refused), status: Some(500), said: "no".into() }
}

fn taken() -> Answer {
    Answer { status: Some(204), ..Answer::default() }
}

async fn it_comes_back_as_it_was_saved_and_goes_with_its_news(db: Database) {
    with_news(&db, &[1]).await;
    let changed = Webhook {
        name: "Sales".into(),
        topics: vec![Topic::Accepted],
        sealed: "new".into(),
        before: Some(("sealed".into(), at(90))),
        paused: Some((at(7), PausedWhy::Gone)),
        ..webhook(HOOK)
    };
    db.change(async |mut c| c.save_webhook(&changed).await.unwrap()).await;
    assert_eq!(db.look(async |mut c| c.webhooks().await.unwrap()).await, [changed, webhook(OTHER)]);
    assert!(db.change(async |mut c| c.remove_webhook(HOOK).await.unwrap()).await);
    assert!(!db.change(async |mut c| c.remove_webhook(HOOK).await.unwrap()).await);
    assert_eq!(db.look(async |mut c| c.webhooks().await.unwrap()).await, [webhook(OTHER)]);
    assert_eq!(db.look(async |mut c| c.delivery(HOOK, id(1)).await.unwrap()).await, None);
}

async fn what_is_due_is_taken_by_one_only_and_again_when_its_time_ran_out(db: Database) {
    with_news(&db, &[1, 2, 3, 50]).await;
    assert_eq!(take(&db, 10, 2).await, [id(1), id(2)]);
    assert_eq!(take(&db, 10, 9).await, [id(3)]);
    assert!(take(&db, 10, 9).await.is_empty());
    let next = db.look(async |mut c| c.next_deliveries().await.unwrap()).await;
    assert_eq!((next.len(), next[&HOOK]), (1, at(50)));
    assert_eq!(take(&db, 70, 9).await, [id(1), id(2), id(3), id(50)]);
    assert_eq!((one(&db, 1).await.attempts, one(&db, 50).await.attempts), (2, 1));
    assert_eq!(db.look(async |mut c| c.next_deliveries().await.unwrap()).await[&HOOK], at(130));
}

async fn what_was_delivered_is_not_taken_and_what_failed_waits(db: Database) {
    with_news(&db, &[1, 2, 3]).await;
    take(&db, 10, 9).await;
    db.change(async |mut conn| {
        conn.delivered(id(1), &taken(), at(11)).await.unwrap();
        conn.not_delivered(id(2), &refused(), Some(at(100)), at(11)).await.unwrap();
        conn.not_delivered(id(3), &refused(), None, at(11)).await.unwrap();
    })
    .await;
    assert!(take(&db, 99, 9).await.is_empty());
    assert_eq!(take(&db, 100, 9).await, [id(2)]);
    let (delivered, stopped) = (one(&db, 1).await, one(&db, 3).await);
    assert_eq!((delivered.delivered_at, delivered.answer), (Some(at(11)), Some(taken())));
    assert_eq!((stopped.stopped_at, stopped.due_at, stopped.answer), (Some(at(11)), None, Some(refused())));
    // A late word about what was delivered changes nothing.
    db.change(async |mut c| c.not_delivered(id(1), &refused(), Some(at(12)), at(12)).await.unwrap()).await;
    assert_eq!(one(&db, 1).await.due_at, None);
}

async fn it_is_sent_again_by_hand_but_not_while_it_is_being_sent(db: Database) {
    with_news(&db, &[1, 2, 3]).await;
    take(&db, 10, 9).await;
    let again =
        async |n: u128, now: i64| db.change(async |mut c| c.send_again(HOOK, id(n), at(now)).await.unwrap()).await;
    assert!(!again(1, 20).await, "it is being sent");
    db.change(async |mut conn| {
        conn.delivered(id(1), &taken(), at(21)).await.unwrap();
        conn.not_delivered(id(2), &refused(), None, at(21)).await.unwrap();
        conn.not_delivered(id(3), &refused(), Some(at(500)), at(21)).await.unwrap();
    })
    .await;
    assert!(again(1, 30).await && !again(9, 30).await);
    assert_eq!((one(&db, 1).await.delivered_at, one(&db, 1).await.began_at), (None, at(30)));
    assert_eq!(db.change(async |mut c| c.send_all_again(HOOK, at(31)).await.unwrap()).await, 3);
    assert_eq!(take(&db, 31, 9).await, [id(1), id(2), id(3)]);
    assert_eq!(one(&db, 2).await.stopped_at, None);
}

async fn lists_and_counts_tell_how_far_it_is(db: Database) {
    with_news(&db, &[1, 2, 3, 4]).await;
    take(&db, 10, 3).await;
    db.change(async |mut conn| {
        conn.delivered(id(1), &taken(), at(11)).await.unwrap();
        conn.not_delivered(id(2), &refused(), Some(at(100)), at(11)).await.unwrap();
        conn.not_delivered(id(3), &refused(), None, at(11)).await.unwrap();
    })
    .await;
    let list = async |undelivered: bool, before: Option<Uuid>| {
        let page = db.look(async |mut c| c.deliveries(HOOK, undelivered, before, 2).await.unwrap()).await;
        page.iter().map(|it| it.id).collect::<Vec<_>>()
    };
    assert_eq!((list(false, None).await, list(false, Some(id(3))).await), (vec![id(4), id(3)], vec![id(2), id(1)]));
    assert_eq!((list(true, None).await, list(true, Some(id(3))).await), (vec![id(4), id(3)], vec![id(2)]));
    let counts = db.look(async |mut c| c.delivery_counts().await.unwrap()).await;
    let (hook, other) = (counts[&HOOK], counts[&OTHER]);
    assert_eq!((hook.waiting, hook.troubled, hook.stopped, hook.delivered_at), (2, 1, 1, Some(at(11))));
    assert_eq!((other.waiting, other.delivered_at), (0, None));
}

async fn what_is_long_over_is_forgotten(db: Database) {
    with_news(&db, &[1, 2, 3, 4]).await;
    db.change(async |mut conn| {
        conn.delivered(id(1), &taken(), at(11)).await.unwrap();
        conn.delivered(id(2), &taken(), at(12)).await.unwrap();
        conn.not_delivered(id(3), &refused(), None, at(11)).await.unwrap();
        conn.forget_deliveries(HOOK, at(12), at(4), 9).await.unwrap();
        let stray = (ConversationId(id(0xc0)), 9);
        conn.add_delivery(id(9), id(0xff), Topic::Ended, stray, at(1)).await.unwrap();
        conn.forget_stray_deliveries().await.unwrap();
    })
    .await;
    let left = db.look(async |mut c| c.deliveries(HOOK, false, None, 9).await.unwrap()).await;
    assert_eq!(left.iter().map(|it| it.id).collect::<Vec<_>>(), [id(4), id(2)]);
    db.change(async |mut c| c.forget_deliveries(HOOK, at(12), at(5), 9).await.unwrap()).await;
    let left = db.look(async |mut c| c.deliveries(HOOK, false, None, 9).await.unwrap()).await;
    assert_eq!(left.iter().map(|it| it.id).collect::<Vec<_>>(), [id(2)]);
    assert_eq!(db.look(async |mut c| c.delivery(id(0xff), id(9)).await.unwrap()).await, None);
}
