//! Mailed links: an administrator invites somebody, and who forgot the password sets a new one. Each is good once and for a
//! while, and a second step stays asked for.

use super::{
    Action,
    audit::{Deed, Doer, Entry},
    mail::{self, Written},
    people::{Staff, checked_user, email_taken, end_sessions, group_ids, hashed, insert_invited, told},
};
use crate::{
    app::{App, now},
    mail::{body::Body, words::Words},
    passwords,
    problem::Problem,
    secret,
    wire::{access::LinkUse, administration::UserDetails, audit::Act},
};
use desk::{OperatorId, Timestamp};
use jiff::SignedDuration;
use serde_json::Value;
use std::sync::Arc;
use store::{AccessLink, LinkKind, Operator};

/// How long an invitation is good.
const INVITATION_LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long a link for a new password is good.
const RESET_LASTS: SignedDuration = SignedDuration::from_hours(1);
/// Nobody is mailed another one within this.
const RESET_AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// Who was invited, and how he or she hears of it.
pub struct Invited {
    /// Who.
    pub operator: OperatorId,
    /// Where the link leads, for whoever hands it over; none: it was mailed.
    pub link: Option<String>,
}

/// An administrator invites somebody by the e-mail address. An invitation that was withdrawn is taken up again.
///
/// # Errors
/// `invalid`, `beyond-you`.
pub async fn invite(app: Arc<App>, by: Doer, details: UserDetails, base: Option<String>) -> Result<Invited, Problem> {
    let (checked, _) = checked_user(&app, &UserDetails { password: None, ..details.clone() }, None).await?;
    let mut action = Deed::begin(&app, by).await?;
    let staff = Staff::held(&mut action).await?;
    staff.reaches(&checked)?;
    let withdrawn = staff.withdrawn(&checked.email);
    let operator = Operator { id: withdrawn.unwrap_or(checked.id), invited: true, ..checked };
    if withdrawn.is_some() {
        action.conn().save_operator(&operator).await.map_err(email_taken)?;
    } else {
        insert_invited(&mut action, &operator).await?;
    }
    action.conn().set_groups_of(operator.id, &group_ids(&details)).await?;
    let link = send_invitation(&app, &mut action, &operator, base).await?;
    let entry = Entry::of(Act::UserInvited).on(operator.id, &operator.name);
    action.commit(entry.changed(&app.directory(), &Value::Null, &told(&operator, &details.groups))).await?;
    Ok(Invited { operator: operator.id, link })
}

/// An administrator sends an invitation once more: the link before it leads nowhere any more.
///
/// # Errors
/// `not-found` (nobody who is only invited), `beyond-you`.
pub async fn invite_again(
    app: Arc<App>,
    by: Doer,
    operator: OperatorId,
    base: Option<String>,
) -> Result<Invited, Problem> {
    let mut action = Deed::begin(&app, by).await?;
    let staff = Staff::held(&mut action).await?;
    let operator = staff.one(operator)?;
    if !operator.invited || operator.deactivated_at.is_some() {
        return Err(Problem::not_found());
    }
    staff.reaches(&operator)?;
    let link = send_invitation(&app, &mut action, &operator, base).await?;
    action.commit(Entry::of(Act::InvitationSent).on(operator.id, &operator.name)).await?;
    Ok(Invited { operator: operator.id, link })
}

/// An administrator withdraws an invitation: who has the link cannot come in with it.
///
/// # Errors
/// `not-found` (nobody who is only invited), `beyond-you`.
pub async fn withdraw(app: Arc<App>, by: Doer, operator: OperatorId) -> Result<(), Problem> {
    let mut action = Deed::begin(&app, by).await?;
    let staff = Staff::held(&mut action).await?;
    let operator = staff.one(operator)?;
    if !operator.invited || operator.deactivated_at.is_some() {
        return Err(Problem::not_found());
    }
    staff.reaches(&operator)?;
    let now = action.now;
    action.conn().remove_access_links_of(operator.id).await?;
    let entry = Entry::of(Act::InvitationWithdrawn).on(operator.id, &operator.name);
    action.conn().save_operator(&Operator { deactivated_at: Some(now), ..operator }).await?;
    action.commit(entry).await
}

