//! What other systems are told: the event, and the conversation as it is when it is told.

use crate::{
    app::{App, now},
    shape,
    wire::{When, conversation::Conversation, event::Event},
};
use serde::Serialize;
use serde_json::json;
use store::{Conn, Delivery};

/// A request's body.
#[derive(Serialize)]
struct News {
    #[serde(rename = "type")]
    topic: &'static str,
    /// When it happened.
    timestamp: When,
    data: Data,
}

#[derive(Serialize)]
struct Data {
    conversation: Conversation,
    event: Event,
}

/// What a delivery says; none when what it tells of is not there any more.
///
/// # Errors
/// When the database does not answer.
pub async fn body(app: &App, conn: &mut Conn<'_>, delivery: &Delivery) -> Result<Option<String>, store::Error> {
    let id = delivery.conversation;
    let Some(shown) = conn.shown(id).await? else { return Ok(None) };
    let events = conn.events_after(id, delivery.seq - 1, 1).await?;
    let Some(stored) = events.first().filter(|it| it.event.seq == delivery.seq) else { return Ok(None) };
    let directory = app.directory();
    let data = Data { conversation: shape::row(&shown, &directory), event: shape::event(stored, &directory) };
    let news = News { topic: delivery.topic.as_str(), timestamp: stored.event.at.into(), data };
    Ok(serde_json::to_string(&news).ok())
}

/// What is said when an administrator tries whether the other side listens.
#[must_use]
pub fn test() -> String {
    json!({"type": "test", "timestamp": When(now()), "data": {}}).to_string()
}
