//! Hands mails to the mail server, one after another. Each is taken first, so that two processes never send the same one,
//! and noted as sent as soon as the server has it.

use crate::{
    app::{App, now},
    mail::{
        letter::Letter,
        server::{Server, own_name},
        session::{Patience, Session},
    },
};
use desk::{
    mail::{self, Next, Trouble},
    retry::pause,
};
use jiff::SignedDuration;
use std::{sync::Arc, time::Duration};
use store::{Failure, Mail};
use tokio::time::timeout;

/// Another process may have written one: looked for this often.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);
/// Who takes a mail has it for so long; nothing one does with it takes longer.
const TAKEN: SignedDuration = SignedDuration::from_mins(20);

/// What becomes of the next round.
enum Round {
    /// There may be more.
    Again,
    /// Nothing is due for so long.
    Sleep(Duration),
    /// The server is in trouble: nothing is tried for so long, unless something about it changes.
    Pause(Duration),
}

pub async fn send(app: Arc<App>) {
    let mut sender = Sender { app, session: None, failures: 0 };
    loop {
        let next = match sender.round().await {
            Ok(next) => next,
            Err(error) => {
                tracing::error!(%error, "mails could not be looked for");
                Round::Pause(LONGEST_SLEEP)
            }
        };
        let bell = &sender.app.mail;
        match next {
            Round::Again => {}
            Round::Sleep(sleep) => {
                if let Some(session) = sender.session.take() {
                    session.close().await;
                }
                tokio::select! {
                    () = tokio::time::sleep(sleep) => {}
                    () = bell.written.notified() => {}
                    () = bell.anew.notified() => sender.failures = 0,
                }
            }
            Round::Pause(pause) => tokio::select! {
                () = tokio::time::sleep(pause) => {}
                () = bell.anew.notified() => sender.failures = 0,
            },
        }
    }
}

struct Sender {
    app: Arc<App>,
    /// A talk that is open, and with what settings.
    session: Option<Session>,
    /// Troubles of the server in a row.
    failures: u32,
}

impl Sender {
    async fn round(&mut self) -> Result<Round, store::Error> {
        let mut read = self.app.store.read().await?;
        let (server, next) = (read.conn().mail_server().await?, read.conn().next_mail().await?);
        drop(read);
        let left = next.map(|at| Duration::try_from(at.duration_since(now())).unwrap_or(Duration::ZERO));
        let (Some(server), Some(Duration::ZERO)) = (server, left) else {
            return Ok(Round::Sleep(left.unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP).max(Duration::from_millis(50))));
        };
        let mut write = self.app.store.write().await?;
        let (now, until) = (now(), now() + TAKEN);
        let taken = write.conn().take_mail(now, until).await?;
        write.commit(|| ()).await?;
        // Another was faster.
        let Some(mail) = taken else { return Ok(Round::Sleep(Duration::from_millis(200))) };
        let whole = Patience::UNHURRIED.whole();
        let done = match timeout(whole, self.hand_over(&server, &mail)).await {
            Ok(done) => done,
            Err(_) => Err(crate::mail::server::only(Trouble::TimedOut)),
        };
        self.note(&mail, done).await
    }

    async fn hand_over(&mut self, server: &store::MailServer, mail: &Mail) -> Result<(), Failure> {
        let server = Server::of(&self.app, server)?;
        let letter = Letter::of(mail, &server, &own_name(&self.app))?;
        let mut session = match self.session.take() {
            Some(session) => session,
            None => Session::open(&server, Patience::UNHURRIED).await?,
        };
        let sent = session.send(&letter).await;
        let goes_on = match &sent {
            Ok(()) => true,
            Err(failure) => !failure.trouble.is_of_server() && session.starts_over().await,
        };
        if goes_on {
            self.session = Some(session);
        }
        sent
    }

    async fn note(&mut self, mail: &Mail, done: Result<(), Failure>) -> Result<Round, store::Error> {
        let now = now();
        let round = match &done {
            Ok(()) => {
                self.failures = 0;
                metrics::counter!("hovorna_mails_sent_total").increment(1);
                Round::Again
            }
            Err(failure) => {
                metrics::counter!("hovorna_mails_failed_total").increment(1);
                tracing::warn!(mail = %mail.id, trouble = ?failure.trouble, attempts = mail.attempts, "this mail could not be handed over");
                if failure.trouble.is_of_server() {
                    self.failures = self.failures.saturating_add(1);
                    Round::Pause(pause(self.failures).unsigned_abs())
                } else {
                    Round::Again
                }
            }
        };
        // Kept at until it is noted: what was sent and is not noted would be sent again.
        for wait in [0_u64, 50, 200, 1_000, 5_000, 30_000] {
            tokio::time::sleep(Duration::from_millis(wait)).await;
            match self.noted(mail, &done, now).await {
                Ok(()) => return Ok(round),
                Err(error) => {
                    tracing::error!(mail = %mail.id, %error, "what became of this mail could not be noted yet")
                }
            }
        }
        Ok(Round::Pause(LONGEST_SLEEP))
    }

    async fn noted(&self, mail: &Mail, done: &Result<(), Failure>, now: desk::Timestamp) -> Result<(), store::Error> {
        let mut write = self.app.store.write().await?;
        match done {
            Ok(()) => write.conn().mail_sent(mail.id, now).await?,
            Err(failure) => {
                let next = mail::after_failure(mail.attempts, failure.trouble, failure.permanent, mail.began_at, now);
                let due_at = match next {
                    Next::Try(at) => Some(at),
                    Next::Stop => None,
                };
                write.conn().mail_failed(mail.id, failure, due_at, now).await?;
            }
        }
        write.commit(|| ()).await
    }
}
