//! From the desk's words to the shapes that travel. The one place that says who sees what of an event.

mod client;
mod event;
mod file;
mod for_client;
mod found;
mod offline;
mod row;
mod settings;
mod snippet;

pub use self::{
    client::{ban, candidate, client_ban, client_note, known_by, merged, page_view, past, shown_client},
    event::event,
    file::{attachment, sent_file},
    for_client::{client_conversation, client_event, client_rating},
    found::found_in,
    offline::offline_request,
    row::{row, target},
    settings::{company_settings, group_settings},
    snippet::snippet,
};
