//! What happens without being asked: graces run out, places move, receipts are stored.

mod doors;
mod due;
mod graces;
mod hooks;
mod housekeeping;
mod lines;
mod mail;
mod media;
mod outgoing;
mod places;
mod presence;
mod receipts;
mod retention;
mod search;
pub mod subscriptions;
pub(crate) mod webhooks;

use crate::app::{App, Queues};
use std::sync::Arc;
use tokio::task::JoinSet;

/// Starts all workers. One that fails is logged and goes on; they end with the process.
pub fn start(app: &Arc<App>, queues: Queues) -> JoinSet<()> {
    let mut workers = JoinSet::new();
    workers.spawn(graces::watch(Arc::clone(app)));
    workers.spawn(presence::watch(Arc::clone(app)));
    workers.spawn(doors::watch(Arc::clone(app)));
    workers.spawn(places::tell(Arc::clone(app)));
    workers.spawn(receipts::store(Arc::clone(app), queues.receipts));
    workers.spawn(lines::note(Arc::clone(app)));
    workers.spawn(mail::send(Arc::clone(app)));
    workers.spawn(webhooks::send(Arc::clone(app)));
    workers.spawn(hooks::take_in(Arc::clone(app)));
    workers.spawn(outgoing::send(Arc::clone(app)));
    workers.spawn(media::fetch(Arc::clone(app)));
    workers.spawn(subscriptions::watch(Arc::clone(app)));
    workers.spawn(search::index(Arc::clone(app)));
    workers.spawn(retention::keep(Arc::clone(app)));
    workers.spawn(housekeeping::tidy(Arc::clone(app)));
    workers
}
