//! The socket of a page that has no conversation: whether clients are taken, and news of it.

use super::{End, Pace, Silence, code, send, told_to_stop};
use crate::{
    app::App,
    http::widget::known_widget,
    hub::text,
    wire::{
        client::Reception,
        live::{ClientFrame, ClientSays},
    },
};
use axum::extract::ws::{Message, WebSocket};
use std::{
    pin::pin,
    sync::{Arc, atomic::Ordering},
};

/// Serves a page until it goes, or starts a conversation and comes with another socket.
pub(super) async fn serve(app: &Arc<App>, socket: &mut WebSocket, widget: String) -> End {
    let (mut stopping, mut doors) = (app.stopping.subscribe(), app.doors.subscribe());
    let mut stopped = pin!(told_to_stop(&mut stopping));
    let (mut pace, mut silence) = (Pace::new(), Silence::new());
    let mut told = None;
    doors.mark_changed();
    loop {
        let step = tokio::select! {
            changed = doors.changed() => match changed {
                Ok(()) => tell(app, socket, &widget, &mut told).await,
                Err(_) => Err(End::Close(code::RESTART)),
            },
            said = socket.recv() => match said {
                Some(Ok(Message::Close(_)) | Err(_)) | None => Err(End::Gone),
                Some(Ok(message)) => {
                    silence.heard();
                    match pace.count() {
                        Ok(()) => hear(socket, message).await,
                        Err(end) => Err(end),
                    }
                }
            },
            () = silence.too_long() => Err(End::Gone),
            () = &mut stopped => Err(End::Close(code::RESTART)),
        };
        if let Err(end) = step {
            return end;
        }
    }
}

/// Tells what is so, unless that was told.
async fn tell(app: &App, socket: &mut WebSocket, widget: &str, told: &mut Option<Reception>) -> Result<(), End> {
    let directory = app.directory();
    // A widget that was removed takes nobody any more; the page finds out when it asks.
    let Ok(widget) = known_widget(&directory, widget) else { return Err(End::Close(code::POLICY)) };
    let reception = Reception::from(app.reception_by(widget));
    if told.replace(reception) == Some(reception) {
        return Ok(());
    }
    // It may be another way already by now: everybody looks once more.
    app.door_told.store(true, Ordering::SeqCst);
    app.door_moved.notify_one();
    send(socket, &text(&ClientFrame::Availability(reception))).await
}

async fn hear(socket: &mut WebSocket, message: Message) -> Result<(), End> {
    let Message::Text(said) = message else { return Ok(()) };
    match serde_json::from_str(&said) {
        Ok(ClientSays::Ping) => send(socket, &text(&ClientFrame::Pong)).await,
        Ok(_) => Ok(()),
        Err(_) => Err(End::Close(code::POLICY)),
    }
}
