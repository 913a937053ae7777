//! A client comes in, looks around, leaves.

use super::{
    Action,
    bans::refuse_if_banned,
    identifying::{self, Believed, COMPANY_IDENTITY},
    line,
    talking::parse_text,
};
use crate::{
    app::{App, now},
    http::form::{self, Filled},
    problem::Problem,
    reception::refuse_unless_taken,
    routing::{Now, asks_for_the_past},
    wire::client::{Enter, NewPageView},
};
use desk::{
    ClientId, Conversation, ConversationId, Entry, EventId, GroupId, NewConversation, OperatorId, Timestamp, WidgetId,
    event::Target,
    routing::{self, Facts, Record},
    text::Text,
};
use jiff::SignedDuration;
use std::sync::Arc;
use store::{Agreed, Client, Identified, Origin, PageView, Shown, StoredEvent};
use uuid::Uuid;

/// How a widget's client is known: by the hash of its token.
pub const WIDGET_IDENTITY: &str = "widget";
/// Page views that go along on entry.
const MOST_PAGE_VIEWS: usize = 50;
const LONGEST_URL: usize = 2_000;
const LONGEST_TITLE: usize = 300;

/// Where a client came to stand.
#[derive(Debug)]
pub struct Entered {
    /// The conversation.
    pub conversation: ConversationId,
    /// Whose it is.
    pub client: ClientId,
    /// False when it had begun already: a repeated request.
    pub new: bool,
    /// All that there is to be seen of it, where that is known.
    pub view: Option<Box<(Shown, Vec<StoredEvent>)>>,
}

/// A client comes in through a widget.
///
/// # Errors
/// `invalid`, `not-found` (no such widget or entry), `nobody-online`, `already-running`, `not-served`, `somebody-else`, `id-in-use`.
pub async fn enter(app: Arc<App>, token_hash: String, enter: Enter, origin: Origin) -> Result<Entered, Problem> {
    let arrival = Arrival::check(&app, token_hash, enter, origin)?;
    // Most of whom nothing is known are new: they are stored without being looked for. The others' token is taken.
    if arrival.signed.is_none() && app.known.client(&arrival.token_hash).is_none() {
        match arrival.of_somebody_new(&app).await {
            Err(problem) if problem.code == Problem::id_in_use().code => {}
            entered => return entered,
        }
    }
    arrival.of_whom_is_looked_for(&app).await
}

/// To whom a client is directed.
struct Routed {
    group: GroupId,
    operator: Option<OperatorId>,
    accept_by: Option<Timestamp>,
    /// Why; none: the widget has no rules.
    record: Option<Record>,
}

/// What a client brings who comes in.
struct Arrival {
    token_hash: String,
    id: ConversationId,
    entry: Entry,
    widget: WidgetId,
    signed: Option<Believed>,
    filled: Filled,
    first: Option<(EventId, Text)>,
    origin: Origin,
    page_views: Vec<NewPageView>,
}

impl Arrival {
    fn check(app: &App, token_hash: String, enter: Enter, mut origin: Origin) -> Result<Self, Problem> {
        let directory = app.directory();
        let widget: WidgetId = enter.widget.parse().map_err(|_| Problem::not_found())?;
        let widget = directory.widget(&widget).ok_or_else(Problem::not_found)?;
        if !widget.details.entries.contains(&enter.entry) {
            return Err(Problem::not_found());
        }
        let signed = match &enter.identity {
            Some(token) => Some(identifying::believe(app, token)?),
            None => None,
        };
        let filled = form::check(&widget.details.form, &enter, signed.as_ref().map(|it| &it.who), widget.consent)?;
        let first = match &enter.message {
            Some(message) => Some((EventId(message.id), parse_text("message", &message.text)?)),
            None => filled.message.clone().map(|text| (EventId(Uuid::now_v7()), text)),
        };
        if let Some(page) = &enter.page {
            origin.page_url = clean_url(&page.url);
            origin.page_title = Some(cut(&page.title, LONGEST_TITLE)).filter(|title| !title.is_empty());
            origin.referrer = page.referrer.as_deref().and_then(clean_url);
        }
        origin.consent = filled.consent.map(|version| Agreed { version, at: now() });
        origin.identified = signed.as_ref().map(|it| Identified {
            subject: it.who.subject.clone(),
            name: it.who.name.clone(),
            phone: it.who.phone.clone(),
            email: it.who.email.clone(),
        });
        Ok(Self {
            token_hash,
            id: ConversationId(enter.id),
            entry: enter.entry,
            widget: widget.id.clone(),
            signed,
            filled,
            first,
            origin,
            page_views: enter.page_views,
        })
    }

