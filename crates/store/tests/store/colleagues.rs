//! Colleagues in a talk: kept with the conversation, and found by whoever is in it or asked into it.

use crate::{
    both::{Database, both, run},
    people::{ANNA, BEN, CLIENT, SALES, STRANGER, SUPPORT, accept, at, enter, entering, id, operator, people},
};
use desk::{
    Conversation, ConversationId, EntrySet, EventId, NewConversation, OperatorId, Stage,
    capacity::Load,
    conversation::{Acceptor, Colleagues},
    event::{EndCause, Target},
    text::Text,
};
use store::{Conn, Listed, Shown};
use uuid::Uuid;

both![
    colleagues_come_back_with_the_conversation,
    my_talks_are_those_i_have_and_those_i_am_a_guest_of,
    i_am_invited_by_name_or_as_a_member_of_a_group,
    a_state_shows_where_i_am_or_was_a_guest,
    pages_of_what_ended_mix_own_talks_and_a_guests,
    a_guest_serves_the_client,
    what_runs_is_known_with_its_colleagues,
    a_list_says_what_the_conversation_says_last,
    a_redirect_forgets_colleagues_and_an_end_those_who_did_not_come,
    whoever_joined_knows_the_client,
    who_is_asked_in_may_be_taking_something_else,
];

/// Serves Sales.
const CYRIL: OperatorId = OperatorId(id(0x03));

/// Three at the desk: Anna serves Support, Cyril Sales, Ben nobody.
async fn three(db: &Database) {
    people(db).await;
    db.change(async |mut conn| {
        conn.insert_operator(&operator(CYRIL, "Cyril"), "hash", at(0)).await.unwrap();
        conn.add_member(CYRIL, SALES).await.unwrap();
    })
    .await;
}

fn guest(talk: &mut Conversation, who: OperatorId) {
    let has_it = talk.operator().unwrap();
    let acceptor = Acceptor { id: who, groups: &[], load: Load::default(), chat_limit: 99, barred: EntrySet::NONE };
    let _ = talk.invite(has_it, Target::Operator(who), None, at(40)).unwrap();
    let _ = talk.join(&acceptor, at(41)).unwrap().unwrap();
}

fn invite(talk: &mut Conversation, to: Target) {
    let _ = talk.invite(talk.operator().unwrap(), to, None, at(42)).unwrap();
}

fn ended(talk: &mut Conversation) {
    let _ = talk.end(talk.operator().unwrap(), None, None, at(99)).unwrap().unwrap();
}

/// As the server stores a change.
async fn save(conn: &mut Conn<'_>, talk: &Conversation) {
    conn.save_conversation(talk, None).await.unwrap();
    conn.list_colleagues(talk).await.unwrap();
}

/// A talk of `has_it` with the client, and what became of it.
async fn talk(
    conn: &mut Conn<'_>,
    n: u128,
    has_it: OperatorId,
    second: i64,
    become_of: impl FnOnce(&mut Conversation),
) -> Conversation {
    talk_with(conn, entering(n), has_it, second, become_of).await
}

async fn talk_with(
    conn: &mut Conn<'_>,
    new: NewConversation,
    has_it: OperatorId,
    second: i64,
    become_of: impl FnOnce(&mut Conversation),
) -> Conversation {
    let mut talk = enter(conn, new, second).await;
    accept(&mut talk, has_it, second);
    become_of(&mut talk);
    save(conn, &talk).await;
    talk
}

async fn loaded(db: &Database, n: u128) -> Conversation {
    db.change(async |mut c| c.conversation_for_change(ConversationId(id(n))).await.unwrap().unwrap()).await
}

async fn list(db: &Database, which: Listed) -> Vec<u128> {
    let shown: Vec<Shown> = db.look(async |mut c| c.list(which).await.unwrap()).await;
    shown.iter().map(|shown| shown.conversation.id.0.as_u128()).collect()
}

fn state(state: &'static str, operator: OperatorId, all: bool) -> Listed {
    Listed::State { state, operator, all, after: None, limit: 99 }
}

