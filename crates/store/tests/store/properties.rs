//! Whatever the interleaving, a log has no gap; whatever the conversation, what is loaded is what was saved.

use crate::{
    both::{Database, both},
    people::{ANNA, BEN, SALES, SUPPORT, at, enter, entering, id, people},
    writers::{numbers, say, silent},
};
use desk::{
    Author, Conversation, ConversationId, Event, EventBody, EventId, ResultId, Stage, Timestamp,
    conversation::{ClientLine, Glance, LastMessage},
    event::{EndCause, Target},
    receipts::{Receipts, Seen, Side},
};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    test_runner::{Config, TestRunner},
};
use std::collections::BTreeSet;
use store::{Conn, ResultRow};
use tokio::{runtime::Handle, task::JoinSet};
use uuid::Uuid;

both![no_interleaving_leaves_a_gap, a_saved_conversation_loaded_again_equals_itself];

/// Tries cases of the strategy one after another, on one database.
pub fn for_all<S: Strategy>(cases: u32, strategy: &S, hold: impl AsyncFn(S::Value)) {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 200, ..Config::default() };
    let try_one = |value| {
        Handle::current().block_on(hold(value));
        Ok(())
    };
    tokio::task::block_in_place(|| TestRunner::new(config).run(strategy, try_one)).unwrap();
}

/// What a writer does with what it has said in one of the conversations.
#[derive(Clone, Copy, Debug)]
enum End {
    Commit,
    Drop,
    /// The same once more, as a sender does who has not got the answer.
    Repeat,
}

async fn no_interleaving_leaves_a_gap(db: Database) {
    people(&db).await;
    let end = prop_oneof![3 => Just(End::Commit), 1 => Just(End::Drop), 1 => Just(End::Repeat)];
    let writers = vec(vec((0..3_usize, end), 1..6), 1..6);
    for_all(24, &writers, async |writers| {
        let mut conversations = vec![];
        for _ in 0..3 {
            conversations.push(silent(&db, ConversationId(Uuid::now_v7())).await);
        }
        let mut writing = JoinSet::new();
        for steps in writers {
            let (store, conversations) = (db.store.clone(), conversations.clone());
            writing.spawn(async move {
                let mut acknowledged = vec![];
                for (n, end) in steps {
                    let (id, mut write) = say(&store, conversations[n], "hello").await;
                    if let End::Drop = end {
                        drop(write);
                        continue;
                    }
                    let seq = write.conn().recorded(id).await.unwrap().unwrap().seq;
                    write.commit(|| ()).await.unwrap();
                    if let End::Repeat = end {
                        let again = store.write().await.unwrap().conn().recorded(id).await.unwrap().unwrap();
                        assert_eq!((again.conversation, again.seq), (conversations[n], seq));
                    }
                    acknowledged.push((conversations[n], seq, id));
                }
                acknowledged
            });
        }
        let acknowledged: BTreeSet<(ConversationId, i64, EventId)> =
            writing.join_all().await.into_iter().flatten().collect();
        let mut found = BTreeSet::new();
        for conversation in conversations {
            let numbers = numbers(&db, conversation).await;
            assert!(numbers.iter().copied().eq(1..=i64::try_from(numbers.len()).unwrap()), "a gap: {numbers:?}");
            let events = db.look(async |mut c| c.events_after(conversation, 0, 99).await.unwrap()).await;
            found.extend(events.into_iter().map(|stored| (conversation, stored.event.seq, stored.id)));
        }
        assert_eq!(found, acknowledged, "what is stored is what was acknowledged");
    });
}

const RESULT: ResultId = ResultId(id(7));

fn moment() -> impl Strategy<Value = Timestamp> {
    // Columns keep milliseconds; a moment may lie before 1970.
    (-1_000_000_000_000..4_000_000_000_000_i64).prop_map(|ms| Timestamp::from_millisecond(ms).unwrap())
}

fn operator() -> impl Strategy<Value = desk::OperatorId> {
    prop_oneof![Just(ANNA), Just(BEN)]
}

fn group() -> impl Strategy<Value = desk::GroupId> {
    prop_oneof![Just(SUPPORT), Just(SALES)]
}

/// Any text but NUL, which the desk drops.
fn words() -> impl Strategy<Value = String> {
    "[^\0]{0,40}"
}

