//! Parts of messages on their way to clients: what a watermark confirms, what goes without what, what goes once more.

use crate::{
    both::{Database, both, run},
    channels::{SHOP, TALK, nth, part, states, take, with_talk},
    people::{CLIENT, at, id},
};
use desk::delivery::{DeliveryState, FailedWhy, Word};
use store::{ChannelTrouble, Told};

both![
    a_watermark_says_nothing_of_what_may_not_have_left_or_left_later,
    parts_do_not_go_without_those_before_them_and_go_again_together,
    what_was_taken_and_not_delivered_goes_once_more_but_not_for_ever,
    what_goes_once_more_is_not_said_to_be_sent_by_the_try_that_failed,
    what_the_messenger_took_fails_with_its_own_try_only,
    what_may_have_left_is_settled_by_its_own_word_before_it_is_sent_again,
    what_was_sent_when_tries_had_no_names_is_still_known,
    parts_do_not_go_after_one_the_messenger_did_not_deliver,
    the_moment_of_a_part_never_falls,
    what_is_being_sent_is_not_lost_as_long_as_that_is_said,
    a_mended_channel_sends_at_once_and_trouble_is_over_with_what_goes,
];

async fn three_messages(db: &Database) {
    with_talk(db).await;
    db.change(async |mut conn| {
        for it in [part(1, 2, 0), part(2, 3, 0), part(3, 4, 0)] {
            conn.add_outgoing(&it).await.unwrap();
        }
    })
    .await;
}

async fn a_watermark_says_nothing_of_what_may_not_have_left_or_left_later(db: Database) {
    use DeliveryState::{Delivered, Queued, Read, Sending, Sent, Unknown};
    three_messages(&db).await;
    let up_to = async |until, word| {
        let which = Told::UpTo(SHOP, CLIENT, at(until));
        db.change(async |mut conn| conn.outgoing_told(&which, word, None, at(50)).await.unwrap()).await
    };
    assert_eq!(take(&db, 10).await, [id(0x101)]);
    assert_eq!(up_to(20, Word::Read).await, [], "it is being sent: nobody knows yet");
    assert_eq!(states(&db).await, [Sending, Queued, Queued]);
    db.change(async |mut conn| {
        conn.outgoing_over(nth(1, 0x101), Unknown, (FailedWhy::NoAnswer, "cut off"), at(11)).await.unwrap();
    })
    .await;
    assert_eq!(take(&db, 12).await, [id(0x102)]);
    db.change(async |mut conn| conn.outgoing_sent(nth(1, 0x102), "m.2", at(13)).await.unwrap()).await;
    // All were written before that moment; the second left at it, the third after it.
    assert_eq!(take(&db, 14).await, [id(0x103)]);
    db.change(async |mut conn| conn.outgoing_sent(nth(1, 0x103), "m.3", at(15)).await.unwrap()).await;
    assert_eq!(up_to(13, Word::Delivered).await, [(TALK, 3)]);
    assert_eq!(states(&db).await, [Unknown, Delivered, Sent]);
    assert_eq!(up_to(14, Word::Read).await, [(TALK, 3), (TALK, 4)]);
    assert_eq!(states(&db).await, [Unknown, Read, Read], "what is unknown is settled by its own name only");
}

async fn parts_do_not_go_without_those_before_them_and_go_again_together(db: Database) {
    use DeliveryState::{Failed, Queued, Sent, Unknown};
    with_talk(&db).await;
    db.change(async |mut conn| {
        for it in [part(1, 2, 0), part(2, 2, 1), part(3, 2, 2), part(4, 3, 0)] {
            conn.add_outgoing(&it).await.unwrap();
        }
    })
    .await;
    assert_eq!(take(&db, 10).await, [id(0x101)]);
    db.change(async |mut conn| conn.outgoing_sent(nth(1, 0x101), "w.1", at(11)).await.unwrap()).await;
    assert_eq!(take(&db, 12).await, [id(0x102)]);
    db.change(async |mut conn| {
        conn.outgoing_over(nth(1, 0x102), Unknown, (FailedWhy::NoAnswer, "cut off"), at(13)).await.unwrap();
    })
    .await;
    assert_eq!(
        states(&db).await,
        [Sent, Unknown, Failed, Queued],
        "the end of a message makes no sense without its middle"
    );
    assert_eq!(take(&db, 14).await, [id(0x104)], "the next message is another matter");
    db.change(async |mut conn| assert_eq!(conn.send_parts_again(TALK, 2, at(15)).await.unwrap(), 2)).await;
    db.change(async |mut conn| conn.outgoing_sent(nth(1, 0x104), "w.4", at(16)).await.unwrap()).await;
    assert_eq!(take(&db, 17).await, [id(0x102)]);
    let lost = db.change(async |mut conn| conn.lose_outgoing(false, at(77)).await.unwrap()).await;
    assert_eq!(lost, [(TALK, 2)]);
    assert_eq!(states(&db).await, [Sent, Unknown, Failed, Sent], "so it is after a kill");
}