async fn colleagues_come_back_with_the_conversation(db: Database) {
    three(&db).await;
    let bare = db.change(async |mut conn| enter(&mut conn, entering(2), 5).await).await;
    let full = db
        .change(async |mut conn| {
            talk(&mut conn, 1, ANNA, 5, |talk| {
                guest(talk, BEN);
                let note = Text::parse("Rozumí \"tarifům\" 😀").unwrap();
                let _ = talk.invite(BEN, Target::Operator(CYRIL), Some(note), at(50)).unwrap();
                invite(talk, Target::Group(SALES));
            })
            .await
        })
        .await;
    assert_eq!((full.colleagues.guests.as_slice(), full.colleagues.invitations.len()), (&[BEN][..], 2));
    assert_eq!(loaded(&db, 1).await, full);
    assert_eq!(loaded(&db, 2).await, bare);
    let shown = db.look(async |mut c| c.shown(full.id).await.unwrap().unwrap()).await;
    assert_eq!(shown.conversation, full, "as a row of a list, too");

    let emptied = Conversation { colleagues: Colleagues::default(), ..full };
    db.change(async |mut conn| save(&mut conn, &emptied).await).await;
    assert_eq!(loaded(&db, 1).await, emptied);
}

async fn my_talks_are_those_i_have_and_those_i_am_a_guest_of(db: Database) {
    three(&db).await;
    db.change(async |mut conn| {
        talk(&mut conn, 1, ANNA, 30, |_| ()).await;
        talk(&mut conn, 2, BEN, 20, |talk| guest(talk, ANNA)).await;
        talk(&mut conn, 3, ANNA, 10, |talk| guest(talk, BEN)).await;
        // Not Anna's: only asked, a stranger to it, over.
        talk(&mut conn, 4, BEN, 1, |talk| invite(talk, Target::Operator(ANNA))).await;
        talk(&mut conn, 5, BEN, 1, |talk| guest(talk, CYRIL)).await;
        talk(&mut conn, 6, BEN, 1, |talk| {
            guest(talk, ANNA);
            ended(talk);
        })
        .await;
    })
    .await;
    assert_eq!(list(&db, Listed::Mine(ANNA)).await, [3, 2, 1]);
    assert_eq!(list(&db, Listed::Mine(BEN)).await, [4, 5, 3, 2]);
    assert_eq!(list(&db, Listed::Mine(CYRIL)).await, [5]);
}

async fn i_am_invited_by_name_or_as_a_member_of_a_group(db: Database) {
    three(&db).await;
    db.change(async |mut conn| {
        talk(&mut conn, 1, BEN, 30, |talk| invite(talk, Target::Operator(ANNA))).await;
        talk(&mut conn, 2, BEN, 20, |talk| invite(talk, Target::Group(SUPPORT))).await;
        // Both ways at once is one row.
        talk(&mut conn, 3, BEN, 10, |talk| {
            invite(talk, Target::Group(SUPPORT));
            invite(talk, Target::Operator(ANNA));
        })
        .await;
        // Not Anna's: another group's, another's, one she is in or has although her group is asked, over.
        talk(&mut conn, 4, BEN, 1, |talk| invite(talk, Target::Group(SALES))).await;
        talk(&mut conn, 5, ANNA, 1, |talk| invite(talk, Target::Operator(BEN))).await;
        talk(&mut conn, 6, BEN, 1, |talk| {
            guest(talk, ANNA);
            invite(talk, Target::Group(SUPPORT));
        })
        .await;
        talk(&mut conn, 7, ANNA, 1, |talk| invite(talk, Target::Group(SUPPORT))).await;
        talk(&mut conn, 8, BEN, 1, |talk| {
            invite(talk, Target::Operator(ANNA));
            ended(talk);
        })
        .await;
    })
    .await;
    assert_eq!(list(&db, Listed::Invited(ANNA)).await, [1, 2, 3]);
    assert_eq!(list(&db, Listed::Invited(BEN)).await, [5]);
    assert_eq!(list(&db, Listed::Invited(CYRIL)).await, [4]);

    // Who comes into a group is asked, too; who leaves it, no longer.
    db.change(async |mut conn| {
        conn.set_groups_of(CYRIL, &[SUPPORT]).await.unwrap();
        conn.set_groups_of(ANNA, &[]).await.unwrap();
    })
    .await;
    assert_eq!(list(&db, Listed::Invited(CYRIL)).await, [2, 3, 6, 7]);
    assert_eq!(list(&db, Listed::Invited(ANNA)).await, [1, 3]);
}

