//! Counts, deadlines and who knows whom: what the server asks of all conversations at once.

use crate::{
    both::{Database, both},
    people::{ANNA, BEN, CLIENT, SALES, STRANGER, SUPPORT, accept, at, enter, entering, id, people},
};
use desk::{
    Conversation, ConversationId, EventId, NewConversation, OperatorId, ResultId, Stage, WidgetId,
    conversation::ClientLine,
    event::{EndCause, Target},
};
use store::{Conn, ResultRow, Running};

both![
    what_runs_is_known_after_a_restart,
    load_and_groups_count_what_runs,
    the_conversations_of_an_operator_are_talks_and_those_waiting_by_name,
    deadlines_come_soonest_first,
    after_a_restart_everybody_is_away_from_now,
    a_client_sees_the_last_and_an_operator_the_past,
    whoever_accepted_knows_the_client,
    serving_a_client_is_having_or_being_able_to_take,
    recent_accepts_come_newest_first,
];

const RESULT: ResultId = ResultId(id(7));

async fn put(conn: &mut Conn<'_>, new: NewConversation, second: i64, become_of: impl FnOnce(&mut Conversation)) {
    let mut conversation = enter(conn, new, second).await;
    become_of(&mut conversation);
    conn.save_conversation(&conversation, None).await.unwrap();
}

fn end(conversation: &mut Conversation) {
    conversation.stage =
        Stage::Ended { at: at(99), cause: EndCause::Operator, operator: Some(ANNA), result: Some(RESULT) };
}

/// A talk of Anna's, one of Ben's, one that waits for Ben, one for a group, one that is over.
async fn some(db: &Database) {
    people(db).await;
    db.change(async |mut conn| {
        conn.save_result(&ResultRow { id: RESULT, name: "Solved".into(), removed_at: None }, at(0)).await.unwrap();
        put(&mut conn, entering(1), 1, |c| drop(accept(c, ANNA, 10))).await;
        put(&mut conn, NewConversation { client: STRANGER, ..entering(2) }, 2, |c| drop(accept(c, BEN, 20))).await;
        put(&mut conn, NewConversation { group: SALES, ..entering(3) }, 3, |c| c.target = Target::Operator(BEN)).await;
        put(&mut conn, entering(4), 4, |c| c.priority = -3).await;
        put(&mut conn, entering(5), 5, end).await;
    })
    .await;
}

fn ids(numbers: &[u128]) -> Vec<ConversationId> {
    numbers.iter().map(|n| ConversationId(id(*n))).collect()
}

async fn what_runs_is_known_after_a_restart(db: Database) {
    some(&db).await;
    let mut running = db.look(async |mut c| c.running().await.unwrap()).await;
    running.sort_by_key(|one| one.id);
    let brief = |r: &Running| (r.id.0.as_u128(), r.client, r.target, r.group, r.operator, r.priority, r.last_seq);
    let support = Target::Group(SUPPORT);
    assert_eq!(
        running.iter().map(brief).collect::<Vec<_>>(),
        [
            (1, CLIENT, support, SUPPORT, Some(ANNA), 0, 2),
            (2, STRANGER, support, SUPPORT, Some(BEN), 0, 2),
            (3, CLIENT, Target::Operator(BEN), SALES, None, 0, 1),
            (4, CLIENT, support, SUPPORT, None, -3, 1),
        ]
    );
    assert!(running.iter().map(|one| one.queued_at).eq((1..=4).map(at)));
}

async fn load_and_groups_count_what_runs(db: Database) {
    some(&db).await;
    db.look(async |mut conn| {
        assert_eq!(conn.load_of(ANNA).await.unwrap().slots, 1);
        assert_eq!(conn.load_of(OperatorId(id(404))).await.unwrap().slots, 0);
        assert_eq!(conn.running_in_group(SUPPORT).await.unwrap(), 3);
        assert_eq!(conn.running_in_group(SALES).await.unwrap(), 1);
        assert_eq!(conn.conversations_of_client(CLIENT).await.unwrap(), 4);
        assert_eq!(conn.conversations_of_client(STRANGER).await.unwrap(), 1);
    })
    .await;
}

async fn the_conversations_of_an_operator_are_talks_and_those_waiting_by_name(db: Database) {
    some(&db).await;
    db.look(async |mut conn| {
        assert_eq!(conn.conversations_of_operator(ANNA).await.unwrap(), ids(&[1]));
        assert_eq!(conn.conversations_of_operator(BEN).await.unwrap(), ids(&[2, 3]));
    })
    .await;
}

async fn deadlines_come_soonest_first(db: Database) {
    people(&db).await;
    assert_eq!(db.look(async |mut c| c.next_due().await.unwrap()).await, None);
    db.change(async |mut conn| {
        for (n, due) in [(1, Some(30)), (2, Some(10)), (3, None), (4, Some(20)), (5, Some(40))] {
            let conversation = enter(&mut conn, entering(n), 1).await;
            conn.save_conversation(&conversation, due.map(at)).await.unwrap();
        }
        let (late, _) = Conversation::start(entering(6), at(1));
        conn.insert_conversation(&late, &Default::default(), &Default::default(), None, Some(at(50))).await.unwrap();
    })
    .await;
    db.look(async |mut conn| {
        assert_eq!(conn.next_due().await.unwrap(), Some(at(10)));
        assert_eq!(conn.due(at(9), 9).await.unwrap(), []);
        assert_eq!(conn.due(at(30), 9).await.unwrap(), ids(&[2, 4, 1]));
        assert_eq!(conn.due(at(30), 2).await.unwrap(), ids(&[2, 4]));
        assert_eq!(conn.due(at(50), 9).await.unwrap(), ids(&[2, 4, 1, 5, 6]));
    })
    .await;
}

