//! Parts of messages on their way to clients: what a watermark confirms, what goes without what, what goes once more.

use crate::{
    both::{Database, both},
    channels::{SHOP, TALK, part, states, take, with_talk},
    people::{CLIENT, at, id},
};
use desk::delivery::{DeliveryState, FailedWhy, Word};
use store::{ChannelTrouble, Told};

both![
    a_watermark_says_nothing_of_what_may_not_have_left_or_left_later,
    parts_do_not_go_without_those_before_them_and_go_again_together,
    what_was_taken_and_not_delivered_goes_once_more_but_not_for_ever,
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
        conn.outgoing_over(id(0x101), Unknown, (FailedWhy::NoAnswer, "cut off"), at(11)).await.unwrap();
    })
    .await;
    assert_eq!(take(&db, 12).await, [id(0x102)]);
    db.change(async |mut conn| conn.outgoing_sent(id(0x102), "m.2", at(13)).await.unwrap()).await;
    // All were written before that moment; the second left at it, the third after it.
    assert_eq!(take(&db, 14).await, [id(0x103)]);
    db.change(async |mut conn| conn.outgoing_sent(id(0x103), "m.3", at(15)).await.unwrap()).await;
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
    db.change(async |mut conn| conn.outgoing_sent(id(0x101), "w.1", at(11)).await.unwrap()).await;
    assert_eq!(take(&db, 12).await, [id(0x102)]);
    db.change(async |mut conn| {
        conn.outgoing_over(id(0x102), Unknown, (FailedWhy::NoAnswer, "cut off"), at(13)).await.unwrap();
    })
    .await;
    assert_eq!(
        states(&db).await,
        [Sent, Unknown, Failed, Queued],
        "the end of a message makes no sense without its middle"
    );
    assert_eq!(take(&db, 14).await, [id(0x104)], "the next message is another matter");
    db.change(async |mut conn| assert_eq!(conn.send_parts_again(TALK, 2, at(15)).await.unwrap(), 2)).await;
    db.change(async |mut conn| conn.outgoing_sent(id(0x104), "w.4", at(16)).await.unwrap()).await;
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
    let once_more = async |name: &'static str, now| {
        let which = Told::Ours(SHOP, id(0x101), Some(name));
        db.change(async |mut conn| conn.outgoing_once_more(&which, wrong, at(now)).await.unwrap()).await
    };
    let names = ["w.1", "w.2", "w.3", "w.4", "w.5"];
    let mut now = 10;
    for (n, name) in names.into_iter().enumerate() {
        assert_eq!(take(&db, now).await, [id(0x101)], "try {n}");
        db.change(async |mut conn| conn.outgoing_sent(id(0x101), name, at(now)).await.unwrap()).await;
        if n > 0 {
            // Told late of an earlier try: the one that counts goes on.
            let late = Told::Ours(SHOP, id(0x101), Some(names[n - 1]));
            let told =
                db.change(async |mut c| c.outgoing_told(&late, Word::Failed, Some(wrong), at(now)).await.unwrap());
            assert_eq!(told.await, []);
            assert_eq!(once_more(names[n - 1], now).await, None);
            assert_eq!(states(&db).await, [Sent]);
        }
        let again = once_more(name, now).await;
        if n + 1 < names.len() {
            assert_eq!(again, Some((TALK, 2)));
            assert_eq!(states(&db).await, [Queued]);
            assert!(take(&db, now + 4).await.is_empty(), "not at once");
        } else {
            assert_eq!(again, None, "that was often enough");
        }
        now += 10_000;
    }
    let last = Told::Ours(SHOP, id(0x101), Some("w.5"));
    let told = db.change(async |mut c| c.outgoing_told(&last, Word::Failed, Some(wrong), at(now)).await.unwrap()).await;
    assert_eq!((told, states(&db).await), (vec![(TALK, 2)], vec![Failed]));
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
        conn.outgoing_later(id(0x101), (FailedWhy::Token, "expired"), at(9_000), at(11)).await.unwrap();
        let trouble = ChannelTrouble { why: FailedWhy::Token, said: "expired".into(), at: at(11) };
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
