//! Whether pages and numbers are set up as they must be: asked by administrators, and by ourselves now and then. A messenger that
//! stopped telling what happens says so to nobody.

use super::{
    Action,
    audit::{Deed, Doer, Entry},
};
use crate::{
    app::{App, now},
    messengers::{Ready, plain},
    problem::Problem,
    wire::{
        audit::Act,
        channel::{ChannelCheck, ChannelTest, CheckFinding, CheckedWhat},
    },
};
use channels::{Check, Checked, FailedWhy as Why, Failure, Job, Outcome};
use desk::{ChannelId, delivery::FailedWhy};
use jiff::SignedDuration;
use std::sync::Arc;
use store::{ChannelState, ChannelTrouble};

/// What came in this lately proves that the messenger reaches us, whatever it says of its settings.
const LATELY: SignedDuration = SignedDuration::from_hours(24);

/// Looks whether everything is set up as it must be.
///
/// # Errors
/// `not-found`, `unavailable`.
pub async fn test(app: &Arc<App>, by: Doer, id: ChannelId, webhook: String) -> Result<ChannelTest, Problem> {
    let directory = app.directory();
    let channel = directory.channel(id).ok_or_else(Problem::not_found)?;
    Deed::begin(app, by).await?.commit(Entry::of(Act::ChannelTested).on(id, &channel.name)).await?;
    let Some(ready) = Ready::of(app, id) else {
        let unreadable = check(CheckedWhat::Token, Some(false), CheckFinding::Unreadable, "");
        return Ok(ChannelTest { checks: vec![unreadable] });
    };
    let asked = app.interface.run(&ready, &Job::Test { webhook: webhook.clone() }, None).await;
    let mut checks = match asked {
        Outcome::Checked(checks) => {
            note(app, id, &checks).await?;
            checks.into_iter().map(told).collect()
        }
        Outcome::Failed(why) | Outcome::Unknown(why) | Outcome::Later { why, .. } => vec![unanswered(&why)],
        _ => Vec::new(),
    };
    let state = app.store.read().await?.conn().channel_states().await?.remove(&id).unwrap_or_default();
    signature(found(&mut checks, CheckedWhat::Signature), &state);
    let reachability = found(&mut checks, CheckedWhat::Reachability);
    match through_another(app, &ready, &webhook, reachability) {
        Some(name) => *reachability = check(CheckedWhat::Reachability, Some(true), CheckFinding::ThroughAnother, &name),
        None => reached(reachability, &state),
    }
    Ok(ChannelTest { checks })
}

/// From now on the messenger tells us what happens there.
///
/// # Errors
/// `not-found`, `channel-unreadable`, what the messenger says against it (`Problem::of_messenger`), `unavailable`.
pub async fn subscribe(app: Arc<App>, by: Doer, id: ChannelId) -> Result<(), Problem> {
    let directory = app.directory();
    let channel = directory.channel(id).ok_or_else(Problem::not_found)?;
    let ready = Ready::of(&app, id).ok_or_else(|| {
        Problem::conflict("channel-unreadable", "Its secrets were sealed with another key; enter them again first")
    })?;
    match app.interface.run(&ready, &Job::Subscribe, None).await {
        Outcome::Done => {}
        Outcome::Failed(why) | Outcome::Unknown(why) | Outcome::Later { why, .. } => {
            return Err(Problem::of_messenger(plain::why(why.why), &plain::told(&why)));
        }
        _ => return Err(Problem::unavailable()),
    }
    let mut deed = Deed::begin(&app, by).await?;
    relieve(&mut deed, id).await?;
    deed.commit(Entry::of(Act::ChannelSubscribed).on(id, &channel.name)).await
}

/// Asks whether the messenger still tells us what happens there; what is wrong is the page's or number's trouble until it is right
/// again. False: the messenger did not answer at all.
///
/// # Errors
/// `unavailable`.
pub async fn watch(app: &Arc<App>, id: ChannelId) -> Result<bool, Problem> {
    let Some(ready) = Ready::of(app, id) else { return Ok(true) };
    match app.interface.run(&ready, &Job::Watch, None).await {
        Outcome::Checked(checks) => note(app, id, &checks).await?,
        Outcome::Failed(why) | Outcome::Unknown(why) | Outcome::Later { why, .. } => match why.why {
            Why::NoAnswer => return Ok(false),
            Why::Temporary | Why::TooFast => {}
            Why::Token | Why::Permission | Why::Account => trouble(app, id, plain::why(why.why), &why).await?,
            _ => trouble(app, id, FailedWhy::Subscription, &why).await?,
        },
        _ => {}
    }
    Ok(true)
}

/// Whether the messenger tells us what happens, as it was found, is the page's or number's trouble, or its end.
async fn note(app: &Arc<App>, id: ChannelId, checks: &[Checked]) -> Result<(), Problem> {
    let Some(found) = checks.iter().find(|it| it.what == Check::Subscription) else { return Ok(()) };
    match found.fine {
        Some(true) => {
            let mut action = Action::begin(app).await?;
            if relieve(&mut action, id).await? {
                action.commit().await?;
            }
            Ok(())
        }
        Some(false) => {
            let why = Failure { why: Why::Other, code: None, subcode: None, said: found.said.clone() };
            trouble(app, id, FailedWhy::Subscription, &why).await
        }
        None => Ok(()),
    }
}