async fn what_was_taken_and_not_delivered_goes_once_more_but_not_for_ever(db: Database) {
    use DeliveryState::{Failed, Queued, Sent};
    with_talk(&db).await;
    db.change(async |mut conn| conn.add_outgoing(&part(1, 2, 0)).await.unwrap()).await;
    let wrong = (FailedWhy::Temporary, "in trouble");
    let once_more = async |this, name: &'static str, now| {
        let which = Told::Ours(SHOP, this, Some(name));
        db.change(async |mut conn| conn.outgoing_once_more(&which, wrong, at(now)).await.unwrap()).await
    };
    let names = ["w.1", "w.2", "w.3", "w.4", "w.5"];
    let (mut now, mut last) = (10, nth(0, 0x101));
    for (n, name) in names.into_iter().enumerate() {
        let before = last;
        last = nth(last.number + 1, 0x101);
        assert_eq!(take(&db, now).await, [id(0x101)], "try {n}");
        db.change(async |mut conn| conn.outgoing_sent(last, name, at(now)).await.unwrap()).await;
        if n > 0 {
            // Told late of an earlier try: the one that counts goes on.
            let late = Told::Ours(SHOP, before, Some(names[n - 1]));
            let told =
                db.change(async |mut c| c.outgoing_told(&late, Word::Failed, Some(wrong), at(now)).await.unwrap());
            assert_eq!(told.await, []);
            assert_eq!(once_more(before, names[n - 1], now).await, None);
            assert_eq!(states(&db).await, [Sent]);
        }
        let again = once_more(last, name, now).await;
        if n + 1 < names.len() {
            assert_eq!(again, Some((TALK, 2)));
            assert_eq!(states(&db).await, [Queued]);
            assert!(take(&db, now + 4).await.is_empty(), "not at once");
        } else {
            assert_eq!(again, None, "that was often enough");
        }
        now += 10_000;
    }
    let last = Told::Ours(SHOP, last, Some("w.5"));
    let told = db.change(async |mut c| c.outgoing_told(&last, Word::Failed, Some(wrong), at(now)).await.unwrap()).await;
    assert_eq!((told, states(&db).await), (vec![(TALK, 2)], vec![Failed]));
}

const PASSING: (FailedWhy, &str) = (FailedWhy::Temporary, "in trouble");

/// What the messenger says of a try, without more than its name. Tells of which messages it was news.
async fn told(db: &Database, which: Told<'_>, word: Word, now: i64) -> usize {
    let failed = (word == Word::Failed).then_some(PASSING);
    db.change(async |mut conn| conn.outgoing_told(&which, word, failed, at(now)).await.unwrap()).await.len()
}

async fn one_message(db: &Database) {
    with_talk(db).await;
    db.change(async |mut conn| conn.add_outgoing(&part(1, 2, 0)).await.unwrap()).await;
    assert_eq!(take(db, 10).await, [id(0x101)]);
}

async fn what_goes_once_more_is_not_said_to_be_sent_by_the_try_that_failed(db: Database) {
    use DeliveryState::{Queued, Sending, Sent};
    one_message(&db).await;
    let first = Told::Ours(SHOP, nth(1, 0x101), Some("w.1"));
    let once_more =
        async || db.change(async |mut c| c.outgoing_once_more(&first, PASSING, at(12)).await.unwrap()).await;
    let sent = async |number, name: &str, now| {
        db.change(async |mut conn| conn.outgoing_sent(nth(number, 0x101), name, at(now)).await.unwrap()).await;
    };
    // It failed before our own answer was noted, and that it was sent is told after that it failed.
    assert_eq!(once_more().await, Some((TALK, 2)));
    sent(1, "w.1", 13).await;
    assert_eq!(states(&db).await, [Queued]);
    assert_eq!(told(&db, first, Word::Sent, 14).await, 0);
    assert_eq!(states(&db).await, [Queued], "it goes once more");
    assert_eq!(take(&db, 100).await, [id(0x101)]);
    assert_eq!(told(&db, first, Word::Sent, 101).await, 0);
    assert_eq!(once_more().await, None);
    // The answer to the first try, or that there was none, comes only now.
    sent(1, "w.1", 102).await;
    db.change(async |mut conn| {
        let gone = (FailedWhy::NoAnswer, "cut off");
        conn.outgoing_over(nth(1, 0x101), DeliveryState::Unknown, gone, at(103)).await.unwrap();
        conn.outgoing_later(nth(1, 0x101), gone, at(104), at(103)).await.unwrap();
    })
    .await;
    assert_eq!(states(&db).await, [Sending]);
    sent(2, "w.2", 105).await;
    assert_eq!(states(&db).await, [Sent]);
    assert_eq!(told(&db, Told::Theirs(SHOP, "w.2"), Word::Delivered, 106).await, 1);
}

