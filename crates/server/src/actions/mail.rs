//! Mails: written with what they are about; and what administrators do about the server and about mails that are stuck.

use super::{
    Action,
    audit::{Deed, Doer, Entry},
    fields::done,
};
use crate::{
    app::{App, now},
    mail::{
        body::Body,
        letter::{Letter, is_address},
        server::{PURPOSE, Server, certificates, open, own_name},
        session::{Patience, Session},
        words::{Words, is_spoken},
    },
    problem::Problem,
    wire::{
        audit::Act,
        mail::{MailSecurity, MailServerDetails, MailTest, MailTested},
    },
};
use desk::{OperatorId, Timestamp, mail::one_line};
use std::{sync::Arc, time::Duration};
use store::{Failure, Mail, MailServer, NewMail, Security};
use uuid::Uuid;

/// An administrator looks on: a test takes no longer.
const TEST: Duration = Duration::from_secs(25);

/// Sets the server mails are handed to. What waits is tried with it at once.
///
/// # Errors
/// `invalid`, `unavailable`.
pub async fn save_server(app: Arc<App>, by: Doer, details: MailServerDetails) -> Result<(), Problem> {
    let mut action = Deed::begin(&app, by).await?;
    let before = action.conn().mail_server().await?;
    let typed = details.password.as_deref().is_some_and(|password| !password.is_empty());
    let (mut server, password) = checked(&app, details, before.as_ref())?;
    server.sealed_password = match password {
        Some(password) => Some(app.seal.seal(PURPOSE, &password).ok_or_else(Problem::unavailable)?),
        None => None,
    };
    let now = action.now;
    action.conn().save_mail_server(&server).await?;
    action.conn().retry_mails(now).await?;
    action.directory_changes().await?;
    let entry = Entry::of(Act::MailServerChanged).on("", &server.host);
    let entry = entry.changed(&app.directory(), &before.as_ref().map(told), &told(&server));
    action.commit(if typed { entry.secretly("password") } else { entry }).await?;
    app.mail.anew.notify_one();
    Ok(())
}

/// No server is set any more; what is not sent waits for another.
///
/// # Errors
/// `unavailable`.
pub async fn remove_server(app: Arc<App>, by: Doer) -> Result<(), Problem> {
    let mut action = Deed::begin(&app, by).await?;
    action.conn().remove_mail_server().await?;
    action.directory_changes().await?;
    action.commit(Entry::of(Act::MailServerRemoved)).await
}

/// Sends a mail with these settings, stored or not, and says what became of it.
///
/// # Errors
/// `invalid`, `unavailable`.
pub async fn test(app: Arc<App>, by: Doer, test: MailTest) -> Result<MailTested, Problem> {
    let to = test.to.trim().to_owned();
    if !is_address(&to) {
        return Err(Problem::invalid(&[("to", "malformed")]));
    }
    let before = app.store.read().await?.conn().mail_server().await?;
    let (settings, password) = checked(&app, test.server, before.as_ref())?;
    // Before it is sent: what leaves is written down, whatever becomes of it.
    Deed::begin(&app, by).await?.commit(Entry::of(Act::MailServerTested).on("", &to)).await?;
    let words = Words::of(&settings.language);
    let directory = app.directory();
    let company = directory.company.name.as_str();
    let server = format!("{}:{}", settings.host, settings.port);
    let body = Body::default()
        .paragraph(words.say("mail_test_text", &[("company", company), ("server", &server)]))
        .footer(words.say("mail_footer", &[("company", company)]));
    let mail =
        Mail { text: body.text(), html: Some(body.html()), ..letter_of_test(to, words.say("mail_test_subject", &[])) };
    let sending = async {
        let server = Server::with(&app, &settings, password)?;
        let letter = Letter::of(&mail, &server, &own_name(&app))?;
        let mut session = Session::open(&server, Patience::WATCHED).await?;
        let sent = session.send(&letter).await;
        session.close().await;
        sent
    };
    let sent = tokio::time::timeout(TEST, sending).await;
    let failure = match sent {
        Ok(sent) => sent.err(),
        Err(_) => Some(crate::mail::server::only(desk::mail::Trouble::TimedOut)),
    };
    let (trouble, said) = failure.map_or((None, None), |Failure { trouble, said, .. }| (Some(trouble), said));
    Ok(MailTested { trouble, said })
}

/// What of the server is written down when it changes.
fn told(server: &MailServer) -> serde_json::Value {
    serde_json::json!({
        "host": server.host, "port": server.port, "security": format!("{:?}", server.security).to_lowercase(),
        "user": server.user, "from_address": server.from_address, "from_name": server.from_name,
        "language": server.language,
    })
}

fn letter_of_test(to_address: String, subject: String) -> Mail {
    let now = now();
    Mail {
        id: Uuid::now_v7(),
        kind: "test".into(),
        about: None,
        to_address,
        to_name: None,
        reply_to: None,
        subject,
        text: String::new(),
        html: None,
        created_at: now,
        began_at: now,
        due_at: None,
        taken_until: None,
        attempts: 1,
        tried_at: None,
        failure: None,
        sent_at: None,
        stopped_at: None,
        stopped_by: None,
    }
}

/// Has a mail tried at once.
///
/// # Errors
/// `not-found`, `being-sent`, `sent`.
pub async fn retry(app: Arc<App>, by: Doer, id: Uuid) -> Result<(), Problem> {
    let mut action = Deed::begin(&app, by).await?;
    let now = action.now;
    if !action.conn().retry_mail(id, now).await? {
        return Err(why_not(&mut action, id).await?);
    }
    let to = action.conn().mail(id).await?.map(|mail| mail.to_address).unwrap_or_default();
    action.commit(Entry::of(Act::MailRetried).on(id, &to)).await?;
    app.mail.anew.notify_one();
    Ok(())
}

