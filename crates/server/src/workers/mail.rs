//! Hands mails to the mail server, one after another. Each is taken first, so that two processes never send the same one,
//! and noted as sent as soon as the server has it.

use super::due::{Rests, SOON, Worker, kept_at, left, work_off};
use crate::{
    app::{App, now},
    mail::{
        letter::Letter,
        server::{Server, only, own_name},
        session::{Patience, Session},
    },
};
use desk::{
    Timestamp,
    mail::{self, Next, Trouble},
};
use jiff::SignedDuration;
use std::{sync::Arc, time::Duration};
use store::{Failure, Mail, MailServer};
use tokio::time::timeout;

/// Who takes a mail has it for so long; nothing one does with it takes longer.
const TAKEN: SignedDuration = SignedDuration::from_mins(20);

/// A server that is in trouble is tried at least this often.
const LONGEST_REST: Duration = Duration::from_secs(2 * 60 * 60);
/// What was sent and is not noted would be sent again: it is kept at for longer than what is tried again anyway.
const PAUSES: [Duration; 5] = [SOON[0], SOON[1], SOON[2], SOON[3], Duration::from_secs(30)];
/// After that it is tried no sooner.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

pub async fn send(app: Arc<App>) {
    work_off(Sender { app, session: None, rests: Rests::new(LONGEST_REST) }).await;
}

struct Sender {
    app: Arc<App>,
    /// A talk that is open, while none of its mails is on its way.
    session: Option<Session>,
    /// The server's troubles.
    rests: Rests<()>,
}

/// A mail that was taken, where it goes, and the talk that is open.
struct Taken {
    mail: Mail,
    server: MailServer,
    session: Option<Session>,
}

/// What became of a mail, and the talk if it goes on.
struct Handed {
    done: Result<(), Failure>,
    session: Option<Session>,
}

impl Worker for Sender {
    /// There is one server, and it gets one after another.
    type Whose = ();
    type Piece = Taken;
    type Done = Handed;
    const WHAT: &'static str = "sending mails";

    async fn next(&mut self) -> Result<Vec<((), Duration)>, store::Error> {
        let mut read = self.app.store.read().await?;
        let (server, next) = (read.conn().mail_server().await?, read.conn().next_mail().await?);
        drop(read);
        let left = next.filter(|_| server.is_some()).map(|at| left(at).max(self.rests.left(&())));
        if left != Some(Duration::ZERO)
            && let Some(session) = self.session.take()
        {
            session.close().await;
        }
        Ok(left.map(|left| ((), left)).into_iter().collect())
    }

    fn room(&self, (): ()) -> usize {
        1
    }

    async fn take(&mut self, (): (), _: usize) -> Result<Vec<Taken>, store::Error> {
        let mut write = self.app.store.write().await?;
        let (now, until) = (now(), now() + TAKEN);
        let server = write.conn().mail_server().await?;
        let mail = match &server {
            Some(_) => write.conn().take_mail(now, until).await?,
            None => None,
        };
        write.commit(|| ()).await?;
        let taken = mail.zip(server).map(|(mail, server)| Taken { mail, server, session: self.session.take() });
        Ok(taken.into_iter().collect())
    }

    fn work(&self, (): (), taken: Taken) -> impl Future<Output = Handed> + Send + 'static {
        let app = Arc::clone(&self.app);
        async move {
            let Taken { mail, server, session } = taken;
            let handed = timeout(Patience::UNHURRIED.whole(), hand_over(&app, &server, &mail, session)).await;
            let late = |_| Handed { done: Err(only(Trouble::TimedOut)), session: None };
            let handed = handed.unwrap_or_else(late);
            note(&app, &mail, &handed.done).await;
            handed
        }
    }

    fn done(&mut self, (): (), Handed { done, session }: Handed) {
        self.session = session;
        match done {
            Ok(()) => self.rests.went_well(&()),
            Err(failure) if failure.trouble.is_of_server() => self.rests.rest((), None),
            // A recipient's trouble says nothing of the server.
            Err(_) => {}
        }
    }

    async fn bell(&mut self) {
        let bell = &self.app.mail;
        tokio::select! {
            () = bell.written.notified() => {}
            () = bell.anew.notified() => self.rests.try_all_anew(),
        }
    }
}

async fn hand_over(app: &App, server: &MailServer, mail: &Mail, open: Option<Session>) -> Handed {
    let written = Server::of(app, server).and_then(|server| Ok((Letter::of(mail, &server, &own_name(app))?, server)));
    let (letter, server) = match written {
        Ok(written) => written,
        Err(failure) => return Handed { done: Err(failure), session: open },
    };
    let session = match open {
        Some(session) => Ok(session),
        None => Session::open(&server, Patience::UNHURRIED).await,
    };
    let mut session = match session {
        Ok(session) => session,
        Err(failure) => return Handed { done: Err(failure), session: None },
    };
    let done = session.send(&letter).await;
    let goes_on = match &done {
        Ok(()) => true,
        Err(failure) => !failure.trouble.is_of_server() && session.starts_over().await,
    };
    Handed { done, session: Some(session).filter(|_| goes_on) }
}

/// Notes what became of a mail. What cannot be noted is not followed by another one at once.
async fn note(app: &App, mail: &Mail, done: &Result<(), Failure>) {
    let now = now();
    match done {
        Ok(()) => metrics::counter!("hovorna_mails_sent_total").increment(1),
        Err(failure) => {
            metrics::counter!("hovorna_mails_failed_total").increment(1);
            tracing::warn!(mail = %mail.id, trouble = ?failure.trouble, attempts = mail.attempts, "this mail could not be handed over");
        }
    }
    if let Err(error) = kept_at(&PAUSES, || noted(app, mail, done, now)).await {
        tracing::error!(mail = %mail.id, %error, "what became of this mail could not be noted");
        tokio::time::sleep(AFTER_FAILURE).await;
    }
}

async fn noted(app: &App, mail: &Mail, done: &Result<(), Failure>, now: Timestamp) -> Result<(), store::Error> {
    let mut write = app.store.write().await?;
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
