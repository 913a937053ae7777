//! A conversation loaded again equals itself, wherever its life has taken it.

use crate::{
    both::{Database, both, refusal},
    people::{ANNA, BEN, CLIENT, SALES, accept, at, client, enter, entering, id, people},
};
use desk::{
    ClientId, Conversation, ConversationId, Event, EventId, GroupId, NewConversation, ResultId, Stage, TagId,
    Timestamp, WidgetId,
    conversation::{ClientLine, LastMessage},
    event::{EndCause, Target},
    limits::Seconds,
    offering::{Candidate, Circle, First, Offering},
    receipts::{Receipts, Seen, Side},
    text::Text,
};
use std::collections::BTreeMap;
use store::{Client, Origin, ResultRow, StoredEvent};

both![
    a_conversation_comes_back_as_it_started,
    what_a_change_made_comes_back_whole,
    saving_changes_no_other_conversation,
    a_step_and_its_event_stand_together,
    a_step_whose_event_is_refused_did_not_happen,
    a_row_of_a_list_shows_all_that_belongs_to_it,
    an_id_starts_one_conversation,
    a_conversation_belongs_to_what_exists,
];

/// As it stands in the database: a change may know it without asking.
async fn loaded(db: &Database, id: ConversationId) -> Option<Conversation> {
    db.look(async |mut c| c.shown(id).await.unwrap()).await.map(|shown| shown.conversation)
}

async fn a_conversation_comes_back_as_it_started(db: Database) {
    people(&db).await;
    let bare = NewConversation { widget: None, ..entering(2) };
    let (one, other) =
        db.change(async |mut conn| (enter(&mut conn, entering(1), 5).await, enter(&mut conn, bare, 6).await)).await;
    assert_eq!(loaded(&db, one.id).await.as_ref(), Some(&one));
    assert_eq!(loaded(&db, other.id).await.as_ref(), Some(&other));
    assert_eq!(loaded(&db, ConversationId(id(3))).await, None);
}

/// Every optional field filled, then emptied again: nothing old shines through.
async fn what_a_change_made_comes_back_whole(db: Database) {
    people(&db).await;
    let result = ResultRow { id: ResultId(id(7)), name: "Solved".into(), removed_at: None };
    db.change(async |mut c| c.save_result(&result, at(0)).await.unwrap()).await;
    let started = db.change(async |mut conn| enter(&mut conn, entering(1), 5).await).await;
    let seen = |delivered, read| Seen { delivered, read };
    let mut glance = started.glance.clone();
    glance.first_words = Some("Dobrý den \"😀\"".into());
    let (words, nanosecond) = ("…".into(), Timestamp::new(1_700_000_000, 1).unwrap());
    glance.last_message = Some(LastMessage { from: Side::Operator, words, at: nanosecond, seq: 9 });
    glance.unanswered_since = Some(at(8));
    glance.unread = vec![2, 3, i64::MAX];
    glance.redirected_by = Some(BEN);
    glance.redirect_note = Some("Pozor".into());
    let full = Conversation {
        target: Target::Operator(BEN),
        group: SALES,
        circle: Circle { asked: vec![BEN, ANNA], widens_at: Some(at(14)), open: true },
        priority: i32::MAX,
        first_accepted_at: Some(at(7)),
        line: ClientLine::Away { since: at(10), told_at: Some(at(11)) },
        receipts: Receipts { client: seen(4, 3), operator: seen(2, 1) },
        glance,
        last_seq: i64::MAX,
        ..started.clone()
    };
    let ended = |cause, operator, result| Stage::Ended { at: at(20), cause, operator, result };
    let stages = [
        Stage::Waiting { accept_by: Some(at(30)) },
        Stage::Active { operator: ANNA, since: at(12) },
        ended(EndCause::Operator, Some(ANNA), Some(result.id)),
        ended(EndCause::Client, Some(ANNA), None),
        ended(EndCause::ClientGone, None, None),
        ended(EndCause::Ban, Some(ANNA), None),
        Stage::Waiting { accept_by: None },
    ];
    let mut lives: Vec<Conversation> = stages.into_iter().map(|stage| Conversation { stage, ..full.clone() }).collect();
    lives.push(Conversation { priority: -1, line: ClientLine::Away { since: at(10), told_at: None }, ..full });
    lives.push(Conversation { line: ClientLine::Connected, ..started });
    for life in lives {
        db.change(async |mut c| c.save_conversation(&life, None).await.unwrap()).await;
        assert_eq!(loaded(&db, life.id).await, Some(life));
    }
}

