//! Lists of conversations: who sees which, in what order, page by page.

use crate::{
    both::{Database, both},
    people::{ANNA, BEN, SALES, accept, at, enter, entering, id, people},
};
use desk::{
    Conversation, EntrySet, EventId, OperatorId, Stage,
    capacity::Load,
    conversation::Acceptor,
    event::{EndCause, Target},
};
use store::{Conn, Listed, Shown};
use uuid::Uuid;

both![
    the_queue_shows_what_waits_for_me_in_the_queues_order,
    my_talks_stand_in_the_order_i_took_them,
    a_hand_over_moves_none_of_my_talks,
    a_state_shows_what_i_may_see,
    pages_lose_nobody_and_double_nobody,
];

/// Stores a conversation and what became of it.
async fn put(conn: &mut Conn<'_>, n: u128, second: i64, become_of: impl FnOnce(&mut Conversation)) {
    let mut conversation = enter(conn, entering(n), second).await;
    become_of(&mut conversation);
    conn.save_conversation(&conversation, None).await.unwrap();
}

fn ended(by: Option<OperatorId>) -> impl Fn(&mut Conversation) {
    move |c| c.stage = Stage::Ended { at: at(99), cause: EndCause::Operator, operator: by, result: None }
}

fn numbers(shown: &[Shown]) -> Vec<u128> {
    shown.iter().map(|shown| shown.conversation.id.0.as_u128()).collect()
}

async fn list(db: &Database, which: Listed) -> Vec<u128> {
    numbers(&db.look(async |mut c| c.list(which).await.unwrap()).await)
}

async fn the_queue_shows_what_waits_for_me_in_the_queues_order(db: Database) {
    people(&db).await;
    db.change(async |mut conn| {
        put(&mut conn, 1, 20, |_| ()).await;
        put(&mut conn, 3, 10, |_| ()).await;
        // Came in one moment: the id decides.
        put(&mut conn, 2, 10, |_| ()).await;
        put(&mut conn, 4, 30, |c| c.priority = 1).await;
        put(&mut conn, 5, 31, |c| c.target = Target::Operator(ANNA)).await;
        // Not Anna's: another group's, another operator's although of her group, somebody's already, over.
        put(&mut conn, 6, 1, |c| c.target = Target::Group(SALES)).await;
        put(&mut conn, 7, 1, |c| c.target = Target::Operator(BEN)).await;
        put(&mut conn, 8, 1, |c| drop(accept(c, ANNA, 2))).await;
        put(&mut conn, 9, 1, ended(Some(ANNA))).await;
    })
    .await;
    assert_eq!(list(&db, Listed::Queue(ANNA)).await, [4, 2, 3, 1, 5]);
    assert_eq!(list(&db, Listed::Queue(BEN)).await, [7]);

    db.change(async |mut c| c.set_groups_of(ANNA, &[SALES]).await.unwrap()).await;
    assert_eq!(list(&db, Listed::Queue(ANNA)).await, [6, 5]);
}

async fn my_talks_stand_in_the_order_i_took_them(db: Database) {
    people(&db).await;
    db.change(async |mut conn| {
        put(&mut conn, 1, 5, |c| drop(accept(c, ANNA, 30))).await;
        put(&mut conn, 2, 6, |c| drop(accept(c, ANNA, 10))).await;
        put(&mut conn, 4, 7, |c| drop(accept(c, ANNA, 20))).await;
        put(&mut conn, 3, 8, |c| drop(accept(c, ANNA, 20))).await;
        put(&mut conn, 5, 1, |c| drop(accept(c, BEN, 2))).await;
        put(&mut conn, 6, 1, ended(Some(ANNA))).await;
        put(&mut conn, 7, 1, |_| ()).await;
    })
    .await;
    assert_eq!(list(&db, Listed::Mine(ANNA)).await, [2, 3, 4, 1]);
    assert_eq!(list(&db, Listed::Mine(BEN)).await, [5]);
}

