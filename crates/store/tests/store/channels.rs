//! Pages and numbers of outside messengers: what came in from them, and what is on its way to them.

use crate::{
    both::{Database, both, run},
    erasure::{Lines, key, places_of},
    people::{ANNA, CLIENT, SUPPORT, accept, at, enter, entering, id, people},
};
use desk::{
    Author, ChannelId, ConversationId, Entry, EventId, FileId, Message,
    delivery::{DeliveryState, FailedWhy, Word},
    message::{Content, Media, MediaKind, Outside},
    text::Text,
};
use std::collections::BTreeMap;
use store::{Channel, ChannelClient, ChannelTrouble, Known, Medium, Outgoing, Part, Source, Told, Try};
use uuid::Uuid;

both![
    it_comes_back_as_it_was_saved_and_a_page_is_connected_once,
    what_was_heard_before_fingerprints_is_known_and_moves_over,
    what_came_in_is_taken_in_bounds_may_wait_and_stays_with_whom_it_is,
    a_person_is_known_on_all_pages_and_a_left_number_is_nobodys,
    what_came_in_is_taken_by_one_only_until_it_is_taken_in_and_heard_once,
    parts_go_one_after_the_other_and_what_was_being_sent_is_unknown_after_a_kill,
    the_messengers_word_moves_parts_only_on_in_whatever_order_it_comes,
    media_are_fetched_until_they_are_here_or_given_up,
    a_client_is_known_as_it_was_saved_and_a_message_where_it_stands,
    a_sign_of_the_company_is_the_last_one_on_its_message,
    what_a_messenger_brought_goes_with_its_client,
];

pub const SHOP: ChannelId = ChannelId(id(0xe1));
pub const OTHER: ChannelId = ChannelId(id(0xe2));
pub const TALK: ConversationId = ConversationId(id(1));

pub fn channel(id: ChannelId, account: &str) -> Channel {
    Channel {
        id,
        kind: Entry::Whatsapp,
        name: "Shop".into(),
        account: account.into(),
        group: SUPPORT,
        operator: None,
        routing: vec![],
        settings: BTreeMap::from([("phone_number_id".into(), account.into())]),
        sealed: "sealed".into(),
        created_at: at(0),
        removed_at: None,
    }
}

/// A number, and a talk through it.
pub async fn with_talk(db: &Database) {
    people(db).await;
    db.change(async |mut conn| {
        assert!(conn.save_channel(&channel(SHOP, "1")).await.unwrap());
        let new = desk::NewConversation { channel: Some(SHOP), widget: None, entry: Entry::Whatsapp, ..entering(1) };
        enter(&mut conn, new, 1).await;
    })
    .await;
}

async fn it_comes_back_as_it_was_saved_and_a_page_is_connected_once(db: Database) {
    with_talk(&db).await;
    db.change(async |mut conn| {
        assert!(!conn.save_channel(&channel(OTHER, "1")).await.unwrap(), "another one has this number");
        assert!(conn.save_channel(&channel(OTHER, "2")).await.unwrap());
        let removed = Channel { removed_at: Some(at(5)), ..channel(SHOP, "1") };
        assert!(conn.save_channel(&removed).await.unwrap());
        let moved = Channel { name: "A number".into(), ..channel(OTHER, "1") };
        assert!(conn.save_channel(&moved).await.unwrap(), "who had it has it no longer");
        assert_eq!(conn.channels().await.unwrap(), [moved, removed]);
        conn.channel_heard(OTHER, false, at(6)).await.unwrap();
        let trouble = ChannelTrouble { why: FailedWhy::Token, said: "expired".into(), at: at(7), by_look: false };
        conn.channel_in_trouble(OTHER, Some(&trouble)).await.unwrap();
        let state = conn.channel_states().await.unwrap().remove(&OTHER).unwrap();
        assert_eq!((state.heard_at, state.wrong_signature_at, state.trouble), (None, Some(at(6)), Some(trouble)));
        conn.channel_heard(OTHER, true, at(8)).await.unwrap();
        // What gets through ends it; that nothing is told does not show in that.
        let untold = ChannelTrouble { why: FailedWhy::Subscription, said: String::new(), at: at(7), by_look: true };
        conn.channel_in_trouble(SHOP, Some(&untold)).await.unwrap();
        for channel in [SHOP, OTHER] {
            conn.channel_is_fine(channel).await.unwrap();
        }
        let states = conn.channel_states().await.unwrap();
        assert_eq!((&states[&SHOP].trouble, &states[&OTHER].trouble), (&Some(untold), &None));
        conn.channel_in_trouble(SHOP, None).await.unwrap();
        let state = conn.channel_states().await.unwrap().remove(&OTHER).unwrap();
        assert_eq!((state.heard_at, state.wrong_signature_at, state.trouble), (Some(at(8)), None, None));
    })
    .await;
    let shown = db.look(async |mut conn| conn.shown(TALK).await.unwrap().unwrap()).await;
    assert_eq!(shown.conversation.channel, Some(SHOP));
    let last = db.look(async |mut conn| conn.last_through_channel(CLIENT, SHOP).await.unwrap()).await;
    assert_eq!(last, Some(TALK));
}

