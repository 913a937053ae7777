//! Nobody of the made-up company ever hangs up: its people and the clients of its running conversations stay connected as
//! long as the demo is served, so that what was told stays so, however long somebody looks at it.

use crate::{
    app::{App, now},
    hub::Follow,
};
use desk::{OperatorId, Timestamp};
use std::sync::Arc;

/// Lines that are held open.
pub struct Lines {
    _clients: Vec<Follow>,
}

/// Connects who belongs to the company made at this moment. Who came in later has a browser of his or her own.
///
/// # Errors
/// When the database does not answer.
pub async fn connect(app: &Arc<App>, made: Timestamp) -> anyhow::Result<Lines> {
    let running = app.store.read().await?.conn().running().await?;
    let mut clients = Vec::new();
    for conversation in running.iter().filter(|it| it.queued_at <= made) {
        let mut line = app.hub.follow(conversation.id);
        drop(line.take_news());
        line.is_the_clients();
        app.lines.changed(conversation.id);
        clients.push(line);
    }
    let at_the_desk = |email: &str| testkit::lumen::is_at_the_desk(email);
    let people: Vec<OperatorId> =
        app.directory().operators.iter().filter(|it| at_the_desk(&it.email)).map(|it| it.id).collect();
    for id in people {
        app.roster().connected(id, now());
        app.tell_operator(id);
    }
    app.presence.notify_one();
    Ok(Lines { _clients: clients })
}
