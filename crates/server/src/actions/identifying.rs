//! Who is signed in on the company's site becomes one client, whatever browser it is; and what the company signs with.

use super::{
    Action,
    audit::{Deed, Doer, Entry},
    entering::{WIDGET_IDENTITY, known_also, new_client},
};
use crate::{
    app::App,
    identify::{self, Refusal, Signed},
    problem::Problem,
    wire::{administration::NewIdentifySecret, audit::Act, client::KnownClient},
};
use desk::{ClientId, WidgetId};
use jiff::SignedDuration;
use std::sync::Arc;
use store::{Client, Conn, IdentifySecret};
use uuid::Uuid;

/// How a client who is signed in on the company's site is known: by what the company calls him or her.
pub const COMPANY_IDENTITY: &str = "company";
/// One in use and one that takes over from it.
const MOST_SECRETS: usize = 2;
/// When a secret was used last is noted this coarsely.
const USE_NOTED: SignedDuration = SignedDuration::from_mins(1);

/// A token that is believed.
#[derive(Clone, Debug)]
pub struct Believed {
    /// Who is signed in.
    pub who: Signed,
    /// Which secret signed it.
    secret: Uuid,
}

/// Believes a token, or says in the field `identity` why not.
///
/// # Errors
/// `invalid`.
pub fn believe(app: &App, token: &str) -> Result<Believed, Problem> {
    let directory = app.directory();
    let opened = directory.identify_secrets.iter().filter_map(|secret| {
        let opened = app.seal.open(&purpose(secret.id), &secret.sealed);
        if opened.is_none() {
            tracing::error!(secret = %secret.id, "this secret for identities was sealed with another key; make a new one");
        }
        Some((secret.id, opened?))
    });
    let (ids, secrets): (Vec<Uuid>, Vec<String>) = opened.unzip();
    let believed = identify::verify(token, &secrets, crate::app::now());
    let (who, by) = believed.map_err(|why: Refusal| Problem::invalid(&[("identity", why.code())]))?;
    Ok(Believed { who, secret: ids[by] })
}

/// The page says who is signed in. The browser of a client who came in before is the client's from now on.
///
/// # Errors
/// `invalid`, `somebody-else` (this browser is another client's: it needs a new token), `unavailable`.
pub async fn identify(
    app: Arc<App>,
    token_hash: String,
    widget: WidgetId,
    identity: String,
) -> Result<KnownClient, Problem> {
    let signed = believe(&app, &identity)?;
    let mut action = Action::begin(&app).await?;
    let by_subject = action.conn().client_by_identity(COMPANY_IDENTITY, &signed.who.subject).await?;
    let by_token = action.conn().client_by_identity(WIDGET_IDENTITY, &token_hash).await?;
    let of_browser = match by_token {
        Some(client) => running(&mut action.conn(), client, &widget).await?,
        None => None,
    };
    // A nobody who talks just now goes on as that; who it is, the next conversation says.
    let talks = of_browser.is_some() && by_token != by_subject && !is_somebody(&mut action, by_token).await?;
    let conversation = if talks {
        of_browser
    } else if by_subject.is_some() {
        let (client, _) = signed_client(&mut action, &token_hash, &signed).await?;
        let conversation = running(&mut action.conn(), client.id, &widget).await?;
        action.commit().await?;
        app.known.remember_client(&token_hash, client.id);
        conversation
    } else if is_somebody(&mut action, by_token).await? {
        return Err(somebody_else());
    } else {
        // Nobody has come in as this person yet: nothing to remember before somebody does.
        None
    };
    let Signed { name, phone, email, expires_at, .. } = signed.who;
    Ok(KnownClient { name, phone, email, conversation, expires_at: expires_at.into() })
}