async fn what_the_messenger_took_fails_with_its_own_try_only(db: Database) {
    use DeliveryState::{Delivered, Failed, Queued, Sending, Sent, Unknown};
    one_message(&db).await;
    let first = Told::Ours(SHOP, nth(1, 0x101), Some("w.1"));
    let again = async |now| {
        db.change(async |mut conn| {
            let wrong = (FailedWhy::NoAnswer, "cut off");
            conn.outgoing_over(nth(1, 0x101), Unknown, wrong, at(now)).await.unwrap();
            assert_eq!(conn.send_parts_again(TALK, 2, at(now)).await.unwrap(), 1);
        })
        .await;
    };
    again(11).await;
    assert_eq!(told(&db, first, Word::Failed, 12).await, 0, "it goes again anyway");
    assert_eq!(told(&db, first, Word::Sent, 12).await, 0, "told after that it failed");
    assert_eq!(states(&db).await, [Queued]);
    assert_eq!(take(&db, 13).await, [id(0x101)]);
    assert_eq!(told(&db, first, Word::Failed, 14).await, 0);
    assert_eq!(states(&db).await, [Sending]);
    db.change(async |mut conn| conn.outgoing_sent(nth(2, 0x101), "w.2", at(15)).await.unwrap()).await;
    assert_eq!(told(&db, first, Word::Failed, 16).await, 0);
    assert_eq!(states(&db).await, [Sent]);
    assert_eq!(told(&db, Told::Ours(SHOP, nth(2, 0x101), Some("w.2")), Word::Failed, 17).await, 1);
    assert_eq!(states(&db).await, [Failed]);
    // Sent again by hand; that the second one was sent is told after that it failed, and that the first one got there last.
    db.change(async |mut conn| assert_eq!(conn.send_parts_again(TALK, 2, at(18)).await.unwrap(), 1)).await;
    assert_eq!(told(&db, Told::Ours(SHOP, nth(2, 0x101), Some("w.2")), Word::Sent, 19).await, 0);
    assert_eq!(states(&db).await, [Queued]);
    assert_eq!(told(&db, first, Word::Delivered, 20).await, 1);
    assert_eq!(states(&db).await, [Delivered]);
    assert!(take(&db, 100).await.is_empty(), "the client has it");
}

async fn what_may_have_left_is_settled_by_its_own_word_before_it_is_sent_again(db: Database) {
    one_message(&db).await;
    db.change(async |mut conn| {
        conn.outgoing_over(nth(1, 0x101), DeliveryState::Unknown, PASSING, at(11)).await.unwrap();
        assert_eq!(conn.send_parts_again(TALK, 2, at(12)).await.unwrap(), 1);
    })
    .await;
    assert_eq!(told(&db, Told::Ours(SHOP, nth(1, 0x101), Some("w.1")), Word::Sent, 13).await, 1);
    assert!(take(&db, 100).await.is_empty(), "it is there");
}

async fn what_was_sent_when_tries_had_no_names_is_still_known(db: Database) {
    use DeliveryState::{Queued, Sent};
    one_message(&db).await;
    let as_before = "update outgoing set tried = 0";
    db.change(async |mut conn| run(&mut conn, as_before).await.unwrap()).await;
    let first = Told::Ours(SHOP, nth(0, 0x101), Some("w.1"));
    assert_eq!(told(&db, first, Word::Sent, 11).await, 1);
    assert_eq!(states(&db).await, [Sent]);
    assert_eq!(told(&db, Told::Ours(SHOP, nth(0, 0x101), Some("w.0")), Word::Failed, 12).await, 0, "another try's");
    db.change(async |mut conn| conn.outgoing_once_more(&first, PASSING, at(13)).await.unwrap()).await.unwrap();
    assert_eq!(told(&db, first, Word::Sent, 14).await, 0);
    assert_eq!(states(&db).await, [Queued]);
}

