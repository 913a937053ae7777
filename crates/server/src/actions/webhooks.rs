//! Administrators say which other systems hear what happens.

use super::{
    Action,
    audit::{Deed, Doer, Entry},
    fields::{done, named},
};
use crate::{
    app::App,
    problem::Problem,
    webhooks::{news, post::Parcel, purpose, signature::new_secret},
    wire::{
        audit::Act,
        webhook::{WebhookDetails, WebhookSecret},
    },
    workers::webhooks::secrets,
};
use desk::webhook::{Topic, Trouble};
use jiff::SignedDuration;
use std::{collections::BTreeSet, sync::Arc};
use store::{Answer, PausedWhy, Webhook};
use url::Url;
use uuid::Uuid;

/// There are no more than this.
const MOST: usize = 20;
const LONGEST_URL: usize = 2_000;
/// For so long the secret before signs, too: the other side needs time to learn the new one.
const OLD_SECRET: SignedDuration = SignedDuration::from_hours(24);

/// Another system hears what happens from now on. Its secret is told this once.
///
/// # Errors
/// `invalid`, `enough-webhooks`, `unavailable`.
pub async fn add(app: Arc<App>, by: Doer, details: WebhookDetails) -> Result<WebhookSecret, Problem> {
    let (name, topics) = checked(&details)?;
    let mut action = Deed::begin(&app, by).await?;
    // First, as it makes others who add one at the same time wait.
    action.directory_changes().await?;
    if action.conn().webhooks().await?.len() >= MOST {
        return Err(Problem::conflict("enough-webhooks", "There are twenty webhooks already; remove one first"));
    }
    let (id, secret, now) = (Uuid::now_v7(), new_secret(), action.now);
    let sealed = app.seal.seal(&purpose(id), &secret).ok_or_else(Problem::unavailable)?;
    let paused = details.paused.then_some((now, PausedWhy::ByHand));
    let webhook = Webhook { id, name, url: details.url, topics, sealed, before: None, created_at: now, paused };
    action.conn().save_webhook(&webhook).await?;
    let entry = Entry::of(Act::WebhookAdded).on(id, &webhook.name);
    action.commit(entry.changed(&app.directory(), &None::<()>, &told(&webhook))).await?;
    Ok(WebhookSecret { id, secret })
}

/// Changes what another system hears, or where. What failed is tried at once.
///
/// # Errors
/// `not-found`, `invalid`, `unavailable`.
pub async fn change(app: Arc<App>, by: Doer, id: Uuid, details: WebhookDetails) -> Result<(), Problem> {
    let (name, topics) = checked(&details)?;
    let mut action = Deed::begin(&app, by).await?;
    action.directory_changes().await?;
    let mut webhook = found(&mut action, id).await?;
    let before = told(&webhook);
    webhook.paused = match (details.paused, webhook.paused) {
        (false, _) => None,
        (true, Some(paused)) => Some(paused),
        (true, None) => Some((action.now, PausedWhy::ByHand)),
    };
    let moved = webhook.url != details.url;
    (webhook.name, webhook.url, webhook.topics) = (name, details.url, topics);
    action.conn().save_webhook(&webhook).await?;
    let entry = Entry::of(Act::WebhookChanged).on(id, &webhook.name);
    let entry = entry.changed(&app.directory(), &before, &told(&webhook));
    action.commit(if moved { entry.secretly("url") } else { entry }).await?;
    app.webhooks.anew.notify_one();
    Ok(())
}

/// Makes a new secret. The one before signs, too, for a day.
///
/// # Errors
/// `not-found`, `unavailable`.
pub async fn renew_secret(app: Arc<App>, by: Doer, id: Uuid) -> Result<WebhookSecret, Problem> {
    let mut action = Deed::begin(&app, by).await?;
    action.directory_changes().await?;
    let mut webhook = found(&mut action, id).await?;
    let secret = new_secret();
    let sealed = app.seal.seal(&purpose(id), &secret).ok_or_else(Problem::unavailable)?;
    let before = std::mem::replace(&mut webhook.sealed, sealed);
    webhook.before = app.seal.open(&purpose(id), &before).map(|_| (before, action.now + OLD_SECRET));
    action.conn().save_webhook(&webhook).await?;
    action.commit(Entry::of(Act::WebhookSecretRenewed).on(id, &webhook.name)).await?;
    app.webhooks.anew.notify_one();
    Ok(WebhookSecret { id, secret })
}

