//! Colleagues in a talk: asked in, come, talk, hand over and go; and what the client is told of it.

mod asking;
mod going;
mod together;

use crate::support::{Client, Desk, Line, Operator, desk, new_id};
use desk::ConversationId;
use serde_json::{Value, json};
use uuid::Uuid;

/// Bob talks with a client; Cid serves the same group.
struct Talk {
    desk: Desk,
    ada: Operator,
    bob: Operator,
    cid: Operator,
    client: Client,
    id: Uuid,
}

async fn talk() -> Talk {
    let (desk, ada) = desk().await;
    let (bob, cid) = (desk.operator(&ada, "Bob").await, desk.operator(&ada, "Cid").await);
    let client = desk.client();
    let id = client.enters().await;
    bob.accept(id).await.ok();
    Talk { desk, ada, bob, cid, client, id }
}

/// The same, and Cid is a guest of it.
async fn talk_with_guest() -> Talk {
    let talk = talk().await;
    comes(&talk.cid, &talk.bob, talk.id).await;
    talk
}

/// One who is in the talk asks another in, who comes.
async fn comes(who: &Operator, asked_by: &Operator, id: Uuid) {
    asked_by.act(id, "invite", &named(who)).await.ok();
    who.act(id, "join", &json!({})).await.ok();
}

fn named(who: &Operator) -> Value {
    json!({"target": {"operator": who.id}})
}

/// The ids of the talks one is asked into.
async fn invitations(of: &Operator) -> Vec<String> {
    ids(&of.get("/workspace").await.ok()["invitations"])
}

async fn mine(of: &Operator) -> Vec<String> {
    ids(&of.get("/workspace").await.ok()["mine"])
}

fn ids(rows: &Value) -> Vec<String> {
    rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

/// Who has it, and its guests in their order.
fn served_by(row: &Value) -> Vec<&str> {
    let guests = row["guests"].as_array().unwrap().iter();
    std::iter::once(&row["operator"]).chain(guests).filter_map(|one| one["name"].as_str()).collect()
}

async fn subscribed(who: &Operator, id: Uuid) -> Line {
    let mut line = who.live().await;
    line.says(json!({"type": "subscribe", "conversation": id, "after": 0})).await;
    line.hears_type("subscribed").await;
    line
}

async fn is_left(line: &mut Line, id: Uuid) -> Value {
    line.hears("gone", |f| f["type"] == "gone" && f["id"] == id.to_string() && f["why"] == "left").await
}

/// The conversation's invitations have been open as long as they may be.
async fn time_is_up(desk: &Desk, id: Uuid) {
    let mut write = desk.store.write().await.unwrap();
    let mut talk = write.conn().conversation_for_change(ConversationId(id)).await.unwrap().unwrap();
    for open in &mut talk.colleagues.invitations {
        open.until = talk.queued_at;
    }
    write.conn().save_conversation(&talk, Some(talk.queued_at)).await.unwrap();
    write.commit(|| ()).await.unwrap();
}