async fn what_came_in_is_taken_by_one_only_until_it_is_taken_in_and_heard_once(db: Database) {
    with_talk(&db).await;
    db.change(async |mut conn| {
        for n in 1..=3 {
            conn.keep_hook(id(n), SHOP, "{}", at(i64::try_from(n).unwrap())).await.unwrap();
        }
    })
    .await;
    let take = async |now: i64, most| {
        let taken = db.change(async |mut c| c.take_hooks(at(now), at(now + 60), most, 1_000).await.unwrap()).await;
        taken.iter().map(|it| (it.id, it.attempts)).collect::<Vec<_>>()
    };
    assert_eq!(take(10, 2).await, [(id(1), 1), (id(2), 1)]);
    assert_eq!(take(11, 9).await, [(id(3), 1)]);
    assert_eq!(take(12, 9).await, []);
    db.change(async |mut conn| {
        conn.hook_done(id(1), at(13)).await.unwrap();
        conn.hook_failed(id(2), at(40), "unavailable").await.unwrap();
    })
    .await;
    let next = db.look(async |mut conn| conn.next_hook().await.unwrap()).await;
    assert_eq!(next, Some(at(40)));
    assert_eq!(take(39, 9).await, []);
    assert_eq!(take(100, 9).await, [(id(2), 2), (id(3), 2)], "whoever had the third is gone");
    let states = db.look(async |mut conn| conn.channel_states().await.unwrap()).await;
    assert_eq!(states[&SHOP].stuck, 2);
    db.change(async |mut conn| {
        assert!(conn.hear(SHOP, "m:1", at(1)).await.unwrap());
        assert!(!conn.hear(SHOP, "m:1", at(2)).await.unwrap());
        assert!(conn.hear(OTHER, "m:1", at(3)).await.unwrap());
        assert_eq!(
            conn.forget_hooks(at(14), at(3), 9).await.unwrap(),
            3,
            "what was taken in, what could not be for too long, and what was heard first"
        );
        assert!(conn.hear(SHOP, "m:1", at(4)).await.unwrap());
    })
    .await;
}

pub fn part(n: u128, seq: i64, part: u32) -> Outgoing {
    Outgoing {
        id: id(0x100 + n),
        channel: SHOP,
        client: CLIENT,
        conversation: TALK,
        seq,
        part,
        content: Part::Text { text: format!("{seq}/{part}") },
        reply_to: None,
        attempts: 0,
        tried: 0,
        began_at: at(i64::try_from(n).unwrap()),
    }
}

/// A try of a part.
pub const fn nth(number: u32, part: u128) -> Try {
    Try { part: id(part), number }
}

pub async fn take(db: &Database, now: i64) -> Vec<Uuid> {
    let taken = db.change(async |mut c| c.take_outgoing(SHOP, at(now), at(now + 60), 9).await.unwrap()).await;
    taken.iter().map(|it| it.id).collect()
}

pub async fn states(db: &Database) -> Vec<DeliveryState> {
    let parts = db.look(async |mut conn| conn.parts_of(TALK, None).await.unwrap()).await;
    parts.iter().map(|it| it.state).collect()
}

