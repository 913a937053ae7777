//! What an operator has begun to write.

use crate::{
    both::{Database, both},
    people::{ANNA, BEN, at, enter, entering, id, people},
};
use desk::{ConversationId, OperatorId};
use store::Draft;

both![
    a_draft_is_the_operators_own_in_its_conversation,
    an_empty_draft_is_forgotten,
    drafts_nobody_touched_are_forgotten,
];

const ONE: ConversationId = ConversationId(id(1));
const OTHER: ConversationId = ConversationId(id(2));

fn draft(reply: &str, note: &str) -> Draft {
    Draft { reply: reply.into(), note: note.into() }
}

async fn save(db: &Database, conversation: ConversationId, by: OperatorId, draft: &Draft, second: i64) {
    db.change(async |mut c| c.save_draft(conversation, by, draft, at(second)).await.unwrap()).await;
}

async fn kept(db: &Database, conversation: ConversationId, by: OperatorId) -> Draft {
    db.look(async |mut c| c.draft(conversation, by).await.unwrap()).await
}

async fn two_conversations(db: &Database) {
    people(db).await;
    db.change(async |mut conn| {
        enter(&mut conn, entering(1), 0).await;
        enter(&mut conn, entering(2), 0).await;
    })
    .await;
}

async fn a_draft_is_the_operators_own_in_its_conversation(db: Database) {
    two_conversations(&db).await;
    let (first, second) = (draft("Dobrý den\n😀 ", ""), draft("", "\"pozor\""));
    save(&db, ONE, ANNA, &first, 1).await;
    save(&db, ONE, BEN, &second, 1).await;
    assert_eq!(kept(&db, ONE, ANNA).await, first);
    assert_eq!(kept(&db, ONE, BEN).await, second);
    assert_eq!(kept(&db, OTHER, ANNA).await, Draft::default());

    let changed = draft("Ahoj", "both");
    save(&db, ONE, ANNA, &changed, 2).await;
    assert_eq!(kept(&db, ONE, ANNA).await, changed);
    assert_eq!(kept(&db, ONE, BEN).await, second);
}

async fn an_empty_draft_is_forgotten(db: Database) {
    two_conversations(&db).await;
    for conversation in [ONE, OTHER] {
        save(&db, conversation, ANNA, &draft("hello", "note"), 1).await;
    }
    save(&db, ONE, ANNA, &Draft::default(), 2).await;
    assert_eq!(kept(&db, ONE, ANNA).await, Draft::default());
    assert_eq!(kept(&db, OTHER, ANNA).await, draft("hello", "note"));
    // Only the other is left to be forgotten.
    assert_eq!(db.change(async |mut c| c.forget_drafts(at(99)).await.unwrap()).await, 1);
}

async fn drafts_nobody_touched_are_forgotten(db: Database) {
    two_conversations(&db).await;
    save(&db, ONE, ANNA, &draft("old", ""), 10).await;
    save(&db, ONE, BEN, &draft("touched again", ""), 10).await;
    save(&db, OTHER, ANNA, &draft("of that moment", ""), 20).await;
    save(&db, ONE, BEN, &draft("touched again", ""), 30).await;
    assert_eq!(db.change(async |mut c| c.forget_drafts(at(20)).await.unwrap()).await, 1);
    assert_eq!(kept(&db, ONE, ANNA).await, Draft::default());
    assert_eq!(kept(&db, ONE, BEN).await.reply, "touched again");
    assert_eq!(kept(&db, OTHER, ANNA).await.reply, "of that moment");
}