/// Of the active ones where I am or am asked, of the ended ones where I was. Who was only asked has seen nothing of it.
async fn a_state_shows_where_i_am_or_was_a_guest(db: Database) {
    three(&db).await;
    db.change(async |mut conn| {
        talk(&mut conn, 1, BEN, 1, |talk| guest(talk, ANNA)).await;
        talk(&mut conn, 2, BEN, 2, |talk| invite(talk, Target::Operator(ANNA))).await;
        talk(&mut conn, 3, BEN, 3, |talk| invite(talk, Target::Group(SUPPORT))).await;
        talk(&mut conn, 4, ANNA, 4, |talk| invite(talk, Target::Group(SUPPORT))).await;
        talk(&mut conn, 5, BEN, 5, |talk| guest(talk, CYRIL)).await;
        let over = |become_of: fn(&mut Conversation)| {
            move |talk: &mut Conversation| {
                become_of(talk);
                ended(talk);
            }
        };
        talk(&mut conn, 11, BEN, 11, over(|talk| guest(talk, ANNA))).await;
        talk(&mut conn, 12, BEN, 12, over(|talk| invite(talk, Target::Operator(ANNA)))).await;
        talk(&mut conn, 13, BEN, 13, over(|talk| invite(talk, Target::Group(SUPPORT)))).await;
        talk(&mut conn, 14, ANNA, 14, over(|talk| guest(talk, BEN))).await;
        talk(&mut conn, 15, BEN, 15, over(|talk| guest(talk, CYRIL))).await;
    })
    .await;
    for (word, annas, all) in
        [("active", &[4, 3, 2, 1][..], &[5, 4, 3, 2, 1][..]), ("ended", &[14, 11], &[15, 14, 13, 12, 11])]
    {
        assert_eq!(list(&db, state(word, ANNA, false)).await, annas, "{word}");
        assert_eq!(list(&db, state(word, ANNA, true)).await, all, "{word}");
    }
    assert_eq!(list(&db, state("ended", CYRIL, false)).await, [15]);
    assert_eq!(list(&db, state("waiting", ANNA, false)).await, [0; 0]);
}

/// Many of one moment, some had and some as a guest, and pages that end in the middle of them.
async fn pages_of_what_ended_mix_own_talks_and_a_guests(db: Database) {
    three(&db).await;
    db.change(async |mut conn| {
        for n in 1..=24_u128 {
            // Ids neither in the order of time nor against it.
            let (number, second) = (n * 7 % 29, i64::try_from(n / 6).unwrap());
            let (has_it, other) = if n % 3 == 0 { (ANNA, BEN) } else { (BEN, ANNA) };
            talk(&mut conn, number, has_it, second, |talk| {
                guest(talk, if n % 4 == 0 { CYRIL } else { other });
                ended(talk);
            })
            .await;
        }
    })
    .await;
    let whole: Vec<Shown> = db.look(async |mut c| c.list(state("ended", ANNA, false)).await.unwrap()).await;
    // Of every twelve: four had, six as a guest.
    assert_eq!(whole.len(), 20);
    let key = |shown: &Shown| (shown.conversation.queued_at.as_millisecond(), shown.conversation.id.0);
    let keys: Vec<(i64, Uuid)> = whole.iter().map(key).collect();
    assert!(keys.iter().rev().is_sorted(), "{keys:?}");
    for limit in [1, 3, 7, 20] {
        let (mut paged, mut after) = (Vec::new(), None);
        loop {
            let which = Listed::State { state: "ended", operator: ANNA, all: false, after, limit };
            let page = db.look(async |mut c| c.list(which).await.unwrap()).await;
            assert!(page.len() <= usize::try_from(limit).unwrap());
            let Some(last) = page.last() else { break };
            after = Some(key(last));
            paged.extend(page.iter().map(key));
            assert!(paged.len() <= keys.len(), "by {limit}: {paged:?}");
        }
        assert_eq!(paged, keys, "by {limit}");
    }
}