async fn what_was_heard_before_fingerprints_is_known_and_moves_over(db: Database) {
    with_talk(&db).await;
    let heard = "insert into heard_before (channel_id, key, at) select id, 'm:1', 1700000050000 from channel";
    db.change(async |mut conn| run(&mut conn, heard).await.unwrap()).await;
    db.change(async |mut conn| {
        assert!(!conn.hear(SHOP, "m:1", at(1)).await.unwrap());
        assert_eq!(conn.forget_hooks(at(0), at(-9), 9).await.unwrap(), 0);
        assert!(!conn.hear(SHOP, "m:1", at(2)).await.unwrap());
        assert!(conn.hear(SHOP, "m:2", at(2)).await.unwrap());
    })
    .await;
    let left = places_of(&db, "m:1").await;
    assert_eq!(left, Vec::<String>::new());
}

async fn what_came_in_is_taken_in_bounds_may_wait_and_stays_with_whom_it_is(db: Database) {
    with_talk(&db).await;
    // A sign of two bytes each: it is bytes that are counted.
    let sizes = [9, 400, 400, 600, 10];
    db.change(async |mut conn| {
        for (n, size) in sizes.into_iter().enumerate() {
            let (id, at) = (id(u128::try_from(n).unwrap()), at(i64::try_from(n).unwrap()));
            conn.keep_hook(id, SHOP, &"ž".repeat(size), at).await.unwrap();
        }
    })
    .await;
    let take = async |now: i64| {
        let taken = db.change(async |mut c| c.take_hooks(at(now), at(now + 60), 9, 1_000).await.unwrap()).await;
        taken.iter().map(|it| (it.id, it.attempts)).collect::<Vec<_>>()
    };
    assert_eq!(take(10).await, [(id(0), 1), (id(1), 1)]);
    assert_eq!(take(11).await, [(id(2), 1)]);
    assert_eq!(take(12).await, [(id(3), 1)], "one alone, however large it is");
    assert_eq!(take(13).await, [(id(4), 1)]);
    db.change(async |mut conn| {
        conn.hooks_are_taken(&[id(0), id(1), id(2)], at(500)).await.unwrap();
        conn.hook_waits(id(3), at(20)).await.unwrap();
        conn.hook_done(id(4), at(14)).await.unwrap();
        conn.hooks_are_taken(&[id(3), id(4)], at(500)).await.unwrap();
    })
    .await;
    assert_eq!(take(100).await, [(id(3), 1)], "to wait is no attempt, and the others are at it still");
    let states = db.look(async |mut conn| conn.channel_states().await.unwrap()).await;
    assert_eq!(states.get(&SHOP).map_or(0, |it| it.stuck), 0);
    let forgotten = db.change(async |mut c| c.forget_hooks(at(0), at(2), 9).await.unwrap()).await;
    assert_eq!(forgotten, 2, "what could not be taken in for longer than it is known what was");
}

async fn a_person_is_known_on_all_pages_and_a_left_number_is_nobodys(db: Database) {
    with_talk(&db).await;
    let known = |value: &str| ChannelClient {
        known: vec![Known { kind: "whatsapp_phone".into(), value: value.into() }],
        last_message: None,
        last_at: None,
        parameters: BTreeMap::new(),
        profile_at: None,
    };
    db.change(async |mut conn| {
        conn.save_channel_client(SHOP, CLIENT, &known("1")).await.unwrap();
        conn.save_channel_client(OTHER, CLIENT, &known("2")).await.unwrap();
        conn.profile_asked(OTHER, CLIENT, at(5)).await.unwrap();
        // Read before it was asked.
        conn.save_channel_client(OTHER, CLIENT, &known("3")).await.unwrap();
        assert!(conn.add_identity("whatsapp_phone", "1", CLIENT, at(1)).await.unwrap());
    })
    .await;
    let all = db.look(async |mut conn| conn.channel_clients_of_person(CLIENT).await.unwrap()).await;
    let asked = ChannelClient { profile_at: Some(at(5)), ..known("3") };
    assert_eq!(all, [(SHOP, CLIENT, known("1")), (OTHER, CLIENT, asked)]);
    db.change(async |mut conn| {
        conn.forget_identity("whatsapp_phone", "1").await.unwrap();
        assert_eq!(conn.client_by_identity("whatsapp_phone", "1").await.unwrap(), None);
        // Unlike itself everywhere: an index of PostgreSQL would make little of what repeats.
        let endless: String = (0..1_000).map(|n: u32| format!("{:08x}", n.wrapping_mul(2_654_435_761))).collect();
        conn.outside_message(SHOP, &endless, (TALK, 2)).await.unwrap();
        assert_eq!(conn.where_outside(SHOP, &endless).await.unwrap(), None);
        let sent = Told::Ours(SHOP, nth(1, 0x77), Some(&endless));
        conn.outgoing_told(&sent, Word::Sent, None, at(3)).await.unwrap();
    })
    .await;
}