    /// All of it in one call, and nothing of it read again.
    async fn of_somebody_new(&self, app: &Arc<App>) -> Result<Entered, Problem> {
        let mut action = Action::begin(app).await?;
        let mut client = nobody_yet(action.now);
        self.filled.tells_who(&mut client);
        let device = device(&self.origin);
        let (token, seen) = (&self.token_hash, (device.as_deref(), Some(&self.widget)));
        action.conn().insert_newcomer(&client, WIDGET_IDENTITY, token, seen).await?;
        let conversation = self.begin(&mut action, client.id, None).await?;
        let shown = Shown {
            conversation: conversation.clone(),
            person: client.id,
            client: (client.name, client.phone, client.email),
            photo: None,
            origin: self.origin.clone(),
            tags: Vec::new(),
            parameters: self.filled.parameters.clone(),
            continues: None,
        };
        let events = action.is_shown_as(&shown);
        self.keep_page_views(&mut action, client.id).await?;
        action.commit().await?;
        metrics::counter!("hovorna_conversations_started_total").increment(1);
        let view = Some(Box::new((shown, events)));
        Ok(Entered { conversation: conversation.id, client: client.id, new: true, view })
    }

    async fn of_whom_is_looked_for(&self, app: &Arc<App>) -> Result<Entered, Problem> {
        let mut action = Action::begin(app).await?;
        let (mut client, is_new) = match &self.signed {
            Some(signed) => identifying::signed_client(&mut action, &self.token_hash, signed).await?,
            None => known_client(&mut action, &self.token_hash).await?,
        };
        // The client's row is held: two tabs that enter at once take turns. One who is new has nothing to be found.
        let mut continues = None;
        if !is_new {
            if let Some(before) = action.conn().conversation_for_change(self.id).await? {
                return if before.client == client.id {
                    Ok(Entered { conversation: self.id, client: client.id, new: false, view: None })
                } else {
                    Err(Problem::id_in_use())
                };
            }
            continues = last_one(&mut action, client.id, &self.widget).await?;
            refuse_if_banned(&mut action, client.id, self.origin.language.as_deref()).await?;
        }
        if self.filled.tells_who(&mut client) {
            action.conn().save_client(&client).await?;
        }
        self.begin(&mut action, client.id, continues).await?;
        let (now, device, widget) = (action.now, device(&self.origin), Some(&self.widget));
        action.conn().identity_seen(WIDGET_IDENTITY, &self.token_hash, device.as_deref(), widget, now).await?;
        if let Some(signed) = &self.signed {
            let subject = &signed.who.subject;
            action.conn().identity_seen(COMPANY_IDENTITY, subject, None, widget, now).await?;
        }
        self.keep_page_views(&mut action, client.id).await?;
        action.commit().await?;
        metrics::counter!("hovorna_conversations_started_total").increment(1);
        Ok(Entered { conversation: self.id, client: client.id, new: true, view: None })
    }

    /// The client stands in the queue.
    async fn begin(
        &self,
        action: &mut Action,
        client: ClientId,
        continues: Option<ConversationId>,
    ) -> Result<Conversation, Problem> {
        let routed = self.route(action, client).await?;
        let new = NewConversation {
            id: self.id,
            client,
            entry: self.entry,
            widget: Some(self.widget.clone()),
            channel: None,
            group: routed.group,
            operator: routed.operator,
            accept_by: routed.accept_by,
            answers: self.filled.answers.clone(),
            continues,
        };
        let (mut conversation, started) = Conversation::start(new, action.now);
        let mut events = vec![started];
        events.extend(action.offer(&mut conversation));
        if let Some((message, text)) = &self.first {
            events.push(conversation.client_said(*message, text.clone(), action.now)?);
        }
        let (due_at, parameters) = (conversation.next_deadline(&action.graces()), &self.filled.parameters);
        action.conn().insert_conversation(&conversation, &self.origin, parameters, continues, due_at).await?;
        action.append(&conversation, events).await?;
        if let Some(record) = &routed.record {
            let now = action.now;
            action.conn().record_routing(self.id, now, record).await?;
        }
        Ok(conversation)
    }

