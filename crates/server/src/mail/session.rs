//! The talk with a mail server, step by step: so that whoever set it up wrong is told at which step it ended and why.

use super::{
    letter::Letter,
    server::{Server, only, said},
};
use desk::mail::Trouble;
use lettre::transport::smtp::{
    Error,
    authentication::Mechanism,
    client::AsyncSmtpConnection,
    commands::{Data, Mail, Noop, Rcpt, Rset},
    extension::{Extension, MailBodyParameter, MailParameter},
    response::Response,
};
use std::{error::Error as _, io, time::Duration};
use store::{Failure, Security};
use tokio::time::timeout;

/// How long each step may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Until somebody answers.
    pub connect: Duration,
    /// For an answer to a command.
    pub command: Duration,
    /// For the answer after the whole mail. Giving up early means that a server that took it gets it twice.
    pub taken: Duration,
}

impl Patience {
    /// When nobody waits for it. RFC 5321, section 4.5.3.2, asks for minutes.
    pub const UNHURRIED: Self =
        Self { connect: Duration::from_secs(20), command: Duration::from_secs(60), taken: Duration::from_secs(300) };
    /// While an administrator looks on.
    pub const WATCHED: Self =
        Self { connect: Duration::from_secs(6), command: Duration::from_secs(8), taken: Duration::from_secs(10) };

    /// Nothing takes longer than this altogether: connecting, greeting, encrypting, signing in with its challenges,
    /// sender, recipient, data.
    #[must_use]
    pub fn whole(self) -> Duration {
        self.connect * 2 + self.command * 8 + self.taken
    }
}

/// Where a talk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Connect,
    Encrypt,
    SignIn,
    Sender,
    Recipient,
    Content,
}

/// A talk that has come to the point where mails may be handed over.
pub struct Session {
    connection: AsyncSmtpConnection,
    patience: Patience,
}

impl Session {
    /// Connects, protects the way and signs in.
    ///
    /// # Errors
    /// At which step it ended, and why.
    pub async fn open(server: &Server, patience: Patience) -> Result<Self, Failure> {
        let name = (server.host.as_str(), server.port);
        let addresses: Vec<_> = match timeout(patience.connect, tokio::net::lookup_host(name)).await {
            Err(_) => return Err(only(Trouble::TimedOut)),
            Ok(Err(why)) => return Err(said(Trouble::NameNotFound, why)),
            Ok(Ok(found)) => found.collect(),
        };
        let tls = match server.security {
            Security::Tls => Some(server.tls()?),
            Security::Starttls | Security::None => None,
        };
        let first = if tls.is_some() { Step::Encrypt } else { Step::Connect };
        let connecting =
            AsyncSmtpConnection::connect_tokio1(&addresses[..], Some(patience.connect), &server.hello, tls, None);
        let connection = in_time(patience.connect + patience.command, first, connecting).await?;
        let mut session = Self { connection, patience };
        if server.security == Security::Starttls {
            session.encrypt(server).await?;
        }
        if let Some(credentials) = &server.credentials {
            // Its challenges are answered one by one.
            let known = [Mechanism::Plain, Mechanism::Login];
            let signing_in = session.connection.auth(&known, credentials);
            in_time(patience.command * 2, Step::SignIn, signing_in).await?;
        }
        Ok(session)
    }

    async fn encrypt(&mut self, server: &Server) -> Result<(), Failure> {
        if !self.connection.can_starttls() {
            return Err(only(Trouble::NoEncryption));
        }
        let encrypting = self.connection.starttls(server.tls()?, &server.hello);
        in_time(self.patience.command, Step::Encrypt, encrypting).await
    }