async fn parts_go_one_after_the_other_and_what_was_being_sent_is_unknown_after_a_kill(db: Database) {
    use DeliveryState::{Failed, Queued, Sending, Sent, Unknown};
    with_talk(&db).await;
    db.change(async |mut conn| {
        for it in [part(1, 2, 0), part(2, 2, 1), part(3, 3, 0)] {
            conn.add_outgoing(&it).await.unwrap();
        }
    })
    .await;
    assert_eq!(take(&db, 10).await, [id(0x101)]);
    assert!(take(&db, 10).await.is_empty(), "the first one is under way");
    let next = async || db.look(async |mut c| c.next_outgoing().await.unwrap()).await;
    assert!(next().await.is_empty(), "nothing is due that could be taken");
    assert_eq!(states(&db).await, [Sending, Queued, Queued]);
    db.change(async |mut conn| conn.outgoing_sent(nth(1, 0x101), "wamid.1", at(11)).await.unwrap()).await;
    assert_eq!(take(&db, 12).await, [id(0x102)]);
    db.change(async |mut conn| {
        conn.outgoing_later(nth(1, 0x102), (FailedWhy::TooFast, "slower"), at(30), at(13)).await.unwrap();
    })
    .await;
    assert!(take(&db, 29).await.is_empty(), "nobody overtakes");
    assert_eq!(next().await, [(SHOP, at(30))]);
    assert_eq!(take(&db, 30).await, [id(0x102)]);
    let lost = db.change(async |mut conn| conn.lose_outgoing(false, at(89)).await.unwrap()).await;
    assert_eq!(lost, [], "whoever has it has time");
    let lost = db.change(async |mut conn| conn.lose_outgoing(false, at(90)).await.unwrap()).await;
    assert_eq!(lost, [(TALK, 2)]);
    assert_eq!(states(&db).await, [Sent, Unknown, Queued]);
    db.change(async |mut conn| {
        conn.outgoing_over(nth(2, 0x102), Failed, (FailedWhy::Window, "too late"), at(91)).await.unwrap();
    })
    .await;
    assert_eq!(states(&db).await, [Sent, Unknown, Queued], "who came back late does not know better");
    assert_eq!(take(&db, 92).await, [id(0x103)], "what is unknown holds nobody up");
    db.change(async |mut conn| {
        conn.outgoing_over(nth(1, 0x103), Failed, (FailedWhy::Window, "too late"), at(93)).await.unwrap();
        assert_eq!(conn.send_parts_again(TALK, 3, at(94)).await.unwrap(), 1);
        assert_eq!(conn.send_parts_again(TALK, 2, at(94)).await.unwrap(), 1, "what was sent stays");
    })
    .await;
    assert_eq!(states(&db).await, [Sent, Queued, Queued]);
    assert_eq!(next().await, [(SHOP, at(94))]);
}