async fn parts_do_not_go_after_one_the_messenger_did_not_deliver(db: Database) {
    use DeliveryState::{Failed, Queued, Sent};
    with_talk(&db).await;
    db.change(async |mut conn| {
        for it in [part(1, 2, 0), part(2, 2, 1), part(3, 3, 0)] {
            conn.add_outgoing(&it).await.unwrap();
        }
    })
    .await;
    assert_eq!(take(&db, 10).await, [id(0x101)]);
    db.change(async |mut conn| conn.outgoing_sent(nth(1, 0x101), "w.1", at(11)).await.unwrap()).await;
    assert_eq!(told(&db, Told::Theirs(SHOP, "w.1"), Word::Failed, 12).await, 1);
    assert_eq!(states(&db).await, [Failed, Failed, Queued]);
    let parts = db.look(async |mut conn| conn.parts_of(TALK, Some(2)).await.unwrap()).await;
    assert_eq!((parts[1].why, parts[1].said.as_deref()), (Some(PASSING.0), Some(PASSING.1)));
    // What follows fails, not what went before.
    db.change(async |mut conn| assert_eq!(conn.send_parts_again(TALK, 2, at(13)).await.unwrap(), 2)).await;
    assert_eq!(take(&db, 14).await, [id(0x101)]);
    db.change(async |mut conn| conn.outgoing_sent(nth(2, 0x101), "w.2", at(15)).await.unwrap()).await;
    assert_eq!(take(&db, 16).await, [id(0x102)]);
    assert_eq!(told(&db, Told::Ours(SHOP, nth(1, 0x102), Some("w.3")), Word::Failed, 17).await, 1);
    assert_eq!(states(&db).await, [Sent, Failed, Queued]);
}

/// Screens go by it, and two who settle a part at once did not begin in the order in which they get to it.
async fn the_moment_of_a_part_never_falls(db: Database) {
    one_message(&db).await;
    let since = async || {
        let parts = db.look(async |mut conn| conn.parts_of(TALK, None).await.unwrap()).await;
        parts[0].at
    };
    assert_eq!(told(&db, Told::Ours(SHOP, nth(1, 0x101), Some("w.1")), Word::Sent, 40).await, 1);
    assert_eq!(told(&db, Told::Theirs(SHOP, "w.1"), Word::Failed, 30).await, 1);
    assert_eq!(since().await, at(40));
    db.change(async |mut conn| assert_eq!(conn.send_parts_again(TALK, 2, at(20)).await.unwrap(), 1)).await;
    assert_eq!(take(&db, 25).await, [id(0x101)]);
    db.change(async |mut conn| {
        conn.outgoing_later(nth(2, 0x101), PASSING, at(26), at(26)).await.unwrap();
    })
    .await;
    assert_eq!(since().await, at(40));
    assert_eq!(take(&db, 50).await, [id(0x101)]);
    assert_eq!(since().await, at(50));
}

async fn what_is_being_sent_is_not_lost_as_long_as_that_is_said(db: Database) {
    three_messages(&db).await;
    assert_eq!(take(&db, 10).await, [id(0x101)]);
    db.change(async |mut conn| conn.outgoing_goes_on(&[id(0x101), id(0x102)], at(120)).await.unwrap()).await;
    let lost = async |now| db.change(async |mut conn| conn.lose_outgoing(false, at(now)).await.unwrap()).await;
    assert_eq!(lost(100).await, []);
    assert_eq!(lost(120).await, [(TALK, 2)]);
}

async fn a_mended_channel_sends_at_once_and_trouble_is_over_with_what_goes(db: Database) {
    three_messages(&db).await;
    assert_eq!(take(&db, 10).await, [id(0x101)]);
    db.change(async |mut conn| {
        conn.outgoing_later(nth(1, 0x101), (FailedWhy::Token, "expired"), at(9_000), at(11)).await.unwrap();
        let trouble = ChannelTrouble { why: FailedWhy::Token, said: "expired".into(), at: at(11), by_look: false };
        conn.channel_in_trouble(SHOP, Some(&trouble)).await.unwrap();
    })
    .await;
    assert!(take(&db, 12).await.is_empty());
    db.change(async |mut conn| conn.outgoing_due_now(SHOP, at(13)).await.unwrap()).await;
    assert_eq!(take(&db, 13).await, [id(0x101)]);
    db.change(async |mut conn| conn.channel_is_fine(SHOP).await.unwrap()).await;
    let state = db.look(async |mut conn| conn.channel_states().await.unwrap().remove(&SHOP).unwrap()).await;
    assert_eq!(state.trouble, None);
}
