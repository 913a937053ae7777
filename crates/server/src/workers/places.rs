//! Tells waiting clients their place in line whenever it moves, and the estimate as time passes.

use crate::{
    app::{App, now},
    http::widget::queue_place,
    hub::ConversationNews,
};
use desk::{ConversationId, event::Target};
use std::{collections::HashMap, sync::Arc, time::Duration};

/// A burst of arrivals is told as one move.
const GATHER: Duration = Duration::from_millis(250);
/// While somebody waits, the estimate is looked at anew this often.
const REFRESH: Duration = Duration::from_secs(15);

pub async fn tell(app: Arc<App>) {
    let mut told: HashMap<ConversationId, crate::wire::client::QueuePlace> = HashMap::new();
    loop {
        if told.is_empty() {
            app.queue_moved.notified().await;
        } else {
            let _ = tokio::time::timeout(REFRESH, app.queue_moved.notified()).await;
        }
        tokio::time::sleep(GATHER).await;
        match round(&app, &told).await {
            Ok(places) => told = places,
            Err(error) => tracing::warn!(%error, "places in line could not be told"),
        }
    }
}

async fn round(
    app: &Arc<App>,
    told: &HashMap<ConversationId, crate::wire::client::QueuePlace>,
) -> Result<HashMap<ConversationId, crate::wire::client::QueuePlace>, store::Error> {
    let (directory, now) = (app.directory(), now());
    let mut places = HashMap::new();
    let groups = directory.groups.iter().map(|g| (Target::Group(g.id), Some(g.id)));
    let operators = directory.operators.iter().map(|o| (Target::Operator(o.id), None));
    for (target, group) in groups.chain(operators) {
        let queue = app.board().queue(target);
        if queue.is_empty() {
            continue;
        }
        // For a named operator nothing honest can be said: the group's pace is not his or hers.
        let accepted = match group {
            Some(group) => app.paces.of(app, group).await?,
            None => Arc::default(),
        };
        for (n, id) in queue.into_iter().enumerate() {
            let place = queue_place(u32::try_from(n + 1).unwrap_or(u32::MAX), &accepted, now);
            if told.get(&id) != Some(&place) {
                app.hub.tell(id, ConversationNews::Place(place));
            }
            places.insert(id, place);
        }
    }
    Ok(places)
}