async fn trouble(app: &Arc<App>, id: ChannelId, why: FailedWhy, said: &Failure) -> Result<(), Problem> {
    let mut action = Action::begin(app).await?;
    let before = action.conn().channel_states().await?.remove(&id).and_then(|state| state.trouble);
    // It stays since when it is so.
    if before.is_some_and(|before| before.why == why) {
        return Ok(());
    }
    let trouble = ChannelTrouble { why, said: plain::told(said), at: action.now, by_look: true };
    action.conn().channel_in_trouble(id, Some(&trouble)).await?;
    action.commit().await?;
    tracing::warn!(channel = %id, ?why, "a messenger does not tell this desk what happens on a page or number");
    Ok(())
}

/// Who was told what happens has a token that is taken, and nothing of what such a look finds is wrong any more. What sending met
/// with, or the messenger told, says nothing of that. Tells whether anything was wrong before.
async fn relieve(action: &mut Action, id: ChannelId) -> Result<bool, Problem> {
    let before = action.conn().channel_states().await?.remove(&id).and_then(|state| state.trouble);
    let is_over = before.is_some_and(|it| it.by_look || matches!(it.why, FailedWhy::Subscription | FailedWhy::Token));
    if is_over {
        action.conn().channel_in_trouble(id, None).await?;
    }
    Ok(is_over)
}

fn check(what: CheckedWhat, fine: Option<bool>, finding: CheckFinding, said: &str) -> ChannelCheck {
    ChannelCheck { what, fine, finding: Some(finding), said: said.to_owned(), at: None }
}

fn told(it: Checked) -> ChannelCheck {
    ChannelCheck {
        what: plain::checked(it.what),
        fine: it.fine,
        finding: it.finding.map(plain::finding),
        said: it.said,
        at: it.until.map(Into::into),
    }
}

/// Nothing could be asked: the token may be right or wrong.
fn unanswered(why: &Failure) -> ChannelCheck {
    let finding = if why.why == Why::NoAnswer { CheckFinding::NoAnswer } else { CheckFinding::Busy };
    check(CheckedWhat::Token, None, finding, &plain::told(why))
}

fn found(checks: &mut Vec<ChannelCheck>, what: CheckedWhat) -> &mut ChannelCheck {
    let at = checks.iter().position(|it| it.what == what).unwrap_or_else(|| {
        checks.push(ChannelCheck { what, fine: None, finding: None, said: String::new(), at: None });
        checks.len() - 1
    });
    &mut checks[at]
}

/// What the messenger does not say of the secret shows in what comes in.
fn signature(it: &mut ChannelCheck, state: &ChannelState) {
    if it.fine.is_some() {
        return;
    }
    match (state.wrong_signature_at, state.heard_at) {
        (Some(at), _) => {
            *it = check(it.what, Some(false), CheckFinding::WrongSignature, "");
            it.at = Some(at.into());
        }
        (None, Some(at)) => {
            *it = ChannelCheck {
                fine: Some(true),
                finding: None,
                said: String::new(),
                at: Some(at.into()),
                ..it.clone()
            };
        }
        (None, None) => {}
    }
}

/// Whether the messenger reaches us shows in what comes in, too: when it last did, and that it does whatever its settings say.
fn reached(it: &mut ChannelCheck, state: &ChannelState) {
    let is_lately = state.heard_at.is_some_and(|at| now().duration_since(at) < LATELY);
    match (it.fine, state.heard_at) {
        (Some(true), None) => it.finding = Some(CheckFinding::NothingYet),
        (None, None) if it.finding.is_none() => it.finding = Some(CheckFinding::NothingYet),
        (None, None) => {}
        (None, Some(_)) => (it.fine, it.finding) = (Some(true), None),
        (Some(false), _)
            if is_lately && it.finding != Some(CheckFinding::Off) && it.finding != Some(CheckFinding::Elsewhere) =>
        {
            (it.fine, it.finding) = (Some(true), None);
        }
        (Some(_), _) => {}
    }
    it.at = state.heard_at.map(Into::into);
}

/// An app has one address: it may be that of another page or number here, which takes in what is told of this one. Its name.
fn through_another(app: &App, ready: &Ready, webhook: &str, it: &ChannelCheck) -> Option<String> {
    if it.finding != Some(CheckFinding::Elsewhere) {
        return None;
    }
    let before = webhook.strip_suffix(&ready.channel.id.to_string())?;
    let directory = app.directory();
    let others = directory.channels.iter().filter(|it| it.removed_at.is_none() && it.kind == ready.channel.kind);
    let mut others = others.filter(|other| it.said == format!("{before}{}", other.id));
    others.find(|it| Ready::of(app, it.id).is_some_and(|it| it.is_of_the_app_of(ready))).map(|it| it.name.clone())
}