/// A mail is not tried any more.
///
/// # Errors
/// `not-found`, `being-sent`, `sent`.
pub async fn give_up(app: Arc<App>, doer: Doer, id: Uuid, by: OperatorId) -> Result<(), Problem> {
    let mut action = Deed::begin(&app, doer).await?;
    let now = action.now;
    if !action.conn().stop_mail(id, by, now).await? {
        let mail = action.conn().mail(id).await?.ok_or_else(Problem::not_found)?;
        // Given up already: as wished.
        return if mail.stopped_at.is_some() { Ok(()) } else { Err(why_not(&mut action, id).await?) };
    }
    let to = action.conn().mail(id).await?.map(|mail| mail.to_address).unwrap_or_default();
    action.commit(Entry::of(Act::MailGivenUp).on(id, &to)).await
}

async fn why_not(action: &mut Action, id: Uuid) -> Result<Problem, Problem> {
    let mail = action.conn().mail(id).await?.ok_or_else(Problem::not_found)?;
    Ok(match mail.sent_at {
        Some(_) => Problem::conflict("sent", "This mail was sent already"),
        None => Problem::conflict("being-sent", "This mail is being sent at this moment"),
    })
}

/// What is to be sent, in the words of whoever it is for.
pub struct Written {
    /// What it is.
    pub kind: &'static str,
    /// What it is about.
    pub about: Option<Uuid>,
    /// To whom.
    pub to: String,
    /// And his or her name.
    pub to_name: Option<String>,
    /// Whom an answer goes to.
    pub reply_to: Option<String>,
    /// In one line.
    pub subject: String,
    /// What it says.
    pub body: Body,
}

/// Puts a mail on its way with the change it is about: both happen, or neither.
///
/// # Errors
/// `unavailable`.
pub async fn write(action: &mut Action, written: Written) -> Result<(), Problem> {
    write_as(action, Uuid::now_v7(), written).await
}

/// The same, under an id of whoever asked for it.
///
/// # Errors
/// `unavailable`, `id-in-use`.
pub async fn write_as(action: &mut Action, id: Uuid, written: Written) -> Result<(), Problem> {
    let mail = NewMail {
        id,
        kind: written.kind,
        about: written.about,
        to_address: written.to,
        to_name: written.to_name.map(|name| one_line(&name, 100)),
        reply_to: written.reply_to,
        subject: one_line(&written.subject, 200),
        text: written.body.text(),
        html: Some(written.body.html()),
    };
    let now: Timestamp = action.now;
    action.conn().add_mail(&mail, now).await?;
    action.mail_was_written();
    Ok(())
}

/// Understands settings, and finds the password they mean: a kept one goes to no other server and for no other user.
fn checked(
    app: &App,
    details: MailServerDetails,
    before: Option<&MailServer>,
) -> Result<(MailServer, Option<String>), Problem> {
    let mut wrong = Vec::new();
    let host = details.host.trim().to_lowercase();
    let good = |c: char| c.is_alphanumeric() || "-._:".contains(c);
    if host.is_empty() {
        wrong.push(("host", "required"));
    } else if host.len() > 253 || !host.chars().all(good) {
        wrong.push(("host", "malformed"));
    }
    if details.port == 0 {
        wrong.push(("port", "out-of-range"));
    }
    let from_address = details.from_address.trim().to_owned();
    if from_address.is_empty() {
        wrong.push(("from_address", "required"));
    } else if !is_address(&from_address) {
        wrong.push(("from_address", "malformed"));
    }
    let from_name = one_line(&details.from_name, usize::MAX);
    if from_name.chars().count() > 100 {
        wrong.push(("from_name", "too-long"));
    }
    if !is_spoken(&details.language) {
        wrong.push(("language", "malformed"));
    }
    let authority = details.authority.map(|pem| pem.trim().to_owned()).filter(|pem| !pem.is_empty());
    if authority.as_deref().is_some_and(|pem| pem.len() > 60_000 || certificates(pem).is_err()) {
        wrong.push(("authority", "malformed"));
    }
    let user = details.user.map(|user| user.trim().to_owned()).filter(|user| !user.is_empty());
    if user.as_deref().is_some_and(|user| user.len() > 254 || user.contains('\0')) {
        wrong.push(("user", "malformed"));
    }
    let typed = details.password.filter(|password| !password.is_empty());
    if typed.as_deref().is_some_and(|password| password.len() > 1_000 || password.contains('\0')) {
        wrong.push(("password", "malformed"));
    }
    let kept = before
        .filter(|kept| kept.host == host && kept.port == details.port && kept.user == user)
        .and_then(|kept| kept.sealed_password.as_deref())
        .and_then(|sealed| open(&app.seal, sealed));
    let password = match (&user, typed, kept) {
        (None, _, _) => None,
        (Some(_), Some(typed), _) => Some(typed),
        (Some(_), None, Some(kept)) => Some(kept),
        (Some(_), None, None) => {
            wrong.push(("password", "required"));
            None
        }
    };
    done(wrong)?;
    let server = MailServer {
        host,
        port: details.port,
        security: security(details.security),
        user,
        sealed_password: None,
        from_address,
        from_name,
        language: details.language,
        authority,
    };
    Ok((server, password))
}

const fn security(security: MailSecurity) -> Security {
    match security {
        MailSecurity::None => Security::None,
        MailSecurity::Starttls => Security::Starttls,
        MailSecurity::Tls => Security::Tls,
    }
}
