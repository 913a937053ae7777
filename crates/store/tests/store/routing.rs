//! Why clients were directed to whom, and who talked with them last.

use crate::{
    both::{Database, both},
    people::{ANNA, BEN, CLIENT, STRANGER, SUPPORT, accept, at, enter, entering, people},
};
use desk::{
    ConversationId, Entry, NewConversation, Stage,
    event::{EndCause, Target},
    routing::{Decision, Destination, Facts, Outcome, Record, Rule, Step},
};

both![a_decision_comes_back_whole, the_last_operator_is_who_ended_last];

async fn a_decision_comes_back_whole(db: Database) {
    people(&db).await;
    let facts = Facts {
        language: Some("cs".into()),
        entry: Entry::Chat,
        parameters: [("plan".to_owned(), "gold".to_owned())].into(),
        page: Some("https://lumen.example/".into()),
        last_operator: Some(BEN),
    };
    let record = Record {
        rules: vec![Rule { name: "Zpět".into(), when: vec![], to: Destination::LastOperator }],
        fallback: SUPPORT,
        facts,
        decision: Decision {
            target: Target::Operator(BEN),
            steps: vec![Step { rule: Some(0), outcome: Outcome::Chosen }],
        },
    };
    let id = db
        .change(async |mut conn| {
            let id = enter(&mut conn, entering(1), 1).await.id;
            conn.record_routing(id, at(1), &record).await.unwrap();
            id
        })
        .await;
    assert_eq!(db.look(async |mut c| c.routing_of(id).await.unwrap()).await, Some((at(1), record)));
    let other = ConversationId(uuid::Uuid::nil());
    assert_eq!(db.look(async |mut c| c.routing_of(other).await.unwrap()).await, None);
}

async fn the_last_operator_is_who_ended_last(db: Database) {
    people(&db).await;
    db.change(async |mut conn| {
        for (n, operator) in [(1, ANNA), (2, BEN)] {
            let mut talk = enter(&mut conn, entering(n), i64::try_from(n).unwrap()).await;
            accept(&mut talk, operator, 10);
            talk.stage = Stage::Ended { at: at(20), cause: EndCause::Operator, operator: Some(operator), result: None };
            conn.save_conversation(&talk, None).await.unwrap();
        }
        // One that runs, and one whom nobody accepted, change nothing.
        let mut runs = enter(&mut conn, NewConversation { client: STRANGER, ..entering(3) }, 30).await;
        accept(&mut runs, ANNA, 31);
        conn.save_conversation(&runs, None).await.unwrap();
        assert_eq!(conn.last_operator(CLIENT).await.unwrap(), Some(BEN));
        assert_eq!(conn.last_operator(STRANGER).await.unwrap(), None);
    })
    .await;
}