    /// To whom the client is directed, if anybody takes it.
    async fn route(&self, action: &mut Action, client: ClientId) -> Result<Routed, Problem> {
        let app = Arc::clone(&action.app);
        let directory = app.directory();
        let widget = directory.widget(&self.widget).ok_or_else(Problem::not_found)?;
        let rules = &widget.details.routing;
        if rules.is_empty() {
            self.ask_at_the_door(action, widget.group).await?;
            let accept_by = directory.accept_by(widget.group, action.now);
            return Ok(Routed { group: widget.group, operator: None, accept_by, record: None });
        }
        let last_operator = if asks_for_the_past(rules) { action.conn().last_operator(client).await? } else { None };
        let facts = Facts {
            language: self.origin.language.clone(),
            entry: self.entry,
            parameters: self.filled.parameters.clone(),
            page: self.origin.page_url.clone(),
            last_operator,
        }
        .as_far_as_asked(rules);
        let decision = routing::decide(rules, widget.group, &facts, &Now::of(&app, self.entry));
        let (group, operator, accept_by) = match decision.target {
            Target::Group(group) => {
                self.ask_at_the_door(action, group).await?;
                (group, None, directory.accept_by(group, action.now))
            }
            Target::Operator(operator) => {
                let seconds = directory.group(widget.group).map_or(0, |group| group.accept_seconds);
                let by = action.now + SignedDuration::from_secs(i64::from(seconds));
                (widget.group, Some(operator), Some(by))
            }
        };
        let record = Some(Record { rules: rules.clone(), fallback: widget.group, facts, decision });
        Ok(Routed { group, operator, accept_by, record })
    }

    /// Clients of the group are taken, also when as many wait as may and several come at once.
    async fn ask_at_the_door(&self, action: &mut Action, group: GroupId) -> Result<(), Problem> {
        let limited = action.app.directory().group(group).is_some_and(|group| group.queue_limit.is_some());
        let waiting = if limited { action.conn().waiting_for_held(group).await? } else { 0 };
        let waiting = usize::try_from(waiting).unwrap_or(usize::MAX);
        refuse_unless_taken(&action.app.reception_where(group, self.entry, waiting))
    }

    async fn keep_page_views(&self, action: &mut Action, client: ClientId) -> Result<(), Problem> {
        for view in self.page_views.iter().take(MOST_PAGE_VIEWS) {
            if let Some(view) = clean_view(view, action.now) {
                action.conn().keep_page_view(client, &view).await?;
            }
        }
        Ok(())
    }
}

/// The client leaves the queue or ends the talk.
///
/// # Errors
/// `not-found`.
pub async fn leave(app: Arc<App>, client: ClientId, id: ConversationId) -> Result<(), Problem> {
    let mut action = Action::begin(&app).await?;
    let mut conversation = action.conversation(id).await?;
    if conversation.client != client {
        return Err(Problem::not_found());
    }
    if let Some(event) = conversation.client_ends(action.now) {
        action.record(&conversation, [event]).await?;
        action.commit().await?;
    }
    Ok(())
}

/// The client opened a page while its conversation runs.
///
/// # Errors
/// `not-found`, `ended`, `invalid`.
pub async fn page_viewed(
    app: Arc<App>,
    client: ClientId,
    id: ConversationId,
    view: NewPageView,
) -> Result<(), Problem> {
    let mut action = Action::begin(&app).await?;
    let mut conversation = action.conversation(id).await?;
    if conversation.client != client {
        return Err(Problem::not_found());
    }
    let view = clean_view(&view, action.now).ok_or_else(|| Problem::invalid(&[("url", "malformed")]))?;
    // The event carries the moment the desk heard of it; so does the list, or a screen would differ after a reload.
    let view = PageView { at: action.now, ..view };
    if !action.conn().add_page_view(client, &view).await? {
        return Ok(());
    }
    let event = conversation.page_viewed(EventId(view.id), view.url, view.title, action.now)?;
    line::heard_of(&app, &mut conversation, action.now);
    action.record(&conversation, [event]).await?;
    action.commit().await?;
    Ok(())
}

