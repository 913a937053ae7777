//! Clients leave requests while nobody can talk; operators see to them.

use super::{
    Action,
    bans::refuse_if_banned,
    entering::{WIDGET_IDENTITY, clean_url, device, known_client},
    identifying,
    mail::{self, Written},
    talking::parse_text,
};
use crate::{
    app::App,
    directory::Directory,
    http::{ask, form},
    hub::{WorkspaceNews, text},
    mail::{body::Body, letter::is_address, words::Words},
    problem::Problem,
    shape,
    wire::{
        client::Enter,
        live::ConsoleFrame,
        offline::{AnswerRequest, LeaveRequest, OfflineRequest as WireRequest},
    },
};
use desk::{
    ClientId, ConversationId, OfflineRequest, OfflineRequestId, Timestamp, WidgetId,
    mail::one_line,
    offline::{Filled, Means, NotDone, Stage, Why},
};
use std::{collections::BTreeMap, sync::Arc};
use store::Origin;

/// The longest word about when a call suits, in characters.
const LONGEST_TIME: usize = 200;

/// The longest fact of a mail, in characters: a page's address is the longest.
const LONGEST_FACT: usize = 2_000;

/// A request that is kept.
#[derive(Clone, Copy, Debug)]
pub struct Left {
    /// Which.
    pub id: OfflineRequestId,
    /// Whose.
    pub client: ClientId,
    /// When it was left.
    pub at: Timestamp,
    /// False when it was kept already: a repeated request.
    pub new: bool,
}

/// A client leaves a request. It is kept first; the mail that tells of it goes out afterwards.
///
/// # Errors
/// `invalid`, `not-found` (no such widget, entry or form), `accepted` (somebody has just joined), `id-in-use`,
/// `somebody-else`.
pub async fn leave(app: Arc<App>, token_hash: String, left: LeaveRequest, origin: Origin) -> Result<Left, Problem> {
    let directory = app.directory();
    let widget: WidgetId = left.widget.parse().map_err(|_| Problem::not_found())?;
    let widget = directory.widget(&widget).ok_or_else(Problem::not_found)?;
    let offline = &widget.details.offline;
    if !offline.on || !widget.details.entries.contains(&left.entry) {
        return Err(Problem::not_found());
    }
    let signed = left.identity.as_deref().map(|token| identifying::believe(&app, token)).transpose()?;
    let time = left.time.map(|time| one_line(&time, LONGEST_TIME)).filter(|time| offline.time && !time.is_empty());
    let enter = Enter {
        id: left.id,
        widget: left.widget,
        entry: left.entry,
        form: left.form,
        message: None,
        page: None,
        page_views: Vec::new(),
        language: None,
        parameters: BTreeMap::new(),
        identity: None,
    };
    let checked = form::check(&offline.fields, &enter, signed.as_ref().map(|it| &it.who), widget.consent)?;
    let filled = Filled {
        when: time,
        language: origin.language.clone(),
        page: left.page.as_ref().and_then(|page| clean_url(&page.url)),
        ..checked.left()
    };

    let mut action = Action::begin(&app).await?;
    let (mut client, is_new) = match &signed {
        Some(signed) => identifying::signed_client(&mut action, &token_hash, signed).await?,
        None => known_client(&mut action, &token_hash).await?,
    };
    let id = OfflineRequestId(left.id);
    if let Some(before) = action.conn().offline_request(id).await? {
        return if before.client == client.id {
            Ok(Left { id, client: client.id, at: before.created_at, new: false })
        } else {
            Err(Problem::id_in_use())
        };
    }
    if !is_new {
        refuse_if_banned(&mut action, client.id, origin.language.as_deref()).await?;
    }
    if checked.tells_who(&mut client) {
        action.conn().save_client(&client).await?;
    }
    let now = action.now;
    if !is_new {
        let device = device(&origin);
        action.conn().identity_seen(WIDGET_IDENTITY, &token_hash, device.as_deref(), Some(&widget.id), now).await?;
    }
    let waited_in = left.conversation.map(ConversationId);
    if let Some(waiting) = waited_in {
        leaves_the_queue(&mut action, client.id, waiting).await?;
    }
    let request = OfflineRequest {
        id,
        client: client.id,
        entry: left.entry,
        widget: widget.id.clone(),
        group: widget.group,
        filled,
        why: if waited_in.is_some() { Why::Waited } else { Why::Offline },
        waited_in,
        created_at: now,
        stage: Stage::Open,
        operator: None,
        version: 1,
        history: Vec::new(),
    };
    action.conn().insert_offline_request(&request).await?;
    if let Some(to) = &offline.email {
        let language = action.conn().mail_server().await?.map_or_else(|| "en".to_owned(), |server| server.language);
        mail::write(&mut action, told_of(&app, &directory, &request, to, &language)).await?;
    }
    tell(&mut action, &request, &directory).await?;
    action.commit().await?;
    metrics::counter!("hovorna_offline_requests_total").increment(1);
    Ok(Left { id, client: client.id, at: now, new: true })
}