fn stage() -> impl Strategy<Value = Stage> {
    let cause =
        prop_oneof![Just(EndCause::Operator), Just(EndCause::Client), Just(EndCause::ClientGone), Just(EndCause::Ban)];
    prop_oneof![
        option::of(moment()).prop_map(|accept_by| Stage::Waiting { accept_by }),
        (operator(), moment()).prop_map(|(operator, since)| Stage::Active { operator, since }),
        (moment(), cause, option::of(operator()), option::of(Just(RESULT)))
            .prop_map(|(at, cause, operator, result)| Stage::Ended { at, cause, operator, result }),
    ]
}

fn glance() -> impl Strategy<Value = Glance> {
    let side = prop_oneof![Just(Side::Client), Just(Side::Operator)];
    let message = (side, words(), moment(), any::<i64>());
    let message = message.prop_map(|(from, words, at, seq)| LastMessage { from, words, at, seq });
    let unread = vec(any::<i64>(), 0..99);
    let redirect = (option::of(operator()), option::of(words()));
    (option::of(words()), option::of(message), option::of(moment()), unread, redirect).prop_map(
        |(first_words, last_message, unanswered_since, unread, (redirected_by, redirect_note))| Glance {
            first_words,
            last_message,
            unanswered_since,
            unread,
            redirected_by,
            redirect_note,
            rating: None,
            reply_until: unanswered_since,
            held_elsewhere: unanswered_since.is_some(),
            transcripts: vec!["jana@post.example".into()],
        },
    )
}

async fn a_saved_conversation_loaded_again_equals_itself(db: Database) {
    people(&db).await;
    let started = db
        .change(async |mut conn| {
            let solved = ResultRow { id: RESULT, name: "Solved".into(), removed_at: None };
            conn.save_result(&solved, at(0)).await.unwrap();
            enter(&mut conn, entering(1), 0).await
        })
        .await;
    let line = prop_oneof![
        Just(ClientLine::Connected),
        (moment(), option::of(moment())).prop_map(|(since, told_at)| ClientLine::Away { since, told_at }),
    ];
    let target = prop_oneof![group().prop_map(Target::Group), operator().prop_map(Target::Operator)];
    let seen = || (any::<i64>(), any::<i64>()).prop_map(|(delivered, read)| Seen { delivered, read });
    let receipts = (seen(), seen()).prop_map(|(client, operator)| Receipts { client, operator });
    let numbers = (any::<i32>(), any::<i64>());
    let parts = (stage(), target, group(), option::of(moment()), line, receipts, glance(), numbers);
    let any_conversation =
        parts.prop_map(|(stage, target, group, first_accepted_at, line, receipts, glance, (priority, last_seq))| {
            Conversation {
                stage,
                target,
                group,
                first_accepted_at,
                line,
                receipts,
                glance,
                priority,
                last_seq,
                ..started.clone()
            }
        });
    let stands = async |conversation: &Conversation| {
        let shown = db.look(async |mut c| c.shown(conversation.id).await.unwrap().unwrap()).await;
        assert_eq!(&shown.conversation, conversation);
    };
    let cases = (any_conversation, any::<bool>());
    for_all(150, &cases, async |(conversation, with_event): (Conversation, bool)| {
        let loaded = db
            .change(async |mut conn| {
                save(&mut conn, &conversation, with_event).await;
                conn.conversation_for_change(conversation.id).await.unwrap().unwrap()
            })
            .await;
        assert_eq!(loaded, conversation);
        stands(&conversation).await;
        // The same stage once more, with all that changes while people talk.
        let talked = Conversation {
            line: ClientLine::Away { since: at(1), told_at: None },
            receipts: Receipts { client: conversation.receipts.operator, operator: conversation.receipts.client },
            glance: Glance::default(),
            last_seq: conversation.last_seq.wrapping_add(1),
            ..conversation
        };
        db.change(async |mut conn| save(&mut conn, &talked, with_event).await).await;
        stands(&talked).await;
    });
}

/// By itself, or with an event.
async fn save(conn: &mut Conn<'_>, conversation: &Conversation, with_event: bool) {
    if !with_event {
        return conn.save_conversation(conversation, None).await.unwrap();
    }
    let (author, body) = (Author::System, EventBody::ClientReturned);
    let event = Event { seq: conversation.last_seq, id: None, at: at(1), author, body };
    conn.save_with_event(conversation, None, EventId(Uuid::now_v7()), &event).await.unwrap();
}