async fn the_messengers_word_moves_parts_only_on_in_whatever_order_it_comes(db: Database) {
    use DeliveryState::{Delivered, Failed, Queued, Read, Sent};
    with_talk(&db).await;
    db.change(async |mut conn| {
        for it in [part(1, 2, 0), part(2, 3, 0), part(3, 4, 0)] {
            conn.add_outgoing(&it).await.unwrap();
        }
    })
    .await;
    let told = async |which: Told<'_>, word, now| {
        db.change(async |mut conn| conn.outgoing_told(&which, word, None, at(now)).await.unwrap()).await
    };
    assert_eq!(take(&db, 10).await, [id(0x101)]);
    // The receipt is faster than the answer.
    assert_eq!(told(Told::Ours(SHOP, nth(1, 0x101), Some("w1")), Word::Delivered, 11).await, [(TALK, 2)]);
    db.change(async |mut conn| conn.outgoing_sent(nth(1, 0x101), "w1", at(12)).await.unwrap()).await;
    assert_eq!(states(&db).await, [Delivered, Queued, Queued]);
    assert_eq!(told(Told::Theirs(SHOP, "w1"), Word::Sent, 13).await, []);
    assert_eq!(told(Told::Theirs(OTHER, "w1"), Word::Read, 13).await, [], "another channel's");
    assert_eq!(take(&db, 14).await, [id(0x102)]);
    db.change(async |mut conn| conn.outgoing_sent(nth(1, 0x102), "w2", at(15)).await.unwrap()).await;
    assert_eq!(told(Told::UpTo(SHOP, CLIENT, at(14)), Word::Read, 16).await, [(TALK, 2), (TALK, 3)]);
    assert_eq!(states(&db).await, [Read, Read, Queued], "what did not leave was not read");
    assert_eq!(take(&db, 17).await, [id(0x103)]);
    let failed = db
        .change(async |mut conn| {
            let why = Some((FailedWhy::Unreachable, "gone"));
            conn.outgoing_told(&Told::Ours(SHOP, nth(1, 0x103), None), Word::Failed, why, at(18)).await.unwrap()
        })
        .await;
    assert_eq!(failed, [(TALK, 4)]);
    let parts = db.look(async |mut conn| conn.parts_of(TALK, Some(4)).await.unwrap()).await;
    assert_eq!(
        (parts[0].state, parts[0].why, parts[0].said.as_deref()),
        (Failed, Some(FailedWhy::Unreachable), Some("gone"))
    );
    assert_eq!(told(Told::Ours(SHOP, nth(1, 0x103), None), Word::Sent, 19).await, []);
    let at = db.look(async |mut conn| conn.message_of_outgoing(SHOP, id(0x103)).await.unwrap()).await;
    assert_eq!(at, Some((TALK, 4)));
    assert_ne!(states(&db).await[0], Sent);
}

async fn media_are_fetched_until_they_are_here_or_given_up(db: Database) {
    with_talk(&db).await;
    let medium = Medium {
        file: FileId(id(0x201)),
        channel: SHOP,
        conversation: TALK,
        seq: 2,
        source: Source { kind: "image".into(), id: Some("77".into()), ..Source::default() },
        attempts: 0,
        began_at: at(5),
    };
    db.change(async |mut conn| conn.add_medium(&medium).await.unwrap()).await;
    let take = async |now| db.change(async |mut c| c.take_media(at(now), at(now + 60), 9).await.unwrap()).await;
    assert_eq!(take(4).await, []);
    assert_eq!(take(5).await, [Medium { attempts: 1, ..medium.clone() }]);
    assert_eq!(take(6).await, []);
    let missed = async |next: Option<i64>| {
        let missed = async |mut c: store::Conn<'_>| c.medium_missed(medium.file, FailedWhy::Gone, next.map(at)).await;
        assert!(db.change(async |c| missed(c).await.unwrap()).await);
    };
    missed(Some(9)).await;
    assert_eq!(take(9).await.len(), 1);
    missed(None).await;
    assert_eq!(db.look(async |mut conn| conn.next_medium().await.unwrap()).await, None);
    let again = async |of| db.change(async |mut c| c.fetch_again(of, medium.file, at(20)).await.unwrap()).await;
    assert!(!again(ConversationId(id(9))).await, "it is of another conversation");
    assert!(again(TALK).await);
    assert!(!again(TALK).await, "it is on its way");
    assert_eq!(take(20).await.len(), 1);
    // Who fetches for long says so; who was too slow, or is not wanted any more, is told.
    let keep = async |attempts, until| {
        let mine = Medium { attempts, ..medium.clone() };
        db.change(async |mut c| c.keep_medium(&mine, at(until)).await.unwrap()).await
    };
    assert!(keep(1, 150).await);
    assert_eq!(take(149).await, []);
    assert_eq!(take(150).await.len(), 1);
    assert!(!keep(1, 300).await, "another one has it now");
    assert!(keep(2, 190).await);
    let done = async || db.change(async |mut conn| conn.medium_done(medium.file).await.unwrap()).await;
    assert!(done().await);
    assert!(!done().await);
    assert!(!keep(2, 300).await);
    db.change(async |mut c| assert!(!c.medium_missed(medium.file, FailedWhy::Gone, None).await.unwrap())).await;
    assert_eq!(take(200).await, []);
}