/// Makes the link and mails it, where mails can be sent and the console's address is known; otherwise returns where it leads.
async fn send_invitation(
    app: &App,
    action: &mut Deed,
    operator: &Operator,
    base: Option<String>,
) -> Result<Option<String>, Problem> {
    let token = make_link(action, operator.id, LinkKind::Invitation, INVITATION_LASTS).await?;
    let path = format!("/welcome#{token}");
    let Some(base) = base.filter(|_| app.directory().sends_mail) else { return Ok(Some(path)) };
    let (who, company) = (action.by().name().to_owned(), app.directory().company.name.clone());
    write(app, action, operator, "invitation", |words| {
        let text = words.say("mail_invitation_text", &[("who", &who), ("company", &company)]);
        Body::default()
            .paragraph(text)
            .link(words.say("mail_invitation_link", &[]), format!("{base}{path}"))
            .paragraph(words.say("mail_invitation_ignore", &[]))
    })
    .await?;
    Ok(None)
}

/// Where people reach the console, for links that leave without anybody signed in.
fn public_base(app: &App) -> Option<String> {
    app.config.public_url.as_ref().map(|url| url.as_str().trim_end_matches('/').to_owned())
}

/// Whether who forgot the password can be helped by mail.
#[must_use]
pub fn can_mail_resets(app: &App) -> bool {
    app.directory().sends_mail && app.config.public_url.is_some()
}

/// Somebody says to have forgotten the password of this address. Whether there is such a one is told to nobody but by mail.
///
/// # Errors
/// `unavailable`.
pub async fn ask_reset(app: Arc<App>, email: String, address: String) -> Result<(), Problem> {
    let email = email.trim().to_lowercase();
    let Some(base) = public_base(&app).filter(|_| app.directory().sends_mail) else { return Ok(()) };
    let mut action = Action::begin(&app).await?;
    let people = action.conn().operators().await?;
    let found = people.into_iter().find(|one| one.email == email && !one.invited && one.deactivated_at.is_none());
    let Some(operator) = found else { return Ok(()) };
    action.conn().lock_operator(operator.id).await?;
    let now = action.now;
    let before = action.conn().access_link_of(operator.id, LinkKind::Reset).await?;
    if before.is_some_and(|link| now < link.created_at + RESET_AGAIN) {
        return Ok(());
    }
    let token = make_link(&mut action, operator.id, LinkKind::Reset, RESET_LASTS).await?;
    write(&app, &mut action, &operator, "password-reset", |words| {
        Body::default()
            .paragraph(words.say("mail_reset_text", &[("company", &app.directory().company.name)]))
            .link(words.say("mail_reset_link", &[]), format!("{base}/new-password#{token}"))
            .paragraph(words.say("mail_reset_ignore", &[]))
    })
    .await?;
    let by = Doer::stranger(&email, Some(operator.id), &address);
    action.note(&by, Entry::of(Act::PasswordResetMailed).on(operator.id, &operator.name)).await?;
    action.commit().await?;
    Ok(())
}

async fn make_link(
    action: &mut Action,
    operator: OperatorId,
    kind: LinkKind,
    lasts: SignedDuration,
) -> Result<String, Problem> {
    let token = secret::token();
    let now: Timestamp = action.now;
    let (token_hash, expires_at) = (secret::token_hash(&token), now + lasts);
    let link = AccessLink { operator, kind, token_hash, created_at: now, expires_at };
    action.conn().put_access_link(&link).await?;
    Ok(token)
}