/// The client of this token, held until the end of the change, and whether it was made just now.
pub(super) async fn known_client(action: &mut Action, token_hash: &str) -> Result<(Client, bool), Problem> {
    match action.conn().client_by_identity(WIDGET_IDENTITY, token_hash).await? {
        Some(id) => {
            let client = action.conn().client_for_change(id).await?.ok_or_else(Problem::unavailable)?;
            Ok((client, false))
        }
        None => Ok((new_client(action, WIDGET_IDENTITY, token_hash).await?, true)),
    }
}

/// A client the company has not heard of, known in one way.
pub(super) async fn new_client(action: &mut Action, kind: &str, value: &str) -> Result<Client, Problem> {
    let client = nobody_yet(action.now);
    action.conn().insert_client(&client).await?;
    known_also(action, kind, value, client.id).await?;
    Ok(client)
}

/// A client of whom nothing is known.
fn nobody_yet(now: Timestamp) -> Client {
    Client { id: ClientId(Uuid::now_v7()), name: None, phone: None, email: None, first_seen_at: now }
}

/// The client is known in one more way, which was looked for and not found in this very change.
pub(super) async fn known_also(action: &mut Action, kind: &str, value: &str, id: ClientId) -> Result<(), Problem> {
    let now = action.now;
    // If not: another request of this very client was faster; this one is repeated by the widget.
    let added = action.conn().add_new_identity(kind, value, id, now).await?;
    if added { Ok(()) } else { Err(Problem::unavailable()) }
}

/// The ended conversation that a new one continues.
async fn last_one(action: &mut Action, client: ClientId, widget: &WidgetId) -> Result<Option<ConversationId>, Problem> {
    let Some(last) = action.conn().last_conversation(client, widget).await? else { return Ok(None) };
    let last = action.conversation(last).await?;
    if last.is_ended() {
        Ok(Some(last.id))
    } else {
        let problem = Problem::conflict("already-running", "This client has a running conversation");
        Err(problem.with("conversation", last.id.0))
    }
}

/// The browser as people call it: "Firefox 142 · Windows 11".
pub(super) fn device(origin: &Origin) -> Option<String> {
    let parts: Vec<&str> = [&origin.browser, &origin.os].into_iter().flatten().map(String::as_str).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

fn clean_view(view: &NewPageView, now: Timestamp) -> Option<PageView> {
    // A browser's clock may be off: no page was opened in the future, and older than a day is no browsing of now.
    let at = view.at.0.clamp(now - SignedDuration::from_hours(24), now);
    let at = Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(now);
    Some(PageView { id: view.id, url: clean_url(&view.url)?, title: cut(&view.title, LONGEST_TITLE), at })
}

/// An address that can be shown and followed: http or https, without user and password, not endless.
pub(super) fn clean_url(url: &str) -> Option<String> {
    let mut url = url::Url::parse(&cut(url, LONGEST_URL)).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    Some(url.into())
}

fn cut(text: &str, longest: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(longest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_that_are_safe_to_follow_are_kept() {
        assert_eq!(clean_url("javascript:alert(1)"), None);
        assert_eq!(clean_url("https://me:secret@example.com/a"), Some("https://example.com/a".into()));
        assert_eq!(clean_url("not an address"), None);
    }

    proptest::proptest! {
        #[test]
        fn whatever_an_address_is_its_kept_form_is_safe_to_follow(url in "(https?|javascript|data|file|HTTP)?:?/{0,3}\\PC{0,80}") {
            if let Some(kept) = clean_url(&url) {
                let parsed = url::Url::parse(&kept).unwrap();
                proptest::prop_assert!(matches!(parsed.scheme(), "http" | "https"));
                proptest::prop_assert!(parsed.username().is_empty() && parsed.password().is_none());
                proptest::prop_assert!(!kept.chars().any(char::is_control));
            }
        }
    }
}
