//! What messengers tell is taken in: each thing once, however often it is told, and what cannot be taken in now is told again by
//! whoever keeps it.

mod beside;
mod echo;
mod people;
mod sifting;
mod talk;

pub use sifting::Sifter;

use super::Action;
use crate::{
    app::App,
    messengers::{Ready, plain},
    problem::Problem,
};
use channels::{Heard, What};
use desk::{ChannelId, ClientId, Conversation, Timestamp, text::Text};
use std::sync::Arc;
use store::ChannelTrouble;

/// What follows from something that was taken in, once it is durable.
#[derive(Debug, Default)]
pub struct Followed {
    /// Media are to be fetched.
    pub media: bool,
    /// Of this client the messenger may know more.
    pub unknown: Option<ClientId>,
    /// The templates are others now.
    pub templates: bool,
    /// Nothing was taken in: it is about a message that may be on its way still, and is to be told again in a while.
    pub waits: bool,
}

/// The page or number something is about: the one whose webhook was called, or another one of the same app.
#[must_use]
pub fn meant(app: &App, called: &Ready, account: Option<&str>) -> Option<ChannelId> {
    let account = account.unwrap_or(&called.channel.account);
    if account == called.channel.account {
        return Some(called.channel.id);
    }
    let directory = app.directory();
    let mut others = directory
        .channels
        .iter()
        .filter(|it| it.removed_at.is_none() && it.kind == called.channel.kind && it.account == account);
    others.find(|it| Ready::of(app, it.id).is_some_and(|it| it.is_of_the_app_of(called))).map(|it| it.id)
}

/// Takes in one thing. What is about a message that does not stand here waits for it if `is_patient`, and comes to nothing if not.
///
/// # Errors
/// When it could not be stored: it is to be told again.
pub async fn take_in(app: &Arc<App>, ready: &Ready, heard: Heard, is_patient: bool) -> Result<Followed, Problem> {
    let mut action = Action::begin(app).await?;
    let (channel, now) = (ready.channel.id, action.now);
    if !action.conn().hear(channel, &heard.key, now).await? {
        return Ok(Followed::default());
    }
    let at = heard.at.unwrap_or(now).min(now);
    let mut hearing = Hearing { action, ready, at, is_patient, followed: Followed::default() };
    let who = heard.who.unwrap_or_default();
    match heard.what {
        What::Said(said) => hearing.said(&who, said).await?,
        What::Echo { said, ours } => hearing.echo(&who, said, ours.as_deref()).await?,
        What::Edited { message, text } => {
            let edited = |it: &mut Conversation, seq| Some(it.client_edited(seq, Text::from_outside(&text)?, at, now));
            hearing.of_message(&message, edited).await?;
        }
        What::Deleted { message } => {
            hearing.of_message(&message, |it, seq| Some(it.client_deleted(seq, now))).await?;
        }
        What::Reacted { message, emoji } => hearing.reacted(&who, &message, emoji).await?,
        What::Receipt(receipt) => hearing.receipt(&who, receipt).await?,
        What::Moved { to, phone } => hearing.moved(&who, &to, phone).await?,
        What::Referred(referral) => hearing.referred(&who, &referral).await?,
        What::Held { by_us, by } => hearing.held(&who, !by_us, by).await?,
        What::Account(failure) => {
            let (why, said) = (plain::why(failure.why), plain::told(&failure));
            let trouble = ChannelTrouble { why, said, at: now, by_look: false };
            hearing.action.conn().channel_in_trouble(channel, Some(&trouble)).await?;
        }
        What::TemplatesChanged => hearing.followed.templates = true,
        What::Nothing => {}
        What::Unknown { kind } => {
            metrics::counter!("hovorna_hooks_not_understood_total").increment(1);
            tracing::info!(%channel, kind, "a messenger told something that is not understood; it is kept for a week");
        }
    }
    let Hearing { action, followed, .. } = hearing;
    if followed.waits {
        // Not even that it was heard is kept.
        return Ok(followed);
    }
    action.commit().await?;
    Ok(followed)
}

/// One thing being taken in.
struct Hearing<'a> {
    action: Action,
    ready: &'a Ready,
    /// When it happened.
    at: Timestamp,
    /// What is about a message that does not stand here may be told again.
    is_patient: bool,
    followed: Followed,
}

impl Hearing<'_> {
    const fn channel(&self) -> ChannelId {
        self.ready.channel.id
    }
}