async fn a_guest_serves_the_client(db: Database) {
    three(&db).await;
    let load = async |who| db.look(async |mut c| c.load_of(who).await.unwrap().slots).await;
    let serves = async |who, client| db.look(async |mut c| c.serves_client(who, client).await.unwrap()).await;
    let of = async |who| {
        let ids = db.look(async |mut c| c.conversations_of_operator(who).await.unwrap()).await;
        ids.iter().map(|id| id.0.as_u128()).collect::<Vec<_>>()
    };
    let one = db
        .change(async |mut conn| {
            talk_with(&mut conn, NewConversation { client: STRANGER, ..entering(2) }, BEN, 2, |talk| {
                invite(talk, Target::Group(SALES));
            })
            .await;
            talk(&mut conn, 3, ANNA, 3, |talk| {
                guest(talk, BEN);
                ended(talk);
            })
            .await;
            talk(&mut conn, 1, ANNA, 1, |talk| {
                guest(talk, BEN);
                invite(talk, Target::Operator(CYRIL));
            })
            .await
        })
        .await;
    assert_eq!((load(ANNA).await, load(BEN).await, load(CYRIL).await), (1, 2, 0), "an invitation takes no slot");
    assert!(serves(ANNA, CLIENT).await && serves(BEN, CLIENT).await);
    assert!(!serves(CYRIL, CLIENT).await && !serves(CYRIL, STRANGER).await, "who is asked serves nobody yet");
    // Asked by name it is to be told when the operator is no more; asked as a group it is not the operator's.
    assert_eq!((of(ANNA).await, of(BEN).await, of(CYRIL).await), (vec![1], vec![1, 2], vec![1]));

    let mut over = one;
    ended(&mut over);
    db.change(async |mut conn| save(&mut conn, &over).await).await;
    assert_eq!((load(ANNA).await, load(BEN).await), (0, 1));
    assert!(!serves(BEN, CLIENT).await);
    assert_eq!((of(ANNA).await, of(BEN).await, of(CYRIL).await), (vec![], vec![2], vec![]));
}

async fn what_runs_is_known_with_its_colleagues(db: Database) {
    three(&db).await;
    let with = db
        .change(async |mut conn| {
            talk(&mut conn, 1, ANNA, 1, |_| ()).await;
            enter(&mut conn, entering(3), 3).await;
            talk(&mut conn, 2, ANNA, 2, |talk| {
                guest(talk, BEN);
                invite(talk, Target::Group(SALES));
            })
            .await
        })
        .await;
    let mut running = db.look(async |mut c| c.running().await.unwrap()).await;
    running.sort_by_key(|one| one.id);
    let nobody = Colleagues::default();
    assert!(running.iter().map(|one| &one.colleagues).eq([&nobody, &with.colleagues, &nobody]));
    assert_eq!(running[1].served_by().collect::<Vec<_>>(), [ANNA, BEN]);
    assert!(running[1].is_served_by(BEN) && !running[1].is_served_by(CYRIL) && !running[0].is_served_by(BEN));
}

async fn a_list_says_what_the_conversation_says_last(db: Database) {
    three(&db).await;
    let mut one = db
        .change(async |mut conn| {
            talk(&mut conn, 2, BEN, 2, |talk| invite(talk, Target::Operator(CYRIL))).await;
            talk(&mut conn, 1, ANNA, 1, |talk| {
                guest(talk, BEN);
                invite(talk, Target::Operator(CYRIL));
            })
            .await
        })
        .await;
    // Said again it stands once.
    db.change(async |mut conn| save(&mut conn, &one).await).await;
    let touch = "update colleague set part = part where conversation_id in \
        (select id from conversation where queued_at = 1700000001000)";
    let count = async || db.change(async |mut conn| run(&mut conn, touch).await.unwrap()).await;
    assert_eq!(count().await, 2);

    let _ = one
        .join(
            &Acceptor { id: CYRIL, groups: &[], load: Load::default(), chat_limit: 9, barred: EntrySet::NONE },
            at(50),
        )
        .unwrap();
    let _ = one.hand_over(ANNA, BEN, at(51)).unwrap();
    let _ = one.leave(ANNA, at(52)).unwrap();
    db.change(async |mut conn| save(&mut conn, &one).await).await;
    assert_eq!(count().await, 1);
    assert_eq!((list(&db, Listed::Mine(ANNA)).await, list(&db, Listed::Mine(CYRIL)).await), (vec![], vec![1]));
    assert_eq!(list(&db, Listed::Mine(BEN)).await, [2, 1]);
    assert_eq!(list(&db, Listed::Invited(CYRIL)).await, [2], "another conversation's list is untouched");
}