async fn a_client_is_known_as_it_was_saved_and_a_message_where_it_stands(db: Database) {
    with_talk(&db).await;
    let known = ChannelClient {
        known: vec![Known { kind: "whatsapp_phone".into(), value: "421905123456".into() }],
        last_message: Some("wamid.1".into()),
        last_at: Some(at(3)),
        parameters: BTreeMap::from([("ad".into(), "7".into())]),
        profile_at: None,
    };
    db.change(async |mut conn| {
        conn.save_channel_client(SHOP, CLIENT, &known).await.unwrap();
        conn.outside_message(SHOP, "wamid.1", (TALK, 2)).await.unwrap();
        conn.outside_message(SHOP, "wamid.1", (TALK, 9)).await.unwrap();
    })
    .await;
    let later = ChannelClient { profile_at: Some(at(4)), ..known.clone() };
    db.change(async |mut conn| conn.save_channel_client(SHOP, CLIENT, &later).await.unwrap()).await;
    db.look(async |mut conn| {
        assert_eq!(conn.channel_client(SHOP, CLIENT).await.unwrap(), Some(later));
        assert_eq!(conn.channel_client(OTHER, CLIENT).await.unwrap(), None);
        assert_eq!(
            conn.where_outside(SHOP, "wamid.1").await.unwrap(),
            Some((TALK, 2)),
            "it stands where it stood first"
        );
        assert_eq!(conn.where_outside(OTHER, "wamid.1").await.unwrap(), None);
        assert_eq!(conn.outside_name(TALK, 2).await.unwrap().as_deref(), Some("wamid.1"));
    })
    .await;
}

async fn a_sign_of_the_company_is_the_last_one_on_its_message(db: Database) {
    with_talk(&db).await;
    let mut talk = db.look(async |mut conn| conn.conversation(TALK).await.unwrap().unwrap()).await;
    let first = talk.last_seq;
    for (n, by, to, emoji) in [
        (1, Author::Operator(ANNA), first, Some("🙏")),
        (2, Author::Operator(ANNA), first + 1, Some("👍")),
        (3, Author::Client(CLIENT), first, Some("😀")),
        (4, Author::Operator(ANNA), first, None),
    ] {
        let event = talk.reacted(by, to, emoji.map(str::to_owned), None, at(n));
        db.change(async |mut conn| {
            conn.save_with_event(&talk, None, EventId(id(0x300 + u128::try_from(n).unwrap())), &event).await.unwrap()
        })
        .await;
    }
    let sign = async |of| db.look(async |mut conn| conn.sign_of_company(TALK, of).await.unwrap()).await;
    assert_eq!(sign(first).await, Some((first + 4, ANNA.into(), None)));
    assert_eq!(sign(first + 1).await, Some((first + 2, ANNA.into(), Some("👍".into()))));
    assert_eq!(sign(first + 2).await, None);
}

