//! A console's socket: the workspace's news, and the conversations it follows.

use super::{End, PAGE, Pace, Silence, close, code, frugal, send, told_to_stop};
use crate::{
    actions::outgoing,
    app::{App, BUILD, Report, now},
    http::{
        ask::{Address, Operator, session},
        conversations::{look_at, may_see},
    },
    hub::{Audience, ConversationNews, Follow, WorkspaceNews, events_frame, text},
    looking::{Look, MOST_LOOKED_AT},
    messengers::fleeting,
    problem::Problem,
    shape,
    wire::live::{ConsoleFrame, ConsoleSays, PROTOCOL},
};
use axum::{
    extract::{
        State,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    response::Response,
};
use desk::{ConversationId, OperatorId, Seq, receipts::Side};
use std::{collections::HashMap, pin::pin, sync::Arc};
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio_stream::{
    StreamExt as _, StreamMap,
    wrappers::{BroadcastStream, errors::BroadcastStreamRecvError},
};

/// Conversations followed at once.
const MOST_FOLLOWED: usize = 100;
/// What is on a screen is said again every five seconds; a console that vanished is forgotten after this.
const LOOK_LASTS: std::time::Duration = std::time::Duration::from_secs(15);
/// How often a session is asked for anew: ended by another process, it is noticed within this.
const SESSION_CHECK: std::time::Duration = std::time::Duration::from_secs(30);

/// Opens a console's socket.
///
/// # Errors
/// `not-signed-in`, `foreign-origin`, `too-many-requests`.
pub async fn upgrade(
    State(app): State<Arc<App>>,
    Address(address): Address,
    by: Operator,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    app.limiters.sockets.count(&address)?;
    Ok(frugal(upgrade).on_upgrade(move |socket| async move {
        let presence = Presence::of(&app, &by);
        let mut console = Console {
            workspace: app.hub.workspace(),
            app: Arc::clone(&app),
            by,
            followed: HashMap::new(),
            wants_to_look: Vec::new(),
            looks_until: tokio::time::Instant::now(),
            news: StreamMap::new(),
            socket,
        };
        let end = console.serve().await;
        close(console.socket, end).await;
        drop(presence);
    }))
}

/// An operator is present while a socket is open.
struct Presence {
    app: Arc<App>,
    operator: desk::OperatorId,
}

impl Presence {
    fn of(app: &Arc<App>, by: &Operator) -> Self {
        if app.roster().connected(by.id, now()) {
            app.tell_operator(by.id);
        }
        app.presence.notify_one();
        Self { app: Arc::clone(app), operator: by.id }
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        self.app.roster().disconnected(self.operator, now());
        self.app.presence.notify_one();
    }
}

struct Console {
    app: Arc<App>,
    by: Operator,
    workspace: Receiver<WorkspaceNews>,
    followed: HashMap<ConversationId, Followed>,
    /// What is on its screen, followed or about to be.
    wants_to_look: Vec<ConversationId>,
    /// When that is forgotten, unless it is said again.
    looks_until: tokio::time::Instant,
    news: StreamMap<ConversationId, BroadcastStream<ConversationNews>>,
    socket: WebSocket,
}

struct Followed {
    /// While it is on the console's screen.
    look: Option<Look>,
    /// The last number sent.
    sent: Seq,
    _follow: Follow,
}

impl Console {
    async fn serve(&mut self) -> End {
        let hello = ConsoleFrame::Hello { protocol: PROTOCOL, build: BUILD.to_owned(), now: now().into() };
        if let Err(end) = self.send(&hello).await {
            return end;
        }
        let mut stopping = self.app.stopping.subscribe();
        let mut stopped = pin!(told_to_stop(&mut stopping));
        let mut check = tokio::time::interval(SESSION_CHECK);
        let (mut pace, mut silence) = (Pace::new(), Silence::new());
        loop {
            let step = tokio::select! {
                // Whose a conversation is, is told before what was said in it.
                biased;
                () = &mut stopped => Err(End::Close(code::RESTART)),
                news = self.workspace.recv() => self.tell_workspace(news).await,
                Some((id, news)) = self.news.next() => self.tell(id, news).await,
                said = self.socket.recv() => match said {
                    Some(Ok(message)) => {
                        silence.heard();
                        match pace.count() {
                            Ok(()) => self.hear(message).await,
                            Err(end) => Err(end),
                        }
                    }
                    Some(Err(_)) | None => Err(End::Gone),
                },
                () = silence.too_long() => Err(End::Gone),
                () = tokio::time::sleep_until(self.looks_until), if !self.wants_to_look.is_empty() => {
                    self.look_at(Vec::new());
                    Ok(())
                }
                _ = check.tick() => self.check_session().await,
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn send(&mut self, frame: &ConsoleFrame) -> Result<(), End> {
        send(&mut self.socket, &text(frame)).await
    }

    async fn check_session(&mut self) -> Result<(), End> {
        match session(&self.app, &self.by.sign_in.token_hash).await {
            Ok(None) => self.sign_out().await,
            Ok(Some(_)) | Err(_) => Ok(()),
        }
    }

    async fn sign_out(&mut self) -> Result<(), End> {
        self.send(&ConsoleFrame::SignedOut).await?;
        Err(End::Close(code::SIGNED_OUT))
    }

    fn includes(&self, audience: &Audience) -> bool {
        audience.includes(self.by.id, self.app.directory().groups_of(self.by.id))
    }

    async fn tell_workspace(&mut self, news: Result<WorkspaceNews, RecvError>) -> Result<(), End> {
        match news {
            Ok(WorkspaceNews::Row(news)) => {
                let was = news.before.as_ref().is_some_and(|audience| self.includes(audience));
                let is = news.now.as_ref().is_some_and(|audience| self.includes(audience));
                if is {
                    send(&mut self.socket, &news.row).await
                } else {
                    if was {
                        send(&mut self.socket, &news.gone).await?;
                    }
                    if news.now.as_ref().is_some_and(|audience| !self.may_follow(audience)) {
                        self.refuse(news.id, "not-found").await?;
                    }
                    Ok(())
                }
            }
            Ok(WorkspaceNews::Operator(frame)) => send(&mut self.socket, &frame).await,
            Ok(WorkspaceNews::Offline(group, frame)) => {
                let sees = self.by.sees_all() || self.app.directory().groups_of(self.by.id).contains(&group);
                if sees { send(&mut self.socket, &frame).await } else { Ok(()) }
            }
            Ok(WorkspaceNews::Changed) => {
                self.send(&ConsoleFrame::WorkspaceChanged).await?;
                self.rights_may_have_changed().await
            }
            Ok(WorkspaceNews::SignedOut(operator)) if operator == self.by.id => self.check_session().await,
            Ok(WorkspaceNews::SignedOut(_)) => Ok(()),
            // Too far behind to know what changed: the console loads everything anew.
            Err(RecvError::Lagged(_)) => self.send(&ConsoleFrame::WorkspaceChanged).await,
            Err(RecvError::Closed) => Err(End::Close(code::RESTART)),
        }
    }

    /// What this operator may do holds at once: what may not be seen any more is followed no longer.
    async fn rights_may_have_changed(&mut self) -> Result<(), End> {
        let rights = self.app.directory().operator(self.by.id).map_or(self.by.rights, store::Operator::rights);
        if std::mem::replace(&mut self.by.rights, rights) == rights {
            return Ok(());
        }
        for id in self.followed.keys().copied().collect::<Vec<_>>() {
            self.find_place(id).await?;
        }
        Ok(())
    }

    fn may_follow(&self, audience: &Audience) -> bool {
        self.by.sees_all() || self.includes(audience)
    }

    async fn refuse(&mut self, id: ConversationId, why: &str) -> Result<(), End> {
        if self.followed.remove(&id).is_none() {
            return Ok(());
        }
        self.news.remove(&id);
        self.send(&ConsoleFrame::Refused { conversation: id.0, code: why.to_owned() }).await
    }

    async fn tell(
        &mut self,
        id: ConversationId,
        news: Result<ConversationNews, BroadcastStreamRecvError>,
    ) -> Result<(), End> {
        match news {
            Ok(ConversationNews::Event(news)) => {
                if !self.may_follow(&news.audience) {
                    return self.refuse(id, "not-found").await;
                }
                let Some(followed) = self.followed.get_mut(&id) else { return Ok(()) };
                if news.seq <= followed.sent {
                    return Ok(());
                }
                if news.seq > followed.sent + 1 {
                    return self.find_place(id).await;
                }
                followed.sent = news.seq;
                send(&mut self.socket, &news.operators).await
            }
            Ok(ConversationNews::Receipts { receipts }) => {
                self.send(&ConsoleFrame::Receipts { conversation: id.0, receipts }).await
            }
            // One's own typing is no news.
            Ok(ConversationNews::Typing { operator: Some(by), .. }) if by == self.by.id => Ok(()),
            Ok(ConversationNews::Typing { operator, on, text }) => {
                let text = text.map(|text| text.as_ref().to_owned());
                let operator = operator.map(|by| self.app.directory().operator_name(by));
                self.send(&ConsoleFrame::Typing { conversation: id.0, operator, on, text }).await
            }
            Ok(ConversationNews::Looking(operators)) => self.tell_looking(id, &operators).await,
            Ok(ConversationNews::Place(_)) => Ok(()),
            Ok(ConversationNews::Delivery(frame)) => send(&mut self.socket, &frame).await,
            Err(BroadcastStreamRecvError::Lagged(_)) => {
                self.find_place(id).await?;
                self.tell_deliveries(id).await?;
                let onlookers = self.app.looking.at(id);
                if self.followed.contains_key(&id) { self.tell_looking(id, &onlookers).await } else { Ok(()) }
            }
        }
    }

    async fn hear(&mut self, message: Message) -> Result<(), End> {
        let Message::Text(said) = message else {
            return if matches!(message, Message::Close(_)) { Err(End::Gone) } else { Ok(()) };
        };
        match serde_json::from_str(&said) {
            Ok(ConsoleSays::Subscribe { conversation, after }) => {
                self.subscribe(ConversationId(conversation), after.max(0)).await
            }
            Ok(ConsoleSays::Unsubscribe { conversation }) => {
                self.followed.remove(&ConversationId(conversation));
                self.news.remove(&ConversationId(conversation));
                Ok(())
            }
            Ok(ConsoleSays::Typing { conversation, on }) => {
                let id = ConversationId(conversation);
                // Only who talks with the client is seen typing.
                if self.app.board().get(id).is_some_and(|c| c.is_served_by(self.by.id)) {
                    self.app.hub.tell(id, ConversationNews::Typing { operator: Some(self.by.id), on, text: None });
                    if on {
                        fleeting::types(&self.app, id);
                    }
                }
                Ok(())
            }
            Ok(ConsoleSays::Looking { conversations }) => {
                self.looks_until = tokio::time::Instant::now() + LOOK_LASTS;
                self.look_at(conversations.into_iter().take(MOST_LOOKED_AT).map(ConversationId).collect());
                Ok(())
            }
            Ok(ConsoleSays::Seen { conversation, seen }) => {
                let id = ConversationId(conversation);
                let mine = self.app.board().get(id).is_some_and(|c| c.is_served_by(self.by.id));
                if mine {
                    let report = Report { conversation: id, side: Side::Operator, seen };
                    // Full: the next report says more anyway.
                    let _ = self.app.receipts.try_send(report);
                    fleeting::seen(&self.app, id);
                }
                Ok(())
            }
            Ok(ConsoleSays::Ping) => self.send(&ConsoleFrame::Pong).await,
            Err(_) => Err(End::Close(code::POLICY)),
        }
    }

    async fn subscribe(&mut self, id: ConversationId, after: Seq) -> Result<(), End> {
        if self.followed.len() >= MOST_FOLLOWED && !self.followed.contains_key(&id) {
            return self.send(&ConsoleFrame::Refused { conversation: id.0, code: "too-many-requests".into() }).await;
        }
        match look_at(&self.app, &self.by, id).await {
            Ok(_) => {}
            Err(problem) => {
                self.followed.remove(&id);
                self.news.remove(&id);
                return self.send(&ConsoleFrame::Refused { conversation: id.0, code: problem.code.to_owned() }).await;
            }
        }
        // Follow first, read after: nothing falls between.
        let mut follow = self.app.hub.follow(id);
        self.news.insert(id, BroadcastStream::new(follow.take_news()));
        self.followed.insert(id, Followed { sent: after, look: None, _follow: follow });
        self.catch_up(id).await?;
        if after > 0 {
            self.tell_deliveries(id).await?;
        }
        self.look();
        let onlookers = self.app.looking.at(id);
        if onlookers.iter().any(|one| *one != self.by.id) {
            self.tell_looking(id, &onlookers).await?;
        }
        let last_seq = self.followed.get(&id).map_or(after, |followed| followed.sent);
        self.send(&ConsoleFrame::Subscribed { conversation: id.0, last_seq }).await
    }

    /// How far the operators' messages have got: who missed something gets all of it again.
    async fn tell_deliveries(&mut self, id: ConversationId) -> Result<(), End> {
        if self.app.directory().channels.is_empty() || !self.followed.contains_key(&id) {
            return Ok(());
        }
        let read = async { self.app.store.read().await?.conn().parts_of(id, None).await };
        let parts = read.await.map_err(|_| End::Close(code::RESTART))?;
        for delivery in outgoing::deliveries(&parts) {
            self.send(&ConsoleFrame::Delivery { conversation: id.0, delivery }).await?;
        }
        Ok(())
    }

    /// This is on the console's screen now, and nothing else.
    fn look_at(&mut self, conversations: Vec<ConversationId>) {
        self.wants_to_look = conversations;
        self.look();
    }

    /// Who may follow a conversation may be seen looking at it.
    fn look(&mut self) {
        for (id, followed) in &mut self.followed {
            if !self.wants_to_look.contains(id) {
                followed.look = None;
            } else if followed.look.is_none() {
                followed.look = Some(self.app.looking.look(&self.app.hub, *id, self.by.id));
            }
        }
    }

    /// One's own look is no news, and hides nobody else's.
    async fn tell_looking(&mut self, id: ConversationId, operators: &[OperatorId]) -> Result<(), End> {
        let directory = self.app.directory();
        let others = operators.iter().filter(|one| **one != self.by.id).map(|one| directory.operator_name(*one));
        let operators = others.collect();
        self.send(&ConsoleFrame::Looking { conversation: id.0, operators }).await
    }

    /// After a gap: what was missed may have been that the conversation went to somebody else.
    async fn find_place(&mut self, id: ConversationId) -> Result<(), End> {
        let allowed = async {
            let mut read = self.app.store.read().await?;
            may_see(&self.app, &mut read.conn(), &self.by, id).await
        };
        match allowed.await {
            Ok(_) => self.catch_up(id).await,
            Err(problem) if problem.code == "unavailable" => Err(End::Close(code::RESTART)),
            Err(problem) => self.refuse(id, problem.code).await,
        }
    }

    /// Sends what the log has after what was sent.
    async fn catch_up(&mut self, id: ConversationId) -> Result<(), End> {
        loop {
            let Some(followed) = self.followed.get_mut(&id) else { return Ok(()) };
            let read = async { self.app.store.read().await?.conn().events_after(id, followed.sent, PAGE).await };
            let events = read.await.map_err(|_| End::Close(code::RESTART))?;
            let Some(last) = events.last() else { return Ok(()) };
            followed.sent = last.event.seq;
            let directory = self.app.directory();
            let full = events.len() == usize::try_from(PAGE).unwrap_or(usize::MAX);
            let events = events.iter().map(|event| shape::event(event, &directory)).collect();
            send(&mut self.socket, &events_frame(id, events)).await?;
            if !full {
                return Ok(());
            }
        }
    }
}
