//! The log: what is appended is read back by number, no number is given twice and none is left out.

use crate::{
    both::{Database, both, refusal},
    people::{ANNA, BEN, CLIENT, SALES, STRANGER, SUPPORT, accept, at, enter, entering, id, people},
};
use desk::{
    Author, BanId, Conversation, ConversationId, Entry, Event, EventBody, EventId, FileId, Message, NewConversation,
    TagId, TokenId,
    event::{Answer, EndCause, RedirectCause, Target},
    message::{Attachment, Quote},
    rating::Stars,
    text::Text,
};
use std::collections::BTreeMap;
use store::{Error, Recorded, StoredEvent};

both![
    every_kind_of_event_comes_back_whole,
    pages_lose_nothing_and_double_nothing,
    a_number_is_given_once_per_conversation,
    a_repeated_id_is_answered_with_what_it_was,
    a_body_of_a_newer_release_is_not_guessed_at,
    notes_about_a_client_come_from_all_conversations_newest_first,
];

fn text(words: &str) -> Text {
    Text::parse(words).unwrap()
}

fn event_id(n: u128) -> EventId {
    EventId(id(0xe000 + n))
}

fn event(seq: i64, author: Author, body: EventBody) -> Event {
    Event { seq, id: Some(event_id(seq.try_into().unwrap())), at: at(seq), author, body }
}

/// Said through the desk, which alone knows what a message is made of.
fn said(conversation: &mut Conversation, words: &str) -> Event {
    let id = event_id(u128::try_from(conversation.last_seq).unwrap() + 1);
    conversation.client_said(id, text(words), at(conversation.last_seq + 1)).unwrap()
}

/// Stores events of a conversation under the ids they have.
async fn append(db: &Database, conversation: ConversationId, events: &[Event]) {
    db.change(async |mut conn| {
        for event in events {
            conn.append_event(conversation, event.id.unwrap(), event).await.unwrap();
        }
    })
    .await;
}

async fn every_kind_of_event_comes_back_whole(db: Database) {
    people(&db).await;
    let (mut conversation, _) = Conversation::start(entering(1), at(0));
    let (anna, system) = (Author::Operator(ANNA), Author::System);
    let (ended, answers) = (EndCause::ClientGone, vec![Answer { field: "name".into(), value: "Ž \"😀\"\n".into() }]);
    let target = Target::Group(SUPPORT);
    let picture = Attachment {
        id: FileId(id(0xf1)),
        name: "č.png".into(),
        media_type: "image/png".into(),
        size: u64::MAX,
        dimensions: Some((1, u32::MAX)),
        key: "k".into(),
    };
    let quote = Quote { seq: 1, author: anna, words: "…".into() };
    let reply = Message::new(None, vec![picture], Some(quote)).unwrap();
    let bodies = [
        EventBody::Started {
            entry: Entry::Chat,
            widget: None,
            channel: None,
            target,
            answers,
            continues: Some(conversation.id),
        },
        EventBody::MessageAdded { message: reply },
        said(&mut conversation, "Dobrý den \u{1f600} \\ \"'%_\u{7f}\n\t$1").body,
        EventBody::NoteAdded { text: text("x".repeat(4_000).as_str()) },
        EventBody::Accepted,
        EventBody::Redirected {
            from: Target::Operator(ANNA),
            to: Target::Group(SALES),
            accept_by: Some(at(77)),
            note: Some(text("Pozor")),
            cause: RedirectCause::OperatorVanished,
        },
        EventBody::ClientLeft,
        EventBody::ClientReturned,
        EventBody::PageViewed { url: "https://example.org/?a=č".into(), title: String::new() },
        EventBody::ClientChanged { name: Some("K".into()), phone: None, email: Some(String::new()) },
        EventBody::ClientBanned { ban: BanId(id(8)), reason: text("Křičí"), until: Some(at(99)) },
        EventBody::ClientUnbanned { ban: BanId(id(8)) },
        EventBody::ClientNoteAdded { text: text("VIP") },
        EventBody::TagsChanged { tags: vec![TagId(id(9)), TagId(id(1))] },
        EventBody::ParametersChanged { parameters: BTreeMap::from([("a".into(), "1".into())]) },
        EventBody::Rated { stars: Stars::try_from(5).unwrap(), comment: Some(text("Děkuji")) },
        EventBody::TranscriptSent { to: "jana@post.example".into() },
        EventBody::Ended { cause: ended, result: None, note: None },
    ];
    let authors = [Author::Client(CLIENT), anna, Author::Token(TokenId(id(0x70))), system].into_iter().cycle();
    let log: Vec<Event> = (1..).zip(authors).zip(bodies).map(|((seq, by), body)| event(seq, by, body)).collect();
    db.change(async |mut conn| enter(&mut conn, entering(1), 0).await).await;
    append(&db, conversation.id, &log).await;
    let read = db.look(async |mut c| c.events_after(conversation.id, 0, 99).await.unwrap()).await;
    // Nobody uploaded the picture: it is told as one that is there no longer.
    let deleted = |event: &Event| match &event.body {
        EventBody::MessageAdded { message } => message.files().iter().map(|file| file.id).collect(),
        _ => vec![],
    };
    let stored = |event: Event| StoredEvent { id: event.id.unwrap(), deleted: deleted(&event), event };
    assert_eq!(read, log.into_iter().map(stored).collect::<Vec<_>>());
}