    /// Hands a mail over. Without an error the server has it.
    ///
    /// # Errors
    /// At which step it ended, and why.
    pub async fn send(&mut self, letter: &Letter) -> Result<(), Failure> {
        let mut parameters = Vec::new();
        let info = self.connection.server_info();
        if letter.has_foreign_letters() {
            if !info.supports_feature(Extension::SmtpUtfEight) {
                let why = "the server knows addresses of plain letters only (it does not offer SMTPUTF8)";
                return Err(Failure { permanent: true, ..said(Trouble::Recipient, why) });
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !letter.bytes.is_ascii() && info.supports_feature(Extension::EightBitMime) {
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        self.say(Step::Sender, Mail::new(Some(letter.from.clone()), parameters)).await?;
        self.say(Step::Recipient, Rcpt::new(letter.to.clone(), Vec::new())).await?;
        self.say(Step::Content, Data).await?;
        let handing = self.connection.message(&letter.bytes);
        in_time(self.patience.taken, Step::Content, handing).await?;
        Ok(())
    }

    /// Whether the talk can go on after a mail that was refused.
    pub async fn starts_over(&mut self) -> bool {
        !self.connection.has_broken() && self.say(Step::Sender, Rset).await.is_ok()
    }

    /// Whether somebody still listens.
    pub async fn is_alive(&mut self) -> bool {
        self.say(Step::Sender, Noop).await.is_ok()
    }

    /// Says goodbye. Who does not answer it is left.
    pub async fn close(mut self) {
        let _ = timeout(Duration::from_secs(2), self.connection.abort()).await;
    }

    async fn say(&mut self, step: Step, command: impl std::fmt::Display) -> Result<Response, Failure> {
        let said = self.connection.command(command);
        in_time(self.patience.command, step, said).await
    }
}

async fn in_time<T>(
    patience: Duration,
    step: Step,
    done: impl Future<Output = Result<T, Error>>,
) -> Result<T, Failure> {
    match timeout(patience, done).await {
        Ok(done) => done.map_err(|error| failure(step, &error)),
        Err(_) => Err(only(Trouble::TimedOut)),
    }
}

fn failure(step: Step, error: &Error) -> Failure {
    if let Some(code) = error.status() {
        let number = u16::from(code);
        let words = error.source().map(ToString::to_string).unwrap_or_default();
        let trouble = match (number, step) {
            // It goes away, whatever it was asked.
            (421, _) | (_, Step::Connect) => Trouble::NotUnderstood,
            // It wants somebody to sign in first.
            (530 | 535 | 538, _) | (_, Step::SignIn) => Trouble::SignIn,
            (_, Step::Encrypt) => Trouble::NoEncryption,
            (_, Step::Sender) => Trouble::Sender,
            (_, Step::Recipient) => Trouble::Recipient,
            (_, Step::Content) => Trouble::Content,
        };
        return Failure { permanent: error.is_permanent(), ..said(trouble, format!("{number} {words}")) };
    }
    let trouble = match io_kind(error) {
        Some(io::ErrorKind::TimedOut) => Trouble::TimedOut,
        Some(
            io::ErrorKind::ConnectionRefused
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
            | io::ErrorKind::AddrNotAvailable
            | io::ErrorKind::PermissionDenied,
        ) => Trouble::Refused,
        // What does not speak TLS, and whose certificate is not believed.
        Some(io::ErrorKind::InvalidData) if step == Step::Encrypt => Trouble::Certificate,
        Some(_) if step == Step::Encrypt => Trouble::Certificate,
        _ if error.is_tls() => Trouble::Certificate,
        _ if step == Step::SignIn && error.is_client() => Trouble::SignIn,
        _ => Trouble::NotUnderstood,
    };
    let why = deepest(error);
    said(trouble, why)
}

fn io_kind(error: &Error) -> Option<io::ErrorKind> {
    let mut source = error.source();
    while let Some(error) = source {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return Some(io.kind());
        }
        source = error.source();
    }
    None
}

/// The last cause says most.
fn deepest(error: &Error) -> String {
    let mut words = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        words = error.to_string();
        source = error.source();
    }
    words
}