async fn what_a_messenger_brought_goes_with_its_client(db: Database) {
    const WORD: &str = "prosinec";
    // WhatsApp's names hold the number of whom they are about: 421905123456, in base64.
    const WAMID: &str = "wamid.HBgMNDIxOTA1MTIzNDU2FQIAERgS";
    const NUMBER: &str = "ndixota1mtiznDU2";
    const HERS: &str = "prosinec only";
    const BOTH: &str = "prosinec says something\nanother says something else\nprosinec again";
    let word = || WORD.to_owned();
    with_talk(&db).await;
    db.change(async |mut conn| {
        let mut talk = conn.conversation_for_change(TALK).await.unwrap().unwrap();
        let said = Outside {
            media: vec![Media { id: FileId(id(0x201)), kind: MediaKind::File, name: Some(word()) }],
            content: Some(Content::Unsupported { what: word() }),
            payload: Some(word()),
            ..Outside::default()
        };
        let text = |said: &str| Text::parse(said).unwrap();
        let now = at(3);
        let events = [
            talk.client_said(EventId(id(0x301)), Message::of_outside(Some(text(WORD)), None, said), now).unwrap(),
            talk.client_edited(2, text(WORD), now, now),
            talk.reacted(Author::Client(CLIENT), 2, Some(word()), Some(now), now),
            talk.said_elsewhere(EventId(id(0x302)), text(WORD).into(), now),
        ];
        for (n, event) in events.iter().enumerate() {
            let id = EventId(id(0x310 + u128::try_from(n).unwrap()));
            conn.append_event(TALK, id, event).await.unwrap();
        }
        accept(&mut talk, ANNA, 4);
        let _ = talk.end(ANNA, None, None, at(5)).unwrap();
        conn.save_conversation(&talk, None).await.unwrap();
        conn.keep_hook(id(1), SHOP, WORD, at(1)).await.unwrap();
        conn.hook_done(id(1), at(2)).await.unwrap();
        assert!(conn.save_channel(&channel(OTHER, "2")).await.unwrap());
        for (n, called, body) in [(2, OTHER, HERS), (3, SHOP, BOTH), (4, OTHER, HERS), (5, SHOP, "another says it too")]
        {
            conn.keep_hook(id(n), called, body, at(1)).await.unwrap();
        }
        conn.hook_done(id(2), at(2)).await.unwrap();
        conn.hook_failed(id(3), at(900), "unavailable").await.unwrap();
        let known = ChannelClient {
            known: vec![Known { kind: "whatsapp_user".into(), value: word() }],
            last_message: Some(word()),
            last_at: None,
            parameters: BTreeMap::from([("ref".into(), word())]),
            profile_at: None,
        };
        conn.save_channel_client(SHOP, CLIENT, &known).await.unwrap();
        conn.outside_message(SHOP, WORD, (TALK, 2)).await.unwrap();
        assert!(conn.hear(SHOP, &format!("message:{WAMID}"), at(5)).await.unwrap());
        conn.add_outgoing(&Outgoing { content: Part::Text { text: word() }, ..part(1, 2, 0) }).await.unwrap();
        let source = Source { url: Some(word()), name: Some(word()), ..Source::default() };
        let (channel, conversation, seq) = (SHOP, TALK, 2);
        let medium =
            Medium { file: FileId(id(0x201)), channel, conversation, seq, source, attempts: 0, began_at: at(5) };
        conn.add_medium(&medium).await.unwrap();
    })
    .await;
    // Heard before it was known by fingerprints.
    let heard = "insert into heard_before (channel_id, key, at) select channel_id, \
                 'status:wamid.HBgMNDIxOTA1MTIzNDU2FQIAERgS:sent', 1 from heard";
    db.change(async |mut conn| run(&mut conn, heard).await.unwrap()).await;
    // On its way while its client is erased.
    assert_eq!(take(&db, 6).await, [id(0x101)]);
    db.change(async |mut conn| conn.part_is_called(SHOP, id(0x101), WAMID).await.unwrap()).await;
    let at_name = db.look(async |mut conn| conn.where_outside(SHOP, WAMID).await.unwrap()).await;
    assert_eq!(at_name, Some((TALK, 2)));
    let number = NUMBER.to_lowercase();
    let mut named = places_of(&db, &number).await;
    named.sort();
    assert_eq!(named, ["heard_before.key", "outside_message.message"]);
    let before = places_of(&db, WORD).await;
    for place in [
        "event.body",
        "conversation.glance",
        "hook.body",
        "channel_client.known",
        "channel_client.parameters",
        "outside_message.message",
        "outgoing.content",
        "medium.source",
    ] {
        assert!(before.contains(&place.to_owned()), "the test says nothing of {place}: {before:?}");
    }
    db.change(async |mut conn| conn.erase_person(CLIENT, &Lines, at(60)).await.unwrap()).await;
    // Only now the messenger says that it took it.
    db.change(async |mut conn| {
        conn.outgoing_sent(nth(1, 0x101), WAMID, at(61)).await.unwrap();
        conn.part_is_called(SHOP, id(0x101), WAMID).await.unwrap();
    })
    .await;
    assert_eq!(places_of(&db, &number).await, Vec::<String>::new());
    db.change(async |mut conn| {
        for heard in ["message:wamid.HBgMNDIxOTA1MTIzNDU2FQIAERgS", "status:wamid.HBgMNDIxOTA1MTIzNDU2FQIAERgS:sent"] {
            assert!(!conn.hear(SHOP, heard, at(62)).await.unwrap(), "it was heard all the same");
        }
    })
    .await;
    assert_eq!(places_of(&db, WORD).await, Vec::<String>::new());
    // What nobody has taken in yet of somebody else will be; of the erased one it counts as taken in.
    db.change(async |mut conn| {
        let left = conn.take_hooks(at(1_000), at(2_000), 9, 1_000).await.unwrap();
        let left: Vec<_> = left.iter().map(|it| (it.id, it.body.as_str())).collect();
        assert_eq!(left, [(id(3), "another says something else"), (id(5), "another says it too")]);
        for line in BOTH.lines() {
            assert_eq!(conn.hear(SHOP, &key(line), at(61)).await.unwrap(), line.starts_with("another"), "{line}");
        }
    })
    .await;
}