async fn a_redirect_forgets_colleagues_and_an_end_those_who_did_not_come(db: Database) {
    three(&db).await;
    let with_both = |talk: &mut Conversation| {
        guest(talk, BEN);
        invite(talk, Target::Operator(CYRIL));
    };
    let (mut sent, mut over) = db
        .change(async |mut conn| {
            (talk(&mut conn, 1, ANNA, 1, with_both).await, talk(&mut conn, 2, ANNA, 2, with_both).await)
        })
        .await;
    let by = Acceptor { id: ANNA, groups: &[SUPPORT], load: Load::default(), chat_limit: 9, barred: EntrySet::NONE };
    let _ = sent.redirect(&by, Target::Group(SALES), None, None, at(60)).unwrap();
    let _ = over.client_ends(at(60)).unwrap();
    assert!(matches!(over.stage, Stage::Ended { cause: EndCause::Client, .. }));
    db.change(async |mut conn| {
        save(&mut conn, &sent).await;
        save(&mut conn, &over).await;
    })
    .await;
    assert_eq!(loaded(&db, 1).await.colleagues, Colleagues::default());
    assert_eq!(loaded(&db, 2).await.colleagues, Colleagues { guests: vec![BEN], invitations: vec![] });
    for who in [BEN, CYRIL] {
        assert_eq!(list(&db, Listed::Mine(who)).await, [0; 0]);
        assert_eq!(list(&db, Listed::Invited(who)).await, [0; 0]);
        assert_eq!(list(&db, state("active", who, false)).await, [0; 0]);
    }
    assert_eq!(list(&db, state("ended", BEN, false)).await, [2]);
    assert_eq!(list(&db, state("ended", CYRIL, false)).await, [0; 0]);
    // Whoever takes it from the queue has it alone.
    accept(&mut sent, CYRIL, 70);
    db.change(async |mut conn| save(&mut conn, &sent).await).await;
    assert_eq!((list(&db, Listed::Mine(BEN)).await, list(&db, Listed::Mine(CYRIL)).await), (vec![], vec![1]));
}

async fn whoever_joined_knows_the_client(db: Database) {
    three(&db).await;
    db.change(async |mut conn| {
        let mut talk = enter(&mut conn, entering(1), 1).await;
        let mut events = vec![accept(&mut talk, ANNA, 2)];
        for (n, who) in [BEN, CYRIL].into_iter().enumerate() {
            events.extend(talk.invite(ANNA, Target::Operator(who), None, at(3)).unwrap());
            if n == 0 {
                let acceptor =
                    Acceptor { id: who, groups: &[], load: Load::default(), chat_limit: 9, barred: EntrySet::NONE };
                events.extend(talk.join(&acceptor, at(4)).unwrap());
            }
        }
        for (n, event) in events.iter().enumerate() {
            conn.append_event(talk.id, EventId(id(0xe00 + n as u128)), event).await.unwrap();
        }
    })
    .await;
    let mut who = db.look(async |mut c| c.operators_who_know(CLIENT).await.unwrap()).await;
    who.sort();
    assert_eq!(who, [ANNA, BEN]);
}

/// The one holds the operator and wants the conversation, the other the conversation and names the operator.
async fn who_is_asked_in_may_be_taking_something_else(db: Database) {
    three(&db).await;
    let one = db.change(async |mut conn| talk(&mut conn, 1, ANNA, 1, |_| ()).await).await;
    if db.url.starts_with("sqlite:") {
        // One writes at a time there.
        return;
    }
    let mut taking = db.store.write().await.unwrap();
    taking.conn().lock_operator(BEN).await.unwrap();
    db.change(async |mut conn| {
        let mut talk = conn.conversation_for_change(one.id).await.unwrap().unwrap();
        guest(&mut talk, BEN);
        let _ = talk.hand_over(ANNA, BEN, at(60)).unwrap();
        save(&mut conn, &talk).await;
    })
    .await;
    let talk = taking.conn().conversation_for_change(one.id).await.unwrap().unwrap();
    assert_eq!((talk.operator(), talk.colleagues.guests.as_slice()), (Some(BEN), &[ANNA][..]));
    taking.commit(|| ()).await.unwrap();
}