async fn write(
    app: &App,
    action: &mut Action,
    to: &Operator,
    kind: &'static str,
    body: impl FnOnce(Words) -> Body,
) -> Result<(), Problem> {
    let language = action.conn().mail_server().await?.map_or_else(|| "en".to_owned(), |server| server.language);
    let words = Words::of(&language);
    let company = app.directory().company.name.clone();
    let subject = if kind == "invitation" { "mail_invitation_subject" } else { "mail_reset_subject" };
    let written = Written {
        kind,
        about: Some(to.id.0),
        to: to.email.clone(),
        to_name: Some(to.name.clone()),
        reply_to: None,
        subject: words.say(subject, &[("company", &company)]),
        body: body(words).footer(words.say("mail_footer", &[("company", &company)])),
    };
    mail::write(action, written).await
}

/// Whose a link is, and what it is for.
///
/// # Errors
/// `not-found`: it was used, ended, or never was.
pub async fn look(app: &Arc<App>, token: &str) -> Result<(LinkKind, Operator), Problem> {
    let hash = hash_of(token)?;
    let mut read = app.store.read().await?;
    let link = read.conn().access_link(&hash, now()).await?.ok_or_else(Problem::not_found)?;
    let people = read.conn().operators().await?;
    drop(read);
    Ok((link.kind, whose(&link, people)?))
}

/// Uses a link: an invited person is there with a name and a password, who forgot the own one has another. All sign-ins end.
///
/// # Errors
/// `not-found`: it was used, ended, or never was; `invalid`.
pub async fn use_link(app: Arc<App>, given: LinkUse, address: String) -> Result<(), Problem> {
    let (kind, operator) = look(&app, &given.token).await?;
    let name = match kind {
        LinkKind::Invitation => given.name.map_or_else(|| operator.name.clone(), |name| name.trim().to_owned()),
        LinkKind::Reset => operator.name.clone(),
    };
    let directory = app.directory();
    let mut wrong = Vec::new();
    match name.chars().count() {
        0 => wrong.push(("name", "required")),
        101.. => wrong.push(("name", "too-long")),
        _ => {}
    }
    if let Some(code) = passwords::wrong(&given.password, &[&*name, &*operator.email, &*directory.company.name]) {
        wrong.push(("password", code));
    }
    if !wrong.is_empty() {
        return Err(Problem::invalid(&wrong));
    }
    let (token, hash) = (hash_of(&given.token)?, hashed(given.password).await?);
    let mut action = Action::begin(&app).await?;
    let now = action.now;
    // Only now is it used: two who come at once find one link.
    let link = action.conn().use_access_link(&token, now).await?.ok_or_else(Problem::not_found)?;
    action.conn().lock_operator(link.operator).await?;
    let operator = whose(&link, action.conn().operators().await?)?;
    let id = operator.id;
    let act = match kind {
        LinkKind::Invitation => Act::InvitationAccepted,
        LinkKind::Reset => Act::PasswordReset,
    };
    if kind == LinkKind::Invitation {
        // Also without another name: from now on he or she is somebody.
        action.conn().save_operator(&Operator { name: name.clone(), ..operator }).await?;
        action.directory_changes().await?;
    }
    action.conn().set_password(id, &hash).await?;
    action.conn().delete_sign_ins_of(id).await?;
    action.conn().remove_access_links_of(id).await?;
    action.note(&Doer::stranger(&name, Some(id), &address), Entry::of(act).on(id, &name)).await?;
    action.commit().await?;
    end_sessions(&app, id);
    Ok(())
}

fn hash_of(token: &str) -> Result<String, Problem> {
    if secret::looks_like_token(token) { Ok(secret::token_hash(token)) } else { Err(Problem::not_found()) }
}

/// Whose a link is. Who was deactivated has none, an invitation is for who was never here, and a new password for who was.
fn whose(link: &AccessLink, people: Vec<Operator>) -> Result<Operator, Problem> {
    let fits = |one: &Operator| {
        one.id == link.operator && one.deactivated_at.is_none() && one.invited == (link.kind == LinkKind::Invitation)
    };
    people.into_iter().find(fits).ok_or_else(Problem::not_found)
}