/// Anna took one after the other, and came into Ben's third, which is the oldest of all. Then she gives away the first.
async fn a_hand_over_moves_none_of_my_talks(db: Database) {
    people(&db).await;
    db.change(async |mut conn| {
        let [mut first, mut second, mut third] = [9, 5, 1].map(|n| Conversation::start(entering(n), at(1)).0);
        let mut events = vec![accept(&mut first, ANNA, 10), accept(&mut second, ANNA, 20), accept(&mut third, BEN, 5)];
        for (talk, from, to, when) in [(&mut third, BEN, ANNA, 30), (&mut first, ANNA, BEN, 40)] {
            let by = Acceptor { id: to, groups: &[], load: Load::default(), chat_limit: 9, barred: EntrySet::NONE };
            events.push(talk.invite(from, Target::Operator(to), None, at(when)).unwrap().unwrap());
            events.push(talk.join(&by, at(when)).unwrap().unwrap());
        }
        events.push(first.hand_over(ANNA, BEN, at(50)).unwrap());
        let whose = [first.id, second.id, third.id, third.id, third.id, first.id, first.id, first.id];
        for talk in [first, second, third] {
            enter(&mut conn, entering(talk.id.0.as_u128()), 1).await;
            conn.save_conversation(&talk, None).await.unwrap();
            conn.list_colleagues(&talk).await.unwrap();
        }
        for (n, (conversation, event)) in (0xe00..).zip(whose.into_iter().zip(&events)) {
            conn.append_event(conversation, EventId(id(n)), event).await.unwrap();
        }
    })
    .await;
    assert_eq!(list(&db, Listed::Mine(ANNA)).await, [9, 5, 1]);
    assert_eq!(list(&db, Listed::Mine(BEN)).await, [1, 9]);
}

fn state(state: &'static str, operator: OperatorId, all: bool) -> Listed {
    Listed::State { state, operator, all, after: None, limit: 99 }
}

/// Of the waiting ones whoever may take them, of the others whoever talks or talked; everything where `all`.
async fn a_state_shows_what_i_may_see(db: Database) {
    people(&db).await;
    db.change(async |mut conn| {
        put(&mut conn, 1, 1, |_| ()).await;
        put(&mut conn, 2, 2, |c| c.target = Target::Group(SALES)).await;
        put(&mut conn, 3, 3, |c| c.target = Target::Operator(ANNA)).await;
        put(&mut conn, 4, 4, |c| drop(accept(c, ANNA, 9))).await;
        put(&mut conn, 5, 5, |c| drop(accept(c, BEN, 9))).await;
        put(&mut conn, 6, 6, ended(Some(ANNA))).await;
        put(&mut conn, 7, 7, ended(Some(BEN))).await;
        put(&mut conn, 8, 8, ended(None)).await;
    })
    .await;
    // The waiting from the oldest, the others from the newest.
    for (word, annas, all) in [
        ("waiting", &[1, 3][..], &[1, 2, 3][..]),
        ("active", &[4], &[5, 4]),
        ("ended", &[6], &[8, 7, 6]),
        ("unheard-of", &[], &[]),
    ] {
        assert_eq!(list(&db, state(word, ANNA, false)).await, annas, "{word}");
        assert_eq!(list(&db, state(word, ANNA, true)).await, all, "{word}");
    }
    assert_eq!(list(&db, state("ended", OperatorId(id(404)), false)).await, [0; 0]);
}

/// Many of one moment, and pages that end in the middle of them.
async fn pages_lose_nobody_and_double_nobody(db: Database) {
    people(&db).await;
    db.change(async |mut conn| {
        for n in 1..=20 {
            // Ids neither in the order of time nor against it.
            let (number, second) = (n * 7 % 23, i64::try_from(n / 6).unwrap());
            put(&mut conn, number, second, |_| ()).await;
            put(&mut conn, number + 100, second, ended(Some(ANNA))).await;
        }
    })
    .await;
    for word in ["waiting", "ended"] {
        let whole = db.look(async |mut c| c.list(state(word, ANNA, false)).await.unwrap()).await;
        assert_eq!(whole.len(), 20);
        let key = |shown: &Shown| (shown.conversation.queued_at.as_millisecond(), shown.conversation.id.0);
        let keys: Vec<(i64, Uuid)> = whole.iter().map(key).collect();
        let in_order = if word == "waiting" { keys.is_sorted() } else { keys.iter().rev().is_sorted() };
        assert!(in_order, "{keys:?}");

        for limit in [1, 3, 20] {
            let (mut paged, mut after) = (vec![], None);
            loop {
                let which = Listed::State { state: word, operator: ANNA, all: false, after, limit };
                let page = db.look(async |mut c| c.list(which).await.unwrap()).await;
                assert!(page.len() <= usize::try_from(limit).unwrap());
                let Some(last) = page.last() else { break };
                after = Some(key(last));
                paged.extend(numbers(&page));
                assert!(paged.len() <= 20, "{word} by {limit}: {paged:?}");
            }
            assert_eq!(paged, numbers(&whole), "{word} by {limit}");
        }
    }
}