/// Nobody is connected to a server that has just started, and what is over stays as it is.
async fn after_a_restart_everybody_is_away_from_now(db: Database) {
    some(&db).await;
    let told = ClientLine::Away { since: at(2), told_at: Some(at(3)) };
    let load = async |n| db.change(async |mut c| c.conversation_for_change(n).await.unwrap().unwrap()).await;
    let over = load(ConversationId(id(5))).await;
    db.change(async |mut conn| {
        for n in ids(&[1, 4]) {
            let mut conversation = conn.conversation_for_change(n).await.unwrap().unwrap();
            conversation.line = if n.0 == id(1) { ClientLine::Connected } else { told };
            conn.save_conversation(&conversation, None).await.unwrap();
        }
        assert_eq!(conn.everybody_is_away(at(50)).await.unwrap(), 4);
    })
    .await;
    assert_eq!(load(ConversationId(id(1))).await.line, ClientLine::Away { since: at(50), told_at: None });
    assert_eq!(load(ConversationId(id(4))).await.line, ClientLine::Away { since: at(50), told_at: Some(at(3)) });
    assert_eq!(load(ConversationId(id(5))).await, over);
    // The desk looks at each of them at once and says when next.
    let mut due = db.look(async |mut c| c.due(at(50), 9).await.unwrap()).await;
    due.sort();
    assert_eq!(due, ids(&[1, 2, 3, 4]));
}

async fn a_client_sees_the_last_and_an_operator_the_past(db: Database) {
    some(&db).await;
    let demo = crate::people::widget();
    db.change(async |mut conn| {
        // In one moment with the last: the id decides. And one that came through no widget.
        put(&mut conn, entering(6), 5, |c| c.glance.first_words = Some("Dobrý den".into())).await;
        put(&mut conn, NewConversation { widget: None, ..entering(7) }, 9, |_| ()).await;
    })
    .await;
    db.look(async |mut conn| {
        let last = conn.last_conversation(CLIENT, &demo).await.unwrap();
        assert_eq!(last, Some(ConversationId(id(6))));
        assert_eq!(conn.last_conversation(CLIENT, &WidgetId("other".into())).await.unwrap(), None);

        let past = conn.past(CLIENT, ConversationId(id(4)), 9).await.unwrap();
        assert!(past.iter().map(|one| one.id).eq(ids(&[7, 6, 5, 3, 1])));
        let (waiting, ended, active) = (&past[1], &past[2], &past[4]);
        assert_eq!((waiting.state.as_str(), waiting.first_words.as_deref()), ("waiting", Some("Dobrý den")));
        assert_eq!((ended.state.as_str(), ended.ended_at, ended.operator), ("ended", Some(at(99)), Some(ANNA)));
        assert_eq!((ended.result, ended.queued_at, ended.entry), (Some(RESULT), at(5), desk::Entry::Chat));
        assert_eq!((active.state.as_str(), active.ended_at, active.operator), ("active", None, Some(ANNA)));
        assert_eq!((active.result, active.first_words.as_deref()), (None, None));

        let newest = conn.past(CLIENT, ConversationId(id(4)), 2).await.unwrap();
        assert!(newest.iter().map(|one| one.id).eq(ids(&[7, 6])));
    })
    .await;
}

async fn whoever_accepted_knows_the_client(db: Database) {
    some(&db).await;
    db.change(async |mut conn| {
        for (n, conversation, by) in [(1, 1, ANNA), (2, 1, BEN), (3, 4, ANNA), (4, 2, BEN)] {
            let mut of = Conversation::start(entering(conversation), at(1)).0;
            of.last_seq = n;
            let event = accept(&mut of, by, 2);
            let event_id = EventId(id(0xe00 + u128::try_from(n).unwrap()));
            conn.append_event(ConversationId(id(conversation)), event_id, &event).await.unwrap();
        }
    })
    .await;
    let knowing = async |client| {
        let mut who = db.look(async |mut c| c.operators_who_know(client).await.unwrap()).await;
        who.sort();
        who
    };
    assert_eq!(knowing(CLIENT).await, [ANNA, BEN]);
    assert_eq!(knowing(STRANGER).await, [BEN]);
    assert_eq!(knowing(desk::ClientId(id(404))).await, []);
}

async fn serving_a_client_is_having_or_being_able_to_take(db: Database) {
    some(&db).await;
    let serves = async |who, client| db.look(async |mut c| c.serves_client(who, client).await.unwrap()).await;
    assert!(serves(ANNA, CLIENT).await);
    assert!(serves(BEN, STRANGER).await);
    assert!(!serves(ANNA, STRANGER).await);
    // By name, though Ben serves no group.
    assert!(serves(BEN, CLIENT).await);
    // What is over is served no more.
    let talked = NewConversation { client: STRANGER, ..entering(6) };
    db.change(async |mut conn| put(&mut conn, talked, 1, end).await).await;
    assert!(!serves(ANNA, STRANGER).await);
    assert!(!serves(OperatorId(id(404)), CLIENT).await);
    db.change(async |mut c| c.set_groups_of(BEN, &[SUPPORT]).await.unwrap()).await;
    assert!(serves(BEN, CLIENT).await);
}

async fn recent_accepts_come_newest_first(db: Database) {
    some(&db).await;
    db.look(async |mut conn| {
        assert_eq!(conn.recent_accepts(SUPPORT, at(0), 9).await.unwrap(), [at(20), at(10)]);
        assert_eq!(conn.recent_accepts(SUPPORT, at(20), 9).await.unwrap(), [at(20)]);
        assert_eq!(conn.recent_accepts(SUPPORT, at(0), 1).await.unwrap(), [at(20)]);
        assert_eq!(conn.recent_accepts(SALES, at(0), 9).await.unwrap(), []);
    })
    .await;
}