/// The client whom the company's server signed, held until the end of the change, and whether it was made just now.
pub(super) async fn signed_client(
    action: &mut Action,
    token_hash: &str,
    signed: &Believed,
) -> Result<(Client, bool), Problem> {
    let subject = signed.who.subject.as_str();
    let by_subject = action.conn().client_by_identity(COMPANY_IDENTITY, subject).await?;
    let by_token = action.conn().client_by_identity(WIDGET_IDENTITY, token_hash).await?;
    let now = action.now;
    action.conn().identify_secret_used(signed.secret, now, now - USE_NOTED).await?;
    let id = match (by_subject, by_token) {
        (Some(one), Some(other)) if one == other => one,
        // Its conversations are another client's, and stay so.
        (Some(_), Some(_)) => return Err(somebody_else()),
        (Some(id), None) => {
            known_also(action, WIDGET_IDENTITY, token_hash, id).await?;
            id
        }
        (None, Some(_)) if is_somebody(action, by_token).await? => return Err(somebody_else()),
        (None, Some(id)) => {
            known_also(action, COMPANY_IDENTITY, subject, id).await?;
            id
        }
        (None, None) => {
            let client = new_client(action, WIDGET_IDENTITY, token_hash).await?;
            known_also(action, COMPANY_IDENTITY, subject, client.id).await?;
            return Ok((client, true));
        }
    };
    let client = action.conn().client_for_change(id).await?.ok_or_else(Problem::unavailable)?;
    Ok((client, false))
}

/// Whether the company knows this client by a name of its own.
async fn is_somebody(action: &mut Action, client: Option<ClientId>) -> Result<bool, Problem> {
    match client {
        Some(client) => Ok(action.conn().identity_of(client, COMPANY_IDENTITY).await?.is_some()),
        None => Ok(false),
    }
}

async fn running(conn: &mut Conn<'_>, client: ClientId, widget: &WidgetId) -> Result<Option<Uuid>, Problem> {
    let Some(last) = conn.last_conversation(client, widget).await? else { return Ok(None) };
    // Only looked at: who comes in holds the client first, and then the conversation.
    let shown = conn.shown(last).await?;
    Ok(shown.filter(|it| !it.conversation.is_ended()).map(|_| last.0))
}

fn somebody_else() -> Problem {
    Problem::conflict("somebody-else", "This browser's token belongs to another client: make a new one")
}

/// Makes a secret. It is told this once.
///
/// # Errors
/// `enough-secrets`, `unavailable`.
pub async fn add_secret(app: Arc<App>, by: Doer) -> Result<NewIdentifySecret, Problem> {
    let mut action = Deed::begin(&app, by).await?;
    // First, as it makes others who add one at the same time wait.
    action.directory_changes().await?;
    if action.conn().identify_secrets().await?.len() >= MOST_SECRETS {
        return Err(Problem::conflict("enough-secrets", "There are two secrets already; remove one first"));
    }
    let (id, secret, created_at) = (Uuid::now_v7(), identify::new_secret(), action.now);
    let sealed = app.seal.seal(&purpose(id), &secret).ok_or_else(Problem::unavailable)?;
    action.conn().add_identify_secret(&IdentifySecret { id, sealed, created_at, used_at: None }).await?;
    action.commit(Entry::of(Act::IdentifySecretAdded).on(id, "")).await?;
    Ok(NewIdentifySecret { id, secret, created_at: created_at.into() })
}

/// Removes a secret: what it signed is believed no longer.
///
/// # Errors
/// `not-found`.
pub async fn remove_secret(app: Arc<App>, by: Doer, id: Uuid) -> Result<(), Problem> {
    let mut action = Deed::begin(&app, by).await?;
    action.directory_changes().await?;
    if !action.conn().remove_identify_secret(id).await? {
        return Err(Problem::not_found());
    }
    action.commit(Entry::of(Act::IdentifySecretRemoved).on(id, "")).await
}

/// What a secret is sealed for: one put in another's place does not open.
#[must_use]
pub fn purpose(id: Uuid) -> String {
    format!("identify-secret {id}")
}