/// Who leaves a request waits no longer. Whom somebody has accepted meanwhile talks.
async fn leaves_the_queue(action: &mut Action, client: ClientId, id: ConversationId) -> Result<(), Problem> {
    let mut conversation = action.conversation(id).await?;
    if conversation.client != client {
        return Err(Problem::not_found());
    }
    if conversation.operator().is_some() && !conversation.is_ended() {
        return Err(Problem::conflict("accepted", "An operator has just joined: the talk goes on"));
    }
    if let Some(event) = conversation.client_ends(action.now) {
        action.record(&conversation, [event]).await?;
    }
    Ok(())
}

/// The mail that tells the company of a request.
fn told_of(app: &App, directory: &Directory, request: &OfflineRequest, to: &str, language: &str) -> Written {
    let words = Words::of(language);
    let filled = &request.filled;
    let somebody = words.say("mail_somebody", &[]);
    let who = filled.name.as_deref().or(filled.email.as_deref()).or(filled.phone.as_deref()).unwrap_or(&somebody);
    let widget = directory.widgets.iter().find(|w| w.id == request.widget).map_or("", |w| w.name.as_str());
    let fact = |key, value: &Option<String>| {
        value.as_deref().map(|value| (words.say(key, &[]), one_line(value, LONGEST_FACT)))
    };
    let facts = [
        fact("mail_fact_name", &filled.name),
        fact("mail_fact_email", &filled.email),
        fact("mail_fact_phone", &filled.phone),
        fact("mail_fact_time", &filled.when),
        fact("mail_fact_topic", &filled.topic),
        fact("mail_fact_page", &filled.page),
    ];
    let why = match request.why {
        Why::Offline => words.say("mail_offline_text", &[("widget", widget)]),
        Why::Waited => words.say("mail_waited_text", &[("widget", widget)]),
    };
    let mut body = Body::default().paragraph(why).facts(facts.into_iter().flatten().collect());
    if let Some(message) = &filled.message {
        body = body.quoted(message);
    }
    if let Some(address) = console(app, request.id) {
        body = body.link(words.say("mail_open_request", &[]), address);
    }
    let company = directory.company.name.as_str();
    Written {
        kind: "offline-request",
        about: Some(request.id.0),
        to: to.to_owned(),
        to_name: None,
        reply_to: filled.email.clone().filter(|email| is_address(email)),
        subject: words.say("mail_offline_subject", &[("who", who)]),
        body: body.footer(words.say("mail_footer", &[("company", company)])),
    }
}

/// Where a request is seen to, if the console's address is known.
fn console(app: &App, id: OfflineRequestId) -> Option<String> {
    let url = app.config.public_url.as_ref()?;
    Some(format!("{}/requests?request={id}", url.as_str().trim_end_matches('/')))
}

/// What an operator does with a request.
#[derive(Clone, Copy, Debug)]
pub enum Doing {
    /// Sees to it.
    Take,
    /// Leaves it to others.
    Release,
    /// Has done with it.
    Close,
    /// Takes it up once more.
    Reopen,
}

/// An operator does something with a request.
///
/// # Errors
/// `not-found`, `taken`, `closed`.
pub async fn change(
    app: Arc<App>,
    by: ask::Operator,
    id: OfflineRequestId,
    doing: Doing,
) -> Result<WireRequest, Problem> {
    let directory = app.directory();
    let mut action = Action::begin(&app).await?;
    let mut request = seen_for_change(&mut action, &by, id).await?;
    let (now, over) = (action.now, by.sees_all());
    let done = match doing {
        Doing::Take => request.take(by.id, over, now),
        Doing::Release => request.release(by.id, over, now),
        Doing::Close => request.close(by.id, over, now),
        Doing::Reopen => Ok(request.reopen(by.id, now)),
    };
    if done.map_err(|why| refused(why, &directory))? {
        action.conn().save_offline_request(&request).await?;
        tell(&mut action, &request, &directory).await?;
        action.commit().await?;
    }
    Ok(shape::offline_request(&request, &directory))
}