async fn saving_changes_no_other_conversation(db: Database) {
    people(&db).await;
    let (mut one, other) = db
        .change(async |mut conn| (enter(&mut conn, entering(1), 5).await, enter(&mut conn, entering(2), 5).await))
        .await;
    accept(&mut one, ANNA, 6);
    db.change(async |mut c| c.save_conversation(&one, Some(at(9))).await.unwrap()).await;
    assert_eq!(loaded(&db, one.id).await, Some(one));
    assert_eq!(loaded(&db, other.id).await, Some(other));
    assert_eq!(db.look(async |mut c| c.due(at(99), 9).await.unwrap()).await.len(), 1);
}

fn text(words: &str) -> Text {
    Text::parse(words).unwrap()
}

/// Whether all of the conversation changed with an event or only what is said in it, both stand, and nothing else.
async fn a_step_and_its_event_stand_together(db: Database) {
    people(&db).await;
    let (mut one, other) = db
        .change(async |mut conn| (enter(&mut conn, entering(1), 5).await, enter(&mut conn, entering(2), 5).await))
        .await;
    let offering = Offering::OneByOne { first: First::LeastBusy, widens_after: Seconds(20) };
    let anna = Candidate { operator: ANNA, conversations: 0, rests_since: None };
    let offered = one.offer(offering, &[anna], at(5)).unwrap();
    let first = step(&db, &one, None, 10, offered).await;
    let accepted = accept(&mut one, ANNA, 6);
    let mut events = vec![first, step(&db, &one, None, 11, accepted).await];
    let said = one.client_said(EventId(id(12)), text("Dobrý den"), at(7)).unwrap();
    events.push(step(&db, &one, None, 12, said).await);
    let said = one.operator_said(ANNA, EventId(id(13)), text("Ahoj"), at(8)).unwrap();
    one.line = ClientLine::Away { since: at(9), told_at: Some(at(10)) };
    one.seen(Side::Client, Seen { delivered: 4, read: 4 });
    events.push(step(&db, &one, Some(at(60)), 13, said).await);
    assert_eq!(db.look(async |mut c| c.due(at(99), 9).await.unwrap()).await, [one.id]);
    let ended = one.end(ANNA, None, None, at(20)).unwrap().unwrap();
    events.push(step(&db, &one, None, 14, ended).await);
    assert!(db.look(async |mut c| c.due(at(99), 9).await.unwrap()).await.is_empty());
    let log = db.look(async |mut c| c.events_after(one.id, events[0].event.seq - 1, 99).await.unwrap()).await;
    assert_eq!(log, events);
    assert_eq!(loaded(&db, other.id).await, Some(other));
}

/// Saves a step and its event, and sees that the conversation stands as it is.
async fn step(db: &Database, now: &Conversation, due: Option<Timestamp>, n: u128, event: Event) -> StoredEvent {
    let stored =
        StoredEvent { id: EventId(id(n)), event: Event { id: Some(EventId(id(n))), ..event }, deleted: vec![] };
    db.change(async |mut c| c.save_with_event(now, due, stored.id, &stored.event).await.unwrap()).await;
    assert_eq!(loaded(db, now.id).await.as_ref(), Some(now));
    stored
}

async fn a_step_whose_event_is_refused_did_not_happen(db: Database) {
    people(&db).await;
    let mut one = db.change(async |mut conn| enter(&mut conn, entering(1), 5).await).await;
    let accepted = accept(&mut one, ANNA, 6);
    step(&db, &one, None, 11, accepted).await;
    let before = one.clone();
    let said = one.client_said(EventId(id(11)), text("Dobrý den"), at(7)).unwrap();
    let mut write = db.store.write().await.unwrap();
    let taken = write.conn().save_with_event(&one, None, EventId(id(11)), &said).await;
    assert!(refusal(write, taken).await.is_taken());
    assert_eq!(loaded(&db, one.id).await.as_ref(), Some(&before));
    let known = db.change(async |mut c| c.conversation_for_change(one.id).await.unwrap()).await;
    assert_eq!(known, Some(before));
}