async fn pages_lose_nothing_and_double_nothing(db: Database) {
    people(&db).await;
    let (one, other) = db
        .change(async |mut conn| (enter(&mut conn, entering(1), 0).await, enter(&mut conn, entering(2), 0).await))
        .await;
    let log: Vec<Event> = (1..=23).map(|seq| event(seq, Author::System, EventBody::ClientLeft)).collect();
    append(&db, one.id, &log).await;
    let foreign = Event { id: Some(event_id(99)), ..event(24, Author::System, EventBody::ClientLeft) };
    append(&db, other.id, &[foreign]).await;
    let numbers = |events: Vec<StoredEvent>| events.into_iter().map(|stored| stored.event.seq).collect::<Vec<_>>();

    for limit in [1, 5, 23, 24] {
        let (mut forward, mut backward): (Vec<i64>, Vec<i64>) = (vec![], vec![]);
        db.look(async |mut conn| {
            loop {
                let after = forward.last().copied().unwrap_or(0);
                let page = numbers(conn.events_after(one.id, after, limit).await.unwrap());
                if page.is_empty() {
                    break;
                }
                forward.extend(page);
                assert!(forward.len() <= 23, "{forward:?}");
            }
            loop {
                let before = backward.first().copied().unwrap_or(i64::MAX);
                let page = numbers(conn.events_before(one.id, before, limit).await.unwrap());
                if page.is_empty() {
                    break;
                }
                backward.splice(0..0, page);
                assert!(backward.len() <= 23, "{backward:?}");
            }
        })
        .await;
        assert_eq!(forward, (1..=23).collect::<Vec<_>>());
        assert_eq!(backward, forward);
    }
}

async fn a_number_is_given_once_per_conversation(db: Database) {
    people(&db).await;
    let (one, other) = db
        .change(async |mut conn| (enter(&mut conn, entering(1), 0).await, enter(&mut conn, entering(2), 0).await))
        .await;
    append(&db, one.id, &[event(1, Author::System, EventBody::ClientLeft)]).await;
    // The same number elsewhere is another matter.
    let elsewhere = Event { id: Some(event_id(2)), ..event(1, Author::System, EventBody::ClientLeft) };
    append(&db, other.id, &[elsewhere]).await;
    let mut write = db.store.write().await.unwrap();
    let again = event(1, Author::System, EventBody::ClientReturned);
    let said = write.conn().append_event(one.id, event_id(3), &again).await;
    let refused = refusal(write, said).await;
    assert!(refused.is_taken(), "{refused}");
}

/// What a sender repeats finds itself done: the number it got, and whether it is the sender's own.
async fn a_repeated_id_is_answered_with_what_it_was(db: Database) {
    people(&db).await;
    let (mut one, other) = db
        .change(async |mut conn| (enter(&mut conn, entering(1), 0).await, enter(&mut conn, entering(2), 0).await))
        .await;
    let accepted = Event { id: Some(event_id(1)), ..accept(&mut one, ANNA, 1) };
    let message = said(&mut one, "Hello");
    append(&db, one.id, &[accepted.clone(), message.clone()]).await;
    let recorded = async |id| db.look(async |mut c| c.recorded(id).await.unwrap()).await;
    let found = |event: &Event| Some(Recorded { conversation: one.id, seq: event.seq, author: event.author });
    assert_eq!(recorded(event_id(1)).await, found(&accepted));
    assert_eq!(recorded(message.id.unwrap()).await, found(&message));
    assert_eq!(recorded(event_id(9)).await, None);

    // The id stands for all conversations: nobody else can take it.
    let mut write = db.store.write().await.unwrap();
    let taken = Event { seq: 1, ..message.clone() };
    let said = write.conn().append_event(other.id, message.id.unwrap(), &taken).await;
    assert!(refusal(write, said).await.is_taken());
    assert_eq!(recorded(message.id.unwrap()).await, found(&message));
    assert_eq!(db.look(async |mut c| c.events_after(other.id, 0, 9).await.unwrap()).await, []);
}

async fn a_body_of_a_newer_release_is_not_guessed_at(db: Database) {
    people(&db).await;
    let one = db.change(async |mut conn| enter(&mut conn, entering(1), 0).await).await;
    append(&db, one.id, &[event(1, Author::System, EventBody::ClientLeft)]).await;
    db.change(async |mut c| crate::both::run(&mut c, "update event set version = 99").await.unwrap()).await;
    let refused = db.look(async |mut c| c.events_after(one.id, 0, 9).await.unwrap_err()).await;
    assert!(matches!(refused, Error::Corrupt { what: "event", .. }), "{refused}");
}

async fn notes_about_a_client_come_from_all_conversations_newest_first(db: Database) {
    people(&db).await;
    let strangers = NewConversation { client: STRANGER, ..entering(3) };
    let (one, two, strange) = db
        .change(async |mut conn| {
            let one = enter(&mut conn, entering(1), 0).await.id;
            (one, enter(&mut conn, entering(2), 0).await.id, enter(&mut conn, strangers, 0).await.id)
        })
        .await;
    let note = |n: u128, second| Event {
        id: Some(event_id(n)),
        at: at(second),
        ..event(n.try_into().unwrap(), Author::Operator(BEN), EventBody::ClientNoteAdded { text: text("note") })
    };
    let other = event(9, Author::Operator(BEN), EventBody::NoteAdded { text: text("of the conversation only") });
    // The second and third were made in one moment: the id decides.
    append(&db, one, &[note(1, 10), note(3, 20), other]).await;
    append(&db, two, &[note(2, 20), note(4, 5)]).await;
    append(&db, strange, &[note(5, 30)]).await;
    let notes = async |limit| {
        let notes = db.look(async |mut c| c.client_notes(CLIENT, limit).await.unwrap()).await;
        notes.into_iter().map(|note| note.event.seq).collect::<Vec<_>>()
    };
    assert_eq!(notes(9).await, [3, 2, 1, 4]);
    assert_eq!(notes(2).await, [3, 2]);
}