/// An operator has answered a client, or does so now by mail.
///
/// # Errors
/// `not-found`, `taken`, `closed`, `no-mail` (no mail server is set, or the client left no address), `invalid`.
pub async fn answer(
    app: Arc<App>,
    by: ask::Operator,
    id: OfflineRequestId,
    answer: AnswerRequest,
) -> Result<WireRequest, Problem> {
    let directory = app.directory();
    let text = answer.text.as_deref().map(|text| parse_text("text", text)).transpose()?;
    let text = text.as_ref().map(|text| text.as_str().to_owned());
    let mut action = Action::begin(&app).await?;
    let mut request = seen_for_change(&mut action, &by, id).await?;
    if action.conn().mail(answer.id).await?.is_some_and(|mail| mail.about == Some(id.0)) {
        return Ok(shape::offline_request(&request, &directory));
    }
    if let Some(text) = &text {
        let written = answer_of(&directory, &request, &by, answer.means, text)?;
        mail::write_as(&mut action, answer.id, written).await?;
    }
    let now = action.now;
    request.answer(by.id, answer.means, text, now).map_err(|why| refused(why, &directory))?;
    action.conn().save_offline_request(&request).await?;
    tell(&mut action, &request, &directory).await?;
    action.commit().await?;
    Ok(shape::offline_request(&request, &directory))
}

/// The mail that answers a client, in the language the client spoke.
fn answer_of(
    directory: &Directory,
    request: &OfflineRequest,
    by: &ask::Operator,
    means: Means,
    text: &str,
) -> Result<Written, Problem> {
    let filled = &request.filled;
    let to = filled.email.clone().filter(|email| directory.sends_mail && means == Means::Email && is_address(email));
    let to = to.ok_or_else(|| Problem::conflict("no-mail", "There is no mail server, or no address to write to"))?;
    let words = Words::of(filled.language.as_deref().unwrap_or_default());
    let company = directory.company.name.as_str();
    let signature = format!("{}\n{company}", directory.public_operator(by.id).name);
    let mut body = Body::default().paragraph(text).paragraph(signature);
    if let Some(message) = &filled.message {
        body = body.paragraph(words.say("mail_you_wrote", &[])).quoted(message);
    }
    let widget = directory.widgets.iter().find(|w| w.id == request.widget);
    Ok(Written {
        kind: "answer",
        about: Some(request.id.0),
        to,
        to_name: filled.name.clone(),
        reply_to: widget.and_then(|w| w.details.offline.email.clone()),
        subject: words.say("mail_answer_subject", &[("company", company)]),
        body,
    })
}

async fn seen_for_change(
    action: &mut Action,
    by: &ask::Operator,
    id: OfflineRequestId,
) -> Result<OfflineRequest, Problem> {
    let request = action.conn().offline_request_for_change(id).await?.ok_or_else(Problem::not_found)?;
    if sees(&action.app.directory(), by, &request) { Ok(request) } else { Err(Problem::not_found()) }
}

/// Whether an operator sees a request: it is his or her group's, or all are.
#[must_use]
pub fn sees(directory: &Directory, by: &ask::Operator, request: &OfflineRequest) -> bool {
    by.sees_all() || directory.groups_of(by.id).contains(&request.group)
}

async fn tell(action: &mut Action, request: &OfflineRequest, directory: &Directory) -> Result<(), Problem> {
    let open = action.conn().open_in_group(request.group).await?;
    let frame = ConsoleFrame::OfflineRequest { request: shape::offline_request(request, directory), open };
    action.tell(WorkspaceNews::Offline(request.group, text(&frame)));
    Ok(())
}

fn refused(why: NotDone, directory: &Directory) -> Problem {
    match why {
        NotDone::Taken(by) => Problem::conflict("taken", "A colleague has taken this request")
            .with("operator", directory.operator_name(by)),
        NotDone::Closed => Problem::conflict("closed", "This request is closed"),
    }
}