/// Another system hears nothing any more; what was on its way is forgotten.
///
/// # Errors
/// `not-found`, `unavailable`.
pub async fn remove(app: Arc<App>, by: Doer, id: Uuid) -> Result<(), Problem> {
    let mut action = Deed::begin(&app, by).await?;
    action.directory_changes().await?;
    let name = found(&mut action, id).await?.name;
    action.conn().remove_webhook(id).await?;
    action.commit(Entry::of(Act::WebhookRemoved).on(id, &name)).await
}

/// Sends a word and tells what the other side answers.
///
/// # Errors
/// `not-found`, `unavailable`.
pub async fn test(app: &Arc<App>, by: Doer, id: Uuid) -> Result<Answer, Problem> {
    let directory = app.directory();
    let webhook = directory.webhooks.iter().find(|it| it.id == id).ok_or_else(Problem::not_found)?;
    Deed::begin(app, by).await?.commit(Entry::of(Act::WebhookTested).on(id, &webhook.name)).await?;
    let Some(secrets) = secrets(app, webhook) else {
        return Ok(Answer { trouble: Some(Trouble::Unreadable), ..Answer::default() });
    };
    let parcel = Parcel { url: &webhook.url, id: Uuid::now_v7(), body: &news::test(), secrets: &secrets };
    Ok(app.postman.send(parcel).await.0)
}

/// Has news sent at once, also a second time.
///
/// # Errors
/// `not-found` (also while it is being sent), `unavailable`.
pub async fn send_again(app: Arc<App>, by: Doer, webhook: Uuid, id: Uuid) -> Result<(), Problem> {
    let mut action = Deed::begin(&app, by).await?;
    let now = action.now;
    let name = found(&mut action, webhook).await?.name;
    if !action.conn().send_again(webhook, id, now).await? {
        return Err(Problem::not_found());
    }
    action.commit(Entry::of(Act::WebhookReplayed).on(webhook, &name)).await?;
    app.webhooks.anew.notify_one();
    Ok(())
}

/// Has all that was not delivered sent at once. Tells how much that is.
///
/// # Errors
/// `not-found`, `unavailable`.
pub async fn send_all_again(app: Arc<App>, by: Doer, id: Uuid) -> Result<u64, Problem> {
    let mut action = Deed::begin(&app, by).await?;
    let name = found(&mut action, id).await?.name;
    let now = action.now;
    let count = action.conn().send_all_again(id, now).await?;
    action.commit(Entry::of(Act::WebhookReplayed).on(id, &name)).await?;
    app.webhooks.anew.notify_one();
    Ok(count)
}

/// What of a webhook is written down when it changes. Not its whole address: that can be a secret of its own.
fn told(webhook: &Webhook) -> serde_json::Value {
    let site = Url::parse(&webhook.url).map(|url| url.origin().ascii_serialization()).unwrap_or_default();
    serde_json::json!({
        "name": webhook.name, "site": site, "topics": webhook.topics, "paused": webhook.paused.is_some(),
    })
}

async fn found(action: &mut Action, id: Uuid) -> Result<Webhook, Problem> {
    let webhooks = action.conn().webhooks().await?;
    webhooks.into_iter().find(|it| it.id == id).ok_or_else(Problem::not_found)
}

/// Name and topics, if all fits.
fn checked(details: &WebhookDetails) -> Result<(String, Vec<Topic>), Problem> {
    let mut wrong = Vec::new();
    let name = named("name", &details.name, 100, &mut wrong);
    if let Err(code) = listens_at(&details.url) {
        wrong.push(("url", code));
    }
    let topics: BTreeSet<Topic> = details.topics.iter().copied().collect();
    if topics.is_empty() {
        wrong.push(("topics", "required"));
    }
    done(wrong)?;
    Ok((name, topics.into_iter().collect()))
}

fn listens_at(url: &str) -> Result<(), &'static str> {
    if url.len() > LONGEST_URL {
        return Err("too-long");
    }
    let url = Url::parse(url).map_err(|_| "malformed")?;
    // Who listens is told from others by the signature, not by a password that every list shows.
    let plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if matches!(url.scheme(), "http" | "https") && url.has_host() && plain { Ok(()) } else { Err("malformed") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_one_of_the_web_without_a_password() {
        for fits in ["https://example.org/hook?of=1", "http://10.0.0.5:8080/"] {
            assert_eq!(listens_at(fits), Ok(()), "{fits}");
        }
        for none in
            ["", "example.org", "ftp://example.org", "https://", "https://me:secret@example.org", "https://a/#b"]
        {
            assert_eq!(listens_at(none), Err("malformed"), "{none}");
        }
        assert_eq!(listens_at(&format!("https://example.org/{}", "a".repeat(2_000))), Err("too-long"));
    }
}