async fn a_row_of_a_list_shows_all_that_belongs_to_it(db: Database) {
    people(&db).await;
    let known = Client {
        name: Some("Karel".into()),
        phone: Some("1".into()),
        email: Some("k@example.org".into()),
        ..client(CLIENT)
    };
    let text = |words: &str| Some(words.to_owned());
    let origin = Origin {
        language: text("cs-CZ"),
        browser: text("Chrome 142"),
        os: text("Windows 11"),
        device: text("mobile"),
        page_url: text("https://example.org/č?a=\"1\""),
        page_title: text("Úvod"),
        referrer: text("https://example.com"),
        identified: Some(store::Identified {
            subject: "u-1".into(),
            name: text("Božena"),
            phone: None,
            email: text("b@example.org"),
        }),
        consent: Some(store::Agreed { version: 2, at: at(0) }),
    };
    let parameters = BTreeMap::from([("order".to_owned(), "1\n2".to_owned()), ("Ž".to_owned(), String::new())]);
    let tags = [TagId(id(9)), TagId(id(1)), TagId(id(5))];
    let (past, _) = Conversation::start(entering(1), at(5));
    let (now, _) = Conversation::start(entering(2), at(6));
    db.change(async |mut conn| {
        conn.save_client(&known).await.unwrap();
        enter(&mut conn, entering(1), 5).await;
        conn.insert_conversation(&now, &origin, &parameters, Some(past.id), None).await.unwrap();
        conn.set_tags(now.id, &tags).await.unwrap();
    })
    .await;
    let shown = db.look(async |mut c| c.shown(now.id).await.unwrap().unwrap()).await;
    assert_eq!(shown.conversation, now);
    assert_eq!(shown.client, (known.name, known.phone, known.email));
    assert_eq!((shown.origin, shown.parameters), (origin, parameters));
    assert_eq!((shown.tags.as_slice(), shown.continues), (&tags[..], Some(past.id)));

    let bare = db.look(async |mut c| c.shown(past.id).await.unwrap().unwrap()).await;
    assert_eq!((bare.origin, bare.parameters), (Origin::default(), BTreeMap::new()));
    assert_eq!((bare.tags, bare.continues), (vec![], None));

    db.change(async |mut c| c.set_tags(now.id, &[]).await.unwrap()).await;
    assert_eq!(db.look(async |mut c| c.shown(now.id).await.unwrap().unwrap()).await.tags, []);
    assert!(db.look(async |mut c| c.shown(ConversationId(id(3))).await.unwrap()).await.is_none());
}

/// Two tabs that enter with one id: one of them is told so.
async fn an_id_starts_one_conversation(db: Database) {
    people(&db).await;
    let first = db.change(async |mut conn| enter(&mut conn, entering(1), 5).await).await;
    let (again, _) = Conversation::start(entering(1), at(6));
    let mut write = db.store.write().await.unwrap();
    let said = write.conn().insert_conversation(&again, &Origin::default(), &BTreeMap::new(), None, None).await;
    let refused = refusal(write, said).await;
    assert!(refused.is_taken(), "{refused}");
    assert_eq!(loaded(&db, first.id).await, Some(first));
}

async fn a_conversation_belongs_to_what_exists(db: Database) {
    people(&db).await;
    let nobody = id(404);
    let strange = [
        NewConversation { client: ClientId(nobody), ..entering(1) },
        NewConversation { group: GroupId(nobody), ..entering(1) },
        NewConversation { widget: Some(WidgetId("none".into())), ..entering(1) },
    ];
    for new in strange {
        let (conversation, _) = Conversation::start(new, at(5));
        let mut write = db.store.write().await.unwrap();
        let said =
            write.conn().insert_conversation(&conversation, &Origin::default(), &BTreeMap::new(), None, None).await;
        let refused = refusal(write, said).await;
        assert!(!refused.is_taken(), "{refused}");
    }
    assert_eq!(loaded(&db, ConversationId(id(1))).await, None);
}
